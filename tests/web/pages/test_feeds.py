"""Feeds of a library: what is in them, in which order, for whom, and page by page."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import lxml.html
import pytest
from lxml import etree

from tests.signed_in import Browsers

NAMES = {"a": "http://www.w3.org/2005/Atom"}
HERE = "http://127.0.0.1:8000"


def changed(path, when: str) -> None:
    seconds = datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp()
    os.utime(path, (seconds, seconds))


@pytest.fixture
def pages(library, site):
    library.holds("kb.yml", "title: Our club\n")
    changed(
        library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", id="p0go", aliases=["old"]),
        "2020-01-01 10:00",
    )
    changed(
        library.document("pogo/2020-03-31-notes.md", "We met.\n", title="March", id="m4rch", tags=["Treacle"]),
        "2020-04-02 10:00",
    )
    changed(
        library.document("pogo/2020-02-25-notes.md", "We met too.\n", title="February", id="f3b"), "2020-05-01 10:00"
    )
    changed(
        library.document("pogo/2020-05-01-notes.md", "Ours.\n", title="May", id="m4y", visibility="group"),
        "2020-05-02 10:00",
    )
    # Copied at once: in the order of their dates.
    for day in (3, 1, 2):
        changed(
            library.document(f"north/2019-0{day}-01-notes.md", "North.\n", title=f"North {day}", id=f"n{day}"),
            f"2020-03-01 10:0{day}",
        )
    changed(library.document("call.md", "Listen.\n", title="Call", id="c4ll", kind="resource"), "2020-01-02 10:00")
    library.holds("call/call.mp3", b"ID3 sound")
    return site()


def titles(answer) -> list[str]:
    assert answer.status_code == 200
    return [each.text for each in etree.fromstring(answer.content).iterfind("a:entry/a:title", NAMES)]


def test_what_changed_last_comes_first(pages):
    assert titles(pages.get("/feed.atom")) == ["February", "March", "North 3", "North 2", "North 1", "Call", "POGO"]


def test_an_entry_has_its_permanent_address_its_day_and_its_last_change(pages):
    entry = etree.fromstring(pages.get("/feed.atom").content).find("a:entry[2]", NAMES)
    assert {each.tag.rpartition("}")[2]: each.text for each in entry if each.text and each.text.strip()} == {
        "id": f"{HERE}/d/m4rch",
        "title": "March",
        "published": "2020-03-31T00:00:00Z",
        "updated": "2020-04-02T10:00:00Z",
        "summary": "We met.",
    }
    assert entry.find("a:link", NAMES).get("href") == f"{HERE}/d/m4rch/march"
    assert entry.findtext("a:author/a:name", namespaces=NAMES) == "POGO"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/groups/pogo/feed.atom", ["February", "March", "POGO"]),
        ("/tags/treacle/feed.atom", ["March"]),
        ("/feed.atom?kind=resource", ["Call"]),
        ("/search.atom?q=met", ["March", "February"]),
        ("/search.atom?q=met&sort=oldest", ["February", "March"]),
        ("/search.atom?q=xyzzyplugh", []),
    ],
)
def test_there_is_a_feed_of_each_part(pages, address, found):
    assert titles(pages.get(address)) == found
    as_json = pages.get(address.replace(".atom", ".json"))
    assert as_json.headers["content-type"] == "application/feed+json"
    assert [item["title"] for item in as_json.json()["items"]] == found


def test_a_recording_comes_along(pages):
    item = next(item for item in pages.get("/feed.json").json()["items"] if item["title"] == "Call")
    assert item["attachments"] == [
        {"url": f"{HERE}/d/c4ll/files/call.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}
    ]


@pytest.mark.parametrize(
    "address", ["/feed.rss", "/feed.atom?kind=never", "/groups/never/feed.atom", "/tags/never/feed.json"]
)
def test_what_is_not_there_has_no_feed(pages, address):
    assert pages.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "there"),
    [("/groups/old/feed.atom", "/groups/pogo/feed.atom"), ("/tags/Treacle/feed.json", "/tags/treacle/feed.json")],
)
def test_a_former_name_leads_to_the_feed(pages, address, there):
    assert pages.get(address).headers["location"] == there


def test_a_member_has_what_they_may_read_and_nobody_keeps_it_for_others(pages):
    ada = Browsers(pages)("ada", pogo="member")
    answer = ada.get("/feed.atom")
    assert "May" in titles(answer)
    assert answer.headers["cache-control"] == "private, no-store"
    assert "May" not in titles(pages.get("/feed.atom"))


def test_a_reader_that_has_it_gets_304(pages):
    first = pages.get("/feed.atom")
    assert first.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert pages.get("/feed.atom", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_a_long_feed_has_pages(library, site):
    for number in range(120):
        library.document(f"n/{number:03}.md", "Words.\n", title=f"N {number:03}", id=f"n{number:03}", kind="page")
    pages = site()
    seen, at = [], "/feed.atom"
    while at:
        feed = etree.fromstring(pages.get(at).content)
        seen += [each.text for each in feed.iterfind("a:entry/a:title", NAMES)]
        links = {link.get("rel"): link.get("href").removeprefix(HERE) for link in feed.iterfind("a:link", NAMES)}
        assert (links["first"], links["last"], links["self"]) == ("/feed.atom", "/feed.atom?page=3", at)
        at = links.get("next")
    assert len(seen) == len(set(seen)) == 120
    assert json.loads(pages.get("/search.json?q=words&page=3").text)["title"].endswith("words")
    assert len(pages.get("/search.json?q=words&page=3").json()["items"]) == 20


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/", ["/feed.atom", "/feed.json"]),
        ("/groups/pogo", ["/groups/pogo/feed.atom", "/groups/pogo/feed.json", "/feed.atom", "/feed.json"]),
        ("/tags/treacle", ["/tags/treacle/feed.atom", "/tags/treacle/feed.json", "/feed.atom", "/feed.json"]),
        ("/search?q=met&page=2", ["/search.atom?q=met&v=1", "/search.json?q=met&v=1", "/feed.atom", "/feed.json"]),
    ],
)
def test_feed_readers_find_the_feed_of_a_page(pages, address, feeds):
    page = lxml.html.fromstring(pages.get(address).text)
    assert (
        page.xpath("//head/link[@rel='alternate'][contains(@type, 'atom') or contains(@type, 'feed')]/@href") == feeds
    )


def test_the_sitemap_tells_when_a_document_changed(pages):
    assert (
        "<loc>http://127.0.0.1:8000/d/m4rch/march</loc><lastmod>2020-04-02</lastmod>" in pages.get("/sitemap.xml").text
    )
