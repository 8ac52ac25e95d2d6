"""Embeds for blogs: what an oEmbed provider answers (oembed.com, version 1.0), and which addresses it knows. Pure.

The answer is one empty iframe and nothing of the document: blogs keep it for days or for ever, and what it shows must
go when the document is closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree

WIDTH, HEIGHT = 600, 260
"""Pixels, where a blog asks for no less; a blog that listens is told the height that the text takes."""

_LONGEST = 2000  # characters of an address
_DOCUMENT = re.compile(r"/d/(\w[\w.-]{0,99})(?:/[^/]*)?/?")
_CACHE = 3600


@dataclass(frozen=True)
class Wanted:
    """The document that an address means, by its id, and the anchor of the passage; "" for none."""

    identifier: str
    anchor: str = ""


def wanted(address: str, origin: str) -> Wanted | None:
    """What an address of ours means; None for all others: another host or port, credentials, what is no document.

    `origin` is scheme, host and path of the site. Nothing is decoded but once, and nothing is fetched.
    """
    if len(address) > _LONGEST or not address.isprintable():
        return None
    try:
        ours, there = urlsplit(origin), urlsplit(address)
    except ValueError:
        return None
    if (there.scheme, there.netloc.lower()) != (ours.scheme, ours.netloc.lower()):
        return None
    found = _DOCUMENT.fullmatch(there.path.removeprefix(ours.path)) if there.path.startswith(ours.path) else None
    return Wanted(found[1], unquote(there.fragment)) if found else None


def answer(frame: str, provider: str, home: str, most_width: int | None, most_height: int | None) -> dict[str, object]:
    """`frame` is the address of the page to be framed, with host; `most_…` what the blog has room for, in pixels."""
    width, height = min(WIDTH, most_width or WIDTH), min(HEIGHT, most_height or HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": provider,
        "provider_url": home,
        "cache_age": _CACHE,
        "html": iframe(frame, provider, width, height),
        "width": width,
        "height": height,
    }


def iframe(frame: str, provider: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """WordPress takes an iframe only if it is empty and has width, height and title."""
    title = escape(f"From {' '.join(provider.split())}")
    return f'<iframe src="{escape(frame)}" width="{width}" height="{height}" title="{title}" frameborder="0"></iframe>'


def as_xml(values: dict[str, object]) -> bytes:
    root = etree.Element("oembed")
    for name, value in values.items():
        etree.SubElement(root, name).text = "".join(c for c in str(value) if c.isprintable())
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, standalone=True)
