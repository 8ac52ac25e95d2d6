"""Embeds for blogs: what an oEmbed provider answers (oembed.com, version 1.0), and which addresses it knows. Pure.

The answer is one empty iframe, or the address of a picture, and nothing of the document: blogs keep it for days or for
ever, and what it shows must go when the document is closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree

from kb.outward.sizes import Size, fitting

WIDTH, HEIGHT = 600, 260
"""Pixels, where nothing else is known."""

_LONGEST = 2000  # characters of an address
_NAME = r"\w[\w.-]{0,99}"
_DOCUMENT = re.compile(rf"/d/({_NAME})(?:/[^/]*)?/?")
_MEETING = re.compile(rf"/groups/({_NAME})/({_NAME})/?")
_CACHE = 3600


@dataclass(frozen=True)
class OfDocument:
    """A document, by its id, and the anchor of the passage; "" for none."""

    identifier: str
    anchor: str = ""


@dataclass(frozen=True)
class OfMeeting:
    """A meeting, by its group and key."""

    group: str
    key: str


@dataclass(frozen=True)
class OfSearch:
    """A search, by what stands after the `?` of its address."""

    asked: str


Wanted = OfDocument | OfMeeting | OfSearch


def wanted(address: str, origin: str) -> Wanted | None:
    """What an address of ours means; None for all others: another host or port, credentials, a page of another kind.

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
    if not there.path.startswith(f"{ours.path}/"):
        return None
    path = there.path.removeprefix(ours.path)
    if found := _DOCUMENT.fullmatch(path):
        return OfDocument(found[1], unquote(there.fragment))
    if found := _MEETING.fullmatch(path):
        return OfMeeting(found[1], found[2])
    return OfSearch(there.query) if path == "/search" else None


@dataclass(frozen=True)
class Text:
    """How long the title of a framed page is, in letters, and each paragraph under it; and how many lines beside."""

    title: int
    paragraphs: tuple[int, ...]
    lines: int = 0

    def height(self, width: int) -> int:
        """About how many pixels a page of this width takes, rather too many than too few.

        WordPress asks a frame how high it would be only where the answer has a quotation too, which would keep words of
        the document; so most blogs show the height that is said here (the sizes are those of embed.css).
        """
        within = max(width - 45, 100)
        title = -(-self.title * 11 // within)
        text = sum(24 * -(-letters * 17 // 2 // within) + 6 for letters in self.paragraphs)
        return 100 + 25 * title + text + 29 * self.lines


def framed(
    frame: str,
    text: Text,
    provider: str,
    home: str,
    most_width: int | None,
    most_height: int | None,
) -> dict[str, object]:
    """The answer that frames a page of ours. `frame` is its address, with host; `most_…` what the blog has room for, in
    pixels."""
    width = min(WIDTH, most_width or WIDTH)
    height = min(text.height(width), most_height or 10_000)
    return {
        **_answer("rich", provider, home),
        "html": iframe(frame, provider, width, height),
        "width": width,
        "height": height,
    }


def pictured(picture: str, size: Size, provider: str, home: str, *most: int | None) -> dict[str, object]:
    """The answer that shows a picture; `size` is its own, and `most` the width and height there is room for.

    Its title is that of the library: blogs show it where the picture cannot be seen, long after a document is closed.
    """
    width, height = fitting(size, *most)
    title = _from(provider)
    return {**_answer("photo", provider, home), "title": title, "url": picture, "width": width, "height": height}


def iframe(frame: str, provider: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """WordPress takes an iframe only if it is empty and has width, height and title."""
    title = escape(_from(provider))
    return f'<iframe src="{escape(frame)}" width="{width}" height="{height}" title="{title}" frameborder="0"></iframe>'


def as_xml(values: dict[str, object]) -> bytes:
    root = etree.Element("oembed")
    for name, value in values.items():
        etree.SubElement(root, name).text = "".join(c for c in str(value) if c.isprintable())
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, standalone=True)


def _answer(kind: str, provider: str, home: str) -> dict[str, object]:
    return {"version": "1.0", "type": kind, "provider_name": provider, "provider_url": home, "cache_age": _CACHE}


def _from(provider: str) -> str:
    return f"From {' '.join(provider.split())}"
