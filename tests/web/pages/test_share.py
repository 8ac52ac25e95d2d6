"""All the ways to pass something on."""

from __future__ import annotations

import lxml.html
import pytest
from playwright.sync_api import expect

from tests.signed_in import Browsers

HERE = "http://127.0.0.1:8000"
NOTES = "Welcome.\n\n## Staying [fair]\n\nPublish it all.\n\n## Why?\n\nBecause.\n"


@pytest.fixture
def filled(library):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO")
    library.document("pogo/2020-03-31-notes.md", NOTES, title="First call", id="f1rst")
    library.document("pogo/2020-03-31-agenda.md", "Ours.\n", title="Secret agenda", id="s3cret", visibility="leads")
    library.document("pogo/2020-04-01-notes.md", "Ours.\n", title="Second", id="s3cond", visibility="group")
    library.document("share.md", "Words.\n", title="Share", id="shar3")
    return library


@pytest.fixture
def pages(filled, site):
    return site()


def shown(answer):
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.text)


def copied(page) -> dict[str, str]:
    """What there is to copy, by its label."""
    values = {}
    for field in page.xpath("//*[@data-copy]"):
        label = page.xpath(f"//label[@for='{field.get('id')}']")[0].text
        values[label] = field.get("value") or field.text
    return values


def test_a_document_is_passed_on_in_every_way(pages):
    page = shown(pages.get("/d/f1rst/share"))
    there = copied(page)
    assert there["Link"] == f"{HERE}/d/f1rst"
    assert there["Markdown"] == f"[First call]({HERE}/d/f1rst)"
    assert there["HTML"] == f'<a href="{HERE}/d/f1rst">First call</a>'
    assert page.xpath("//*[@data-copy-rich]/a/@href") == [f"{HERE}/d/f1rst"]
    assert page.xpath("//img[@class='qr']/@src")[0].startswith("data:image/svg+xml")
    assert there["APA"].endswith(f"{HERE}/d/f1rst")
    assert not page.find_class("notice")
    assert page.xpath("//iframe/@src") == ["/d/f1rst/embed"]
    assert shown(pages.get("/d/f1rst/first-call")).xpath("//a[@href='/d/f1rst/share']")


def test_a_passage_keeps_its_place_in_every_way(pages):
    page = shown(pages.get("/d/f1rst/share?at=staying-fair&width=320&theme=dark"))
    there = copied(page)
    assert there["Link"] == f"{HERE}/d/f1rst#staying-fair"
    assert there["Markdown"] == f"[First call: Staying \\[fair\\]]({HERE}/d/f1rst#staying-fair)"
    assert page.xpath("//select[@name='at']/option[@selected]/@value") == ["staying-fair"]
    frame = page.find(".//iframe")
    assert (frame.get("src"), frame.get("width")) == ("/d/f1rst/embed?at=staying-fair&theme=dark", "320")
    assert lxml.html.fragment_fromstring(there["Embed"]).get("src") == HERE + frame.get("src")
    assert page.xpath("//a[contains(@href, 'cite.bib')]/@href") == ["/d/f1rst/cite.bib?at=staying-fair"]
    assert copied(shown(pages.get("/d/f1rst/share?at=never&width=1e9&theme=%22")))["Link"] == f"{HERE}/d/f1rst"


def test_who_could_not_open_a_link_is_said_before_it_is_passed_on(pages):
    ned = Browsers(pages)("ned", pogo="member")
    assert pages.get("/d/s3cond/share").status_code == 404
    page = shown(ned.get("/d/s3cond/share"))
    assert page.find_class("notice")[0].text == "Only members of POGO and its leads can open this link."
    assert "Embed" not in copied(page)
    assert page.find(".//iframe") is None
    page = shown(ned.get("/groups/pogo/2020-04-01/share"))
    assert page.find_class("notice")[0].text == "Only members of POGO and its leads can open this link."


def test_a_meeting_of_which_others_see_less_says_so_only_to_who_sees_more(pages):
    lea = Browsers(pages)("lea", pogo="lead")
    assert "sees of the meeting what they may read" in lea.get("/groups/pogo/2020-03-31/share").text
    page = shown(pages.get("/groups/pogo/2020-03-31/share"))
    assert not page.find_class("notice")
    assert copied(page)["Link"] == f"{HERE}/groups/pogo/2020-03-31"
    assert page.xpath("//iframe/@src") == ["/groups/pogo/2020-03-31/embed"]
    assert pages.get("/groups/pogo/2019-01-01/share").status_code == 404


def test_a_search_is_passed_on_with_its_filters(pages):
    page = shown(pages.get("/search/share?q=publish&group=pogo&theme=light"))
    assert copied(page)["Link"] == f"{HERE}/search?q=publish&group=pogo&v=1"
    assert page.xpath("//iframe/@src") == ["/search/embed?q=publish&group=pogo&v=1&theme=light"]
    assert page.xpath("//form[@data-shows]/input/@value") == ["publish", "pogo", "1"]
    assert shown(pages.get("/search?q=publish&group=pogo")).xpath("//a[@href='/search/share?q=publish&group=pogo']")
    ned = Browsers(pages)("ned", pogo="member")
    assert "finds what they may read" in ned.get("/search/share?q=publish").text
    assert pages.get(f"/search/share?q={'x' * 9000}").status_code == 200


def test_a_document_called_share_has_a_page_of_its_own(pages):
    assert pages.get("/d/shar3").headers["location"] == "/d/shar3/document-share"


def test_it_is_copied_with_its_formatting_and_what_is_chosen_shows_at_once(filled, serving, windows):
    server = serving(filled.home)
    page = windows(server, "/d/f1rst/share", permissions=["clipboard-read", "clipboard-write"])
    said = []
    page.on("console", lambda message: said.append(message.text))
    expect(page.frame_locator("iframe").get_by_role("link", name="First call")).to_be_visible()
    page.get_by_label("What").select_option(label="“Why?”")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Why?")).to_be_visible()
    assert page.url.endswith("/share?at=why&width=600&theme=")
    page.get_by_role("button", name="Copy: Rich text").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    read = "async type => (await (await navigator.clipboard.read())[0].getType(type)).text()"
    assert f'href="{server.url}/d/f1rst#why"' in page.evaluate(read, "text/html")
    assert page.evaluate(read, "text/plain") == f"First call: Why? {server.url}/d/f1rst#why"
    assert said == []
