"""What we add to the Markdown library: wiki links, bare addresses, ~~struck~~ words, and links in linear time.

The library looks for the end of every `[` anew, through all that follows, once for each kind of link; on a line of
brackets that is quadratic. Here one bounded pattern finds the end or says that there is none.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
    SimpleTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor

from kb.markup.inline import CLOSED_LABEL, DESTINATION
from kb.model import slug

Found = tuple[Element | str | None, int | None, int | None]

WIKI_SCHEME = "kb-wiki:"
_WIKI = r"(?<!\\)\[\[([^\[\]|\\\n]{1,300})(?:\\?\|([^\[\]\n]{1,300}))?\]\]"
_STRUCK = r"()~~(?=[^\s~])([^~]{1,2000})(?<=\S)~~(?!~)"
_BARE = r"(?<![\w/@.=])(?:https?://|www\.)[^\s<>\"'`\[\]|*\\\x02\x03]{1,2000}"
_AFTER_ADDRESS = ".,;:!?…"
_HEADING = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>[^\n]+)(?:\n|$)")
_DECIDED = ("html_block",), ("setextheader", "hr", "reference", "code")


class Dialect(Extension):
    """Register all of it, and take out what the scanner has decided already."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the library's name
        for name in _DECIDED[0]:
            md.preprocessors.deregister(name)
        for name in _DECIDED[1]:
            md.parser.blockprocessors.deregister(name)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        inline = md.inlinePatterns
        inline.register(_WikiLink(_WIKI, md), "wiki", 185)
        inline.register(_Reference(LINK_RE, md), "reference", 170)
        inline.register(_Link(LINK_RE, md), "link", 160)
        inline.register(_Image(IMAGE_LINK_RE, md), "image_link", 150)
        inline.register(_ImageReference(IMAGE_LINK_RE, md), "image_reference", 140)
        inline.register(_ShortReference(LINK_RE, md), "short_reference", 130)
        inline.register(_ShortImageReference(IMAGE_LINK_RE, md), "short_image_ref", 125)
        inline.register(_BareAddress(_BARE, md), "bare", 85)
        inline.register(SimpleTagInlineProcessor(_STRUCK, "del"), "struck", 65)
        md.treeprocessors.register(_Alignment(md), "alignment", 5)


class _Alignment(Treeprocessor):
    """The alignment of a table's cells as a class: the attribute is obsolete, and styles are not allowed in pages."""

    def run(self, root: Element) -> None:
        for tag in ("th", "td"):
            for cell in root.iter(tag):
                if side := cell.attrib.pop("align", None):
                    cell.set("class", f"{cell.get('class', '')} to-{side}".strip())


class _Headings(HashHeaderProcessor):
    """Headings as kb.markup.canonical writes them; `C#` at the end of one stays."""

    RE = _HEADING


class _BoundedLabel:
    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802  # the library's name
        found = CLOSED_LABEL.match(data, index)
        return (found[1], found.end(), True) if found else ("", index, False)


class _BoundedLink(_BoundedLabel):
    unescape: Any

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        found = DESTINATION.match(data, index)
        if found is None:
            return "", None, index, False
        title = found["title"][1:-1] if found["title"] else None
        return self.unescape(found["target"] or "").strip("<> "), title and self.unescape(title), found.end(), True


class _Link(_BoundedLink, LinkInlineProcessor):
    pass


class _Image(_BoundedLink, ImageInlineProcessor):
    pass


class _Reference(_BoundedLabel, ReferenceInlineProcessor):
    pass


class _ShortReference(_BoundedLabel, ShortReferenceInlineProcessor):
    pass


class _ImageReference(_BoundedLabel, ImageReferenceInlineProcessor):
    pass


class _ShortImageReference(_BoundedLabel, ShortImageReferenceInlineProcessor):
    pass


class _WikiLink(InlineProcessor):
    """`[[Title]]`, `[[Title|label]]`, `[[Title#Heading]]`, `[[#Heading]]`."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: ARG002, N802
        title, _, heading = m[1].strip().partition("#")
        fragment = slug(heading)
        link = Element("a")
        link.text = (m[2] or "").strip() or " › ".join(filter(None, (title.strip(), heading.strip(" ^#"))))
        if title.strip():
            link.set("href", WIKI_SCHEME + quote(title.strip()) + (f"#{quote(fragment)}" if fragment else ""))
        else:
            link.set("href", f"#{fragment}")
        return link, m.start(0), m.end(0)


class _BareAddress(InlineProcessor):
    """An address in running text. The full stop after it is not part of it, nor is a bracket that was opened before."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: ARG002, N802
        address = m[0].rstrip(_AFTER_ADDRESS)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_AFTER_ADDRESS)
        if len(address) < len("www.a.b"):
            return None, None, None
        link = Element("a")
        link.text = address
        link.set("href", f"https://{address}" if address.startswith("www.") else address)
        return link, m.start(0), m.start(0) + len(address)
