"""A lead comes from a call with a file on the desk; two minutes later others find what was said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kb.people import accounts, memberships, sessions
from kb.state import State
from tests.browsing import PHONE
from tests.journeys.steps import late_scripts

pytestmark = pytest.mark.browser

SPOKEN = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ann Smith>Welcome to the spring call.</v>

00:00:05.000 --> 00:00:09.000
<v Bob Brown>We tried porridge instead of procurement.</v>

00:00:10.000 --> 00:00:14.000
<v Ann Smith>Write to me at ann@example.org.</v>
"""

_PASTE = """() => {
  const data = new DataTransfer();
  data.setData("text/html", "<h2>Topics</h2><ul><li>Jam<ul><li>Marmalade</li></ul></li></ul>");
  data.setData("text/plain", "Topics Jam Marmalade");
  document.querySelector("#f-text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""
_DROP = """() => {
  const data = new DataTransfer();
  data.items.add(new File(["# One\\n\\nFirst.\\n"], "one.md"));
  data.items.add(new File([""], "two.md"));
  document.querySelector(".upload").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""


@pytest.fixture
def opened(library, serving, windows):
    """Opens an address as the lead of North."""
    library.document("north/index.md", "# North\n", kind="group", title="North")
    state = State(library.home)
    with state.write() as db:
        lea = accounts.create_account(db, "lea@example.org", "Lea").number
        memberships.set_member(db, lea, "north", "lead")
        cookie = sessions.begin_session(db, lea, "a browser")
    state.close()
    server = serving(library.home)

    def one(address, **options):
        page = windows(server, "/healthz", **options)
        page.context.add_cookies([{"name": "session", "value": cookie, "url": server.url}])
        page.goto(address)
        return page

    one.server = server
    return one


@pytest.mark.corpora
def test_a_word_file_is_dropped_corrected_published_found_and_opened_at_the_mark(opened, library, corpora):
    (minutes,) = (corpora / "uploads").glob("01-*.docx")
    page = opened("/")
    page.get_by_role("link", name="Upload", exact=True).click()
    page.get_by_label("Files").set_input_files(minutes)
    page.wait_for_url(re.compile("/drafts/"))
    date = page.get_by_label("Date")
    expect(date).to_have_value("2014-05-13")
    date.fill("2014-05-14")
    expect(page.locator("[data-saved]")).to_have_text("Saved.")
    page.reload()
    expect(page.get_by_label("Date")).to_have_value("2014-05-14")
    text = page.get_by_label("Text", exact=True).input_value()
    phrase = _phrase_after(text, len(text) * 2 // 3)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Published")
    assert opened.server.search(f'"{phrase}"')["total"] == 1

    page.goto("/")
    page.get_by_role("combobox").first.fill(f'"{phrase}"')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search"))
    page.locator(".passage .where a").first.click()
    page.wait_for_url(re.compile("/d/"))
    expect(page.locator("mark").first).to_be_visible()
    assert phrase.split()[0] in page.locator("mark").first.inner_text().lower()
    assert (library.notes / "north/2014-05-14-notes.md").exists()
    assert not list((library.home / "state/drafts").iterdir())


def _phrase_after(text: str, at: int) -> str:
    """Four plain words in a row of the rest of a text."""
    found = re.compile(r"(?<=[a-z] )[a-z]{4,}(?: [a-z]{3,}){3}(?= [a-z])").search(text, at)
    assert found
    return found[0]


def test_a_transcript_is_pasted_on_a_phone_and_published_without_who_spoke(opened):
    page = opened("/upload", viewport=PHONE)
    page.get_by_label("Or paste your notes").fill(SPOKEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Make a draft").click()
    page.wait_for_url(re.compile("/drafts/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("Title").fill("Spring call")
    for box in page.locator(".findings input").all():
        box.check()
    page.get_by_role("button", name="Change what is ticked").click()
    text = page.get_by_label("Text", exact=True)
    expect(text).not_to_have_value(re.compile("Ann Smith|ann@example"))
    expect(text).to_have_value(re.compile("porridge instead of procurement"))
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Published")
    assert opened.server.search("porridge")["total"] == 1
    page.get_by_role("link", name="Open it").click()
    expect(page.get_by_role("article")).to_contain_text("porridge")


def test_rich_text_keeps_its_form_and_what_is_dropped_says_how_far_it_is(opened):
    page = opened("/upload")
    page.get_by_label("Or paste your notes").focus()
    page.evaluate(_PASTE)
    page.get_by_label("Or paste your notes").evaluate("field => { field.value = 'Topics Jam Marmalade'; }")
    page.get_by_role("button", name="Make a draft").click()
    page.wait_for_url(re.compile("/drafts/"))
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile(r"- Jam\n +- Marmalade"))

    page.goto("/upload")
    page.evaluate(_DROP)
    expect(page.locator(".sending li")).to_have_count(2)
    expect(page.locator(".sending")).to_contain_text("There is no text in it")
    page.get_by_role("link", name="One", exact=True).click()
    expect(page.get_by_label("Title")).to_have_value("One")


@pytest.fixture
def tagged(library):
    library.document("north/2020-02-01-notes.md", "# Call\n\nWe met.\n", tags=["Social impact bond"])


def test_what_a_draft_offers_is_taken_with_a_tick_without_scripts(tagged, opened):
    page = opened("/upload", java_script_enabled=False)
    call = "Call of 31 March 2020\n\nVenue: Town Hall\n\nSocial impact bonds pay.\n\nACTION: Jo to ask by 5 May\n"
    page.get_by_label("Files").set_input_files({"name": "call.txt", "mimeType": "text/plain", "buffer": call.encode()})
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_text("The place was Town Hall.")).to_be_visible()
    expect(page.get_by_text("It has an action.")).to_be_visible()
    page.get_by_label("Social impact bond").check()
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.get_by_label("Tags", exact=True)).to_have_value("Social impact bond")
    expect(page.get_by_label("Social impact bond")).to_have_count(0)


def test_whoever_is_quicker_than_the_scripts_of_a_slow_connection_loses_nothing(opened):
    page = opened("/upload")
    with late_scripts(page):
        page.reload(wait_until="commit")
        page.get_by_label("Files").set_input_files({"name": "one.md", "mimeType": "", "buffer": b"# One\n\nFirst.\n"})
    page.wait_for_url(re.compile("/drafts/"))
    with late_scripts(page):
        page.reload(wait_until="commit")
        page.get_by_label("Title").fill("Two")
    expect(page.locator("[data-saved]")).to_have_text("Saved.")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Two")
