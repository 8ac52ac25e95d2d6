"""Feeds and calendars of somebody's own: what they may read, for programs that cannot sign in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from lxml import etree

from kb.people import accounts, memberships
from tests.signed_in import Browsers

HERE = "http://127.0.0.1:8000"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def filled(library):
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO")
    library.document("pogo/2020-03-31-notes.md", "For all.\n", title="First", id="f1rst")
    library.document(
        "pogo/2020-04-01-notes.md",
        "Ours, see [the first](2020-03-31-notes.md).\n\n![A board](2020-04-01-notes/board.svg)\n",
        title="Second",
        id="s3cond",
        visibility="group",
        tags=["secret tag"],
    )
    library.holds("pogo/2020-04-01-notes/board.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    library.holds("pogo/2020-04-01-notes/call.mp3", b"ID3")
    library.document("pogo/2020-05-01-notes.md", "Leads only.\n", title="Third", id="th1rd", visibility="leads")
    return library


@pytest.fixture
def pages(filled, site):
    return site()


@pytest.fixture
def people(pages):
    return Browsers(pages)


def addresses(browser) -> list[str]:
    page = lxml.html.fromstring(browser.post("/account/feeds").text)
    return [value.removeprefix(HERE) for value in page.xpath("//*[@class='made']//input/@value")]


def key_of(browser) -> str:
    return parse_qs(urlsplit(addresses(browser)[0]).query)["key"][0]


def titles(answer) -> list[str]:
    assert answer.status_code == 200
    return sorted(etree.fromstring(answer.content).xpath("//a:entry/a:title/text()", namespaces=ATOM))


def test_with_their_address_a_program_reads_what_they_may_read(pages, people):
    everything, meetings, group, of_group = addresses(people("ned", pogo="member"))
    assert titles(pages.get(everything)) == ["First", "POGO", "Second"]
    assert titles(pages.get(group)) == ["First", "POGO", "Second"]
    assert "First" in pages.get(meetings).text
    assert pages.get(of_group).text.count("BEGIN:VEVENT") == 2
    answer = pages.get(everything)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert pages.get(everything, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert titles(pages.get("/feed.atom")) == ["First", "POGO"]


def test_every_feed_takes_the_key(pages, people):
    key = key_of(people("ned", pogo="member"))
    for address in ("/tags/secret-tag/feed.atom", "/search.atom?q=ours", "/feed.atom?kind=notes"):
        assert "Second" in titles(pages.get(address + ("&" if "?" in address else "?") + f"key={key}")), address


def test_the_key_opens_nothing_else(pages, people):
    key = key_of(people("ned", pogo="member"))
    assert pages.get(f"/d/s3cond?key={key}").status_code == 404
    assert pages.get(f"/d/s3cond/files/board.svg?key={key}").status_code == 404
    assert pages.get("/account", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert people.with_cookie(key).get("/account").headers["location"].startswith("/login")
    assert "Second" not in pages.get(f"/search?q=ours&key={key}").text
    feed = pages.get(f"/feed.atom?key={key}").text
    assert "call.mp3" not in feed, "no program could fetch it"


def test_what_they_may_not_read_any_more_is_not_in_it_any_more(pages, people):
    ned = people("ned", pogo="member")
    address = addresses(ned)[0]
    with people.state.write() as db:
        memberships.remove_member(db, people.number("ned"), "pogo")
    assert titles(pages.get(address)) == ["First", "POGO"]
    with people.state.write() as db:
        accounts.erase_account(db, people.number("ned"))
    assert pages.get(address).status_code == 404


def test_they_can_be_made_anew_and_taken_back(pages, people, filled):
    ned = people("ned", pogo="member")
    first, second = addresses(ned)[0], addresses(ned)[0]
    assert (pages.get(first).status_code, pages.get(second).status_code) == (404, 200)
    page = ned.get("/account/feeds").text
    assert "last used on" in page
    secret = second.partition("key=")[2]
    assert secret not in page
    kept = b"".join(path.read_bytes() for path in (filled.home / "state").iterdir() if path.is_file())
    assert secret.encode() not in kept
    assert ned.post("/account/feeds/back").status_code == 303
    assert pages.get(second).status_code == 404
    assert pages.get(second.replace("feed.atom", "calendar.ics")).status_code == 404


def test_a_feed_in_full_has_the_texts_with_addresses_that_hold_anywhere(pages, people):
    key = key_of(people("ned", pogo="member"))
    feed = etree.fromstring(pages.get(f"/feed.atom?full=1&key={key}").content)
    (entry,) = [e for e in feed.iterfind("a:entry", ATOM) if e.findtext("a:title", namespaces=ATOM) == "Second"]
    content = entry.find("a:content", ATOM)
    assert content.get("type") == "html"
    html = lxml.html.fromstring(content.text)
    assert html.xpath("//a[text()='the first']/@href") == [f"{HERE}/d/f1rst/first"]
    assert html.xpath("//img/@src") == [f"{HERE}/d/s3cond/files/board.svg"]
    (first,) = [item for item in pages.get("/feed.json?full=1").json()["items"] if item["title"] == "First"]
    assert "For all." in first["content_html"]
    assert "content_text" not in first


def test_pages_of_a_feed_keep_what_was_asked_and_its_id_does_not_have_it(filled, site):
    for number in range(60):
        filled.document(
            f"pogo/2019/{number:02}-notes.md", f"Call {number}.\n", title=f"Call {number:02}", id=f"c{number:02}"
        )
    pages = site()
    key = key_of(Browsers(pages)("ned", pogo="member"))
    feed = etree.fromstring(pages.get(f"/feed.atom?kind=notes&full=1&key={key}").content)
    links = {link.get("rel"): link.get("href") for link in feed.iterfind("a:link", ATOM)}
    assert feed.findtext("a:id", namespaces=ATOM) == f"{HERE}/feed.atom?kind=notes"
    for rel in ("self", "first", "next", "last"):
        asked = parse_qs(urlsplit(links[rel]).query)
        assert (asked["kind"], asked["full"], asked["key"]) == (["notes"], ["1"], [key]), rel
    seen, address = [], links["first"]
    while address:
        feed = etree.fromstring(pages.get(address.removeprefix(HERE)).content)
        seen += feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)
        address = next(iter(feed.xpath("//a:link[@rel='next']/@href", namespaces=ATOM)), None)
    assert len(seen) == len(set(seen)) == 62
