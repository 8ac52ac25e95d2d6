"""Feeds are well formed whatever stands in a title."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kb.outward.feeds import Enclosure, Entry, Feed, atom, for_readers, json_feed

WHEN = datetime(2020, 4, 1, 9, 30, tzinfo=UTC)
ENTRY = Entry(
    "https://club.example/d/k7w3qd",
    "https://club.example/d/k7w3qd/monthly-call",
    "Monthly call",
    "What we said.",
    "POGO",
    WHEN,
    date(2020, 3, 31),
    ("procurement",),
    (Enclosure("https://club.example/d/k7w3qd/files/call.mp3", "audio/mpeg", 1234),),
)
HERE = "https://club.example/feed.atom"
FEED = Feed("Our club", "", HERE, HERE, "https://club.example/", "Our club", (ENTRY,), WHEN)
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def test_atom_has_what_the_standard_asks_for():
    root = etree.fromstring(atom(FEED))
    assert [element.tag.rpartition("}")[2] for element in root] == [
        "id",
        "title",
        "updated",
        "author",
        "link",
        "link",
        "entry",
    ]
    (entry,) = root.findall("a:entry", NAMES)
    assert entry.findtext("a:id", namespaces=NAMES) == "https://club.example/d/k7w3qd"
    assert entry.findtext("a:published", namespaces=NAMES) == "2020-03-31T00:00:00Z"
    assert entry.findtext("a:updated", namespaces=NAMES) == "2020-04-01T09:30:00Z"
    assert entry.find("a:link[@rel='enclosure']", NAMES).attrib == {
        "rel": "enclosure",
        "type": "audio/mpeg",
        "href": "https://club.example/d/k7w3qd/files/call.mp3",
        "length": "1234",
    }


def test_json_feed_has_what_its_description_asks_for():
    """https://www.jsonfeed.org/version/1.1/"""
    feed = json.loads(json_feed(replace(FEED, next="https://club.example/feed.json?page=2")))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["next_url"].endswith("?page=2")
    (item,) = feed["items"]
    assert set(item) == {
        "id", "url", "title", "content_text", "date_modified", "date_published", "authors", "tags", "attachments",
    }  # fmt: skip
    assert item["attachments"] == [
        {"url": "https://club.example/d/k7w3qd/files/call.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234}
    ]


def test_an_empty_feed_is_a_feed():
    empty = replace(FEED, entries=(), updated=None)
    assert etree.fromstring(atom(empty)).findtext("a:updated", namespaces=NAMES) == "1970-01-01T00:00:00Z"
    assert json.loads(json_feed(empty))["items"] == []


@pytest.mark.parametrize(("day", "kept"), [(date(2020, 4, 1), True), (date(2020, 4, 2), False), (None, False)])
def test_nothing_is_published_after_its_last_change(day, kept):
    assert (for_readers(replace(ENTRY, published=day)).published is not None) == kept


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=60))
def test_no_title_breaks_a_feed(title):
    entry = replace(ENTRY, title=title, summary=title, author=title, tags=(title,))
    root = etree.fromstring(atom(replace(FEED, title=title, entries=(entry,))))
    assert len(root.findall("a:entry", NAMES)) == 1
    json.loads(json_feed(replace(FEED, title=title, entries=(entry,))).encode("utf-8", "backslashreplace"))
