"""feedparser and newsboat read the feeds of a real server."""

from __future__ import annotations

import sqlite3
import subprocess

import feedparser
import pytest

pytestmark = pytest.mark.clients

NASTY = "Costs & <b>benefits</b> ]]> &amp; “quoted” ünï 👩‍🔬 \x07"


@pytest.fixture
def server(serving, library):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/2020-03-31-notes.md", "We met.\n", id="k7w3qd", title=NASTY, tags=["a & b"])
    for number in range(60):
        library.document(
            f"pogo/2019/{number:02}.md", f"Call {number}.\n", id=f"c{number:02}", title=f"Call {number:02}"
        )
    library.document("hidden.md", "Ours.\n", title="Hidden", visibility="leads")
    return serving(library.home)


def test_feedparser_reads_every_feed_without_a_complaint(server):
    for address in ("/feed.atom", "/groups/pogo/feed.atom", "/tags/a-b/feed.atom", "/search.atom?q=met+call"):
        feed = feedparser.parse(server.url + address)
        assert (feed.status, feed.bozo, feed.version) == (200, False, "atom10"), address
        assert feed.entries
        assert all(entry.id.startswith(server.url + "/d/") and entry.updated_parsed for entry in feed.entries)
    (entry,) = feedparser.parse(f"{server.url}/tags/a-b/feed.atom").entries
    assert entry.title_detail.type == "text/plain"
    assert entry.title == NASTY.replace("\x07", "").strip()
    assert [tag.term for tag in entry.tags] == ["a & b"]
    assert entry.published_parsed[:3] == (2020, 3, 31)


def test_feedparser_follows_the_pages_and_is_told_when_nothing_is_new(server):
    first = feedparser.parse(f"{server.url}/feed.atom")
    following = next(link.href for link in first.feed.links if link.rel == "next")
    second = feedparser.parse(following)
    assert len({entry.id for entry in (*first.entries, *second.entries)}) == 61
    assert feedparser.parse(f"{server.url}/feed.atom", etag=first.etag).status == 304


def test_newsboat_reads_a_feed(server, tmp_path):
    (tmp_path / "urls").write_text(f"{server.url}/feed.atom\n")
    (tmp_path / "config").write_text("")
    command = [
        "newsboat",
        "-u",
        tmp_path / "urls",
        "-C",
        tmp_path / "config",
        "-c",
        tmp_path / "cache.db",
        "-x",
        "reload",
    ]
    subprocess.run([*command, "print-unread"], check=True, timeout=60, capture_output=True, env={"HOME": str(tmp_path)})
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        items = dict(cache.execute("select guid, title from rss_item"))
        assert cache.execute("select title from rss_feed").fetchall() == [("Our club",)]
    assert len(items) == 50
    assert f"{server.url}/d/k7w3qd" in items
    assert "Hidden" not in items.values()
