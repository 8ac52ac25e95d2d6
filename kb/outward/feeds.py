"""Feeds of documents: Atom 1.0 (RFC 4287) with pages (RFC 5005), and JSON Feed 1.1. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Enclosure:
    """A recording to be fetched along with its entry; `size` in bytes."""

    address: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Entry:
    """A document in a feed.

    Attributes:
        id: its permanent address, which tells readers whether they know it.
        published: the day it is of, where that is known and past.
        updated: when its file was last changed.
        content: the whole text as HTML, "" where a feed has summaries alone.
    """

    id: str
    address: str
    title: str
    summary: str
    author: str
    updated: datetime
    published: date | None = None
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    content: str = ""


@dataclass(frozen=True)
class Feed:
    """One page of a feed; addresses with host.

    Attributes:
        address: its id, which is the same whoever reads it and however much of each entry.
        here: the address of this page.
        page: what people open instead.
        first, next, previous, last: other pages, "" where there is none.
        updated: the last change of anything on this page, None where it is empty.
    """

    title: str
    description: str
    address: str
    here: str
    page: str
    author: str
    entries: tuple[Entry, ...]
    updated: datetime | None
    first: str = ""
    next: str = ""
    previous: str = ""
    last: str = ""


def atom(feed: Feed) -> bytes:
    root = etree.fromstring(f'<feed xmlns="{_ATOM}"/>')
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en-GB")
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    if feed.description:
        _text(root, "subtitle", feed.description)
    _text(root, "updated", _moment(feed.updated or _NEVER))
    _text(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", feed.author)
    _link(root, "self", feed.here, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    pages = {
        "first": feed.first,
        "previous": feed.previous,
        "next": feed.next,
        "last": feed.last,
    }
    for rel, address in pages.items():
        if address:
            _link(root, rel, address, "application/atom+xml")
    for entry in feed.entries:
        _atom_entry(etree.SubElement(root, f"{{{_ATOM}}}entry"), entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def json_feed(feed: Feed) -> str:
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.page,
        "feed_url": feed.here,
        "next_url": feed.next,
        "language": "en-GB",
        "authors": [{"name": feed.author}],
        "items": [dict(_json_item(entry)) for entry in feed.entries],
    }
    return json.dumps({name: value for name, value in values.items() if value or name == "items"}, ensure_ascii=False)


def for_readers(entry: Entry) -> Entry:
    """An entry whose day is past or today, as readers sort by it: what is still to come is published by its change."""
    to_come = entry.published is not None and entry.published > entry.updated.date()
    return replace(entry, published=None) if to_come else entry


def _atom_entry(element: etree._Element, entry: Entry) -> None:
    _text(element, "id", entry.id)
    _text(element, "title", entry.title or "…")
    _link(element, "alternate", entry.address, "text/html")
    if entry.published:
        _text(element, "published", _moment(_start_of(entry.published)))
    _text(element, "updated", _moment(entry.updated))
    _text(etree.SubElement(element, f"{{{_ATOM}}}author"), "name", entry.author)
    for tag in entry.tags:
        etree.SubElement(element, f"{{{_ATOM}}}category").set("term", _xml(tag))
    _text(element, "summary", entry.summary)
    if entry.content:
        _text(element, "content", entry.content)
        element[-1].set("type", "html")
    for each in entry.enclosures:
        link = _link(element, "enclosure", each.address, each.media_type)
        link.set("length", str(each.size))


def _json_item(entry: Entry) -> Iterator[tuple[str, object]]:
    yield "id", entry.id
    yield "url", entry.address
    yield "title", entry.title
    if entry.content:
        yield "content_html", entry.content
        yield "summary", entry.summary
    else:
        yield "content_text", entry.summary
    yield "date_modified", _moment(entry.updated)
    if entry.published:
        yield "date_published", _moment(_start_of(entry.published))
    yield "authors", [{"name": entry.author}]
    if entry.tags:
        yield "tags", list(entry.tags)
    if entry.enclosures:
        yield (
            "attachments",
            [{"url": e.address, "mime_type": e.media_type, "size_in_bytes": e.size} for e in entry.enclosures],
        )


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _xml(text)


def _link(parent: etree._Element, rel: str, address: str, media_type: str) -> etree._Element:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    for name, value in (("rel", rel), ("type", media_type), ("href", address)):
        link.set(name, _xml(value))
    return link


def _xml(text: str) -> str:
    """Without the characters that XML cannot hold in any way."""
    return _NOT_XML.sub("", text)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _moment(when: datetime) -> str:
    """RFC 3339, in UTC."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")
