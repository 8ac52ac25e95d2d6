"""Writing with real browsers: notes are made, corrected from a phone and from an editor at once, and brought back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kb.people import accounts, memberships, sessions
from kb.state import State
from tests.browsing import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def club(library, serving):
    """A server, and a cookie for each member of North."""
    library.document("north/index.md", "# North\n", kind="group", title="North")
    state, cookies = State(library.home), {}
    with state.write() as db:
        for name in ("ned", "lea"):
            made = accounts.create_account(db, f"{name}@example.org", name.title())
            memberships.set_member(db, made.number, "north", "lead" if name == "lea" else "member")
            cookies[name] = sessions.begin_session(db, made.number, "a browser")
    state.close()
    return serving(library.home), cookies


@pytest.fixture
def opened(club, windows):
    """Opens an address as somebody: `opened("ned", "/new")`."""
    server, cookies = club

    def one(name, address, **options):
        page = windows(server, "/healthz", **options)
        page.context.add_cookies([{"name": "session", "value": cookies[name], "url": server.url}])
        page.goto(address)
        return page

    return one


def test_notes_are_written_corrected_by_three_at_once_and_brought_back(club, opened, library):
    server, _ = club
    page = opened("ned", "/groups/north")
    page.get_by_role("link", name="Write notes or an agenda").click()
    page.get_by_label("Title").fill("First call")
    page.get_by_label("Date").fill("2024-01-15")
    page.get_by_label("Text", exact=True).fill("# First call\n\nWe spoke of xylophones.\n\nAnd of trust.\n\nThe end.\n")
    expect(page.locator(".preview")).to_contain_text("We spoke of xylophones.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First call")
    assert server.finds("xylophones", within=0.1)
    (written,) = (library.notes / "north").glob("2024-01-15-notes*.md")

    page.get_by_role("link", name="Edit", exact=True).click()
    phone = opened("lea", page.url, viewport=PHONE, java_script_enabled=False)
    text = phone.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("trust", "porridge"))
    mine = page.get_by_label("Text", exact=True)
    mine.fill(mine.input_value().replace("xylophones", "marmalade"))
    written.write_text(written.read_text().replace("The end.", "The very end."))  # an editor on the disk
    page.keyboard.press("Control+s")
    expect(page.locator("p.notice")).to_contain_text("your changes were put together with theirs")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("What changed")
    for words in ("marmalade", "porridge", "The very end."):
        assert words in written.read_text()

    phone.get_by_role("link", name="History").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(phone.locator(".versions > li")).to_have_count(4)
    phone.locator(".versions a strong").last.click()
    expect(phone.get_by_role("article")).to_contain_text("xylophones")
    phone.get_by_role("button", name="Bring it back").click()
    expect(phone.get_by_role("article")).to_contain_text("We spoke of xylophones.")


def test_whoever_leaves_with_something_unsaved_is_asked_first(club, opened):
    page = opened("ned", "/new?group=north")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Title").fill("Half a title")
    page.get_by_role("link", name="Groups").click()
    expect(page.get_by_label("Title")).to_have_value("Half a title")
    assert asked == ["beforeunload"]


def test_two_who_change_the_same_see_both_texts(club, opened, library):
    library.document("north/call.md", "# Call\n\nWe spoke of xylophones.\n", id="call01", kind="page")
    server, _ = club
    assert server.finds("xylophones")
    one, other = opened("ned", "/d/call01/edit"), opened("lea", "/d/call01/edit")
    for page, words in ((one, "marmalade"), (other, "porridge")):
        text = page.get_by_label("Text", exact=True)
        text.fill(text.input_value().replace("xylophones", words))
        page.get_by_role("button", name="Save").click()
    expect(other.get_by_role("alert")).to_contain_text("Somebody else has changed the same")
    expect(other.locator("table.both del")).to_have_text("marmalade")
    expect(other.locator("table.both ins")).to_have_text("porridge")
    expect(other.get_by_label("Text", exact=True)).to_have_value("# Call\n\nWe spoke of porridge.\n")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("article")).to_contain_text("porridge")


def test_a_document_is_renamed_every_old_link_works_and_it_is_undone(club, opened, library):
    server, _ = club
    library.document("north/2024-01-15-notes.md", "We spoke.\n", id="call01", title="First call")
    library.document("north/plan.md", "# Plan\n\nSee [[First call]].\n", id="plan01", kind="page")
    assert server.finds("spoke")
    page = opened("lea", "/d/call01/edit", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Rename or move it").click()
    page.get_by_label("Title").fill("Kick-off")
    page.get_by_label("Name of its file").fill("kick off")
    page.get_by_role("button", name="Rename or move it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kick-off")
    assert (library.notes / "north/kick-off.md").exists()
    for old in ("/d/call01", "/d/call01/first-call"):
        page.goto(old)
        expect(page.get_by_role("heading", level=1)).to_have_text("Kick-off")
    page.goto("/groups/north/2024-01-15")
    expect(page.locator("main")).to_contain_text("Kick-off")
    page.goto("/d/plan01")
    page.get_by_role("link", name="Kick-off").first.click()
    expect(page.locator(".text")).to_have_text("We spoke.")

    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="What changed on").first.click()
    page.get_by_role("button", name="Undo this move").click()
    page.goto("/d/plan01")
    expect(page.locator(".text")).to_contain_text("See First call.")
    assert (library.notes / "north/2024-01-15-notes.md").read_text().endswith("---\nWe spoke.\n")
