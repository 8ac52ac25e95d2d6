"""Web pages, and what Google Docs, Word, Etherpad and mail programs write as HTML."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

import lxml.html
from lxml import etree

from kb.intake.converted import Converted, Dropped, Piece, Unusable
from kb.intake.pandoc import piece_of, tree_of
from kb.intake.xml import elements_at, words_in

_GONE = ("script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "form", "svg", "math",
         "input", "select", "textarea", "button", "nav", "canvas", "audio", "video", "link", "base")  # fmt: skip
_PROGRAMS = frozenset({"script", "iframe", "object", "embed", "applet"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.IGNORECASE | re.DOTALL)
_DEEPEST = 250


def from_web(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """A page's text: nothing that runs, nothing hidden, nothing fetched."""
    dropped = Dropped()
    return Converted((web_piece(data, dropped),), dropped=dropped)


def web_piece(data: bytes | str, dropped: Dropped, without: Sequence[tuple[str, str]] = ()) -> Piece:
    """The document in a page, without the elements that these paths (XPath) lead to, each after what it is counted as.

    Raises Unusable.
    """
    root = _root(data)
    for what, path in without:
        for element in elements_at(root, path):
            lines = sum(bool(line.strip()) for line in words_in(element).splitlines())
            dropped.add(what, lines if what == "quoted" else bool(lines))
            remove(element)
    _clean(root, dropped)
    pictures: dict[str, bytes] = {}
    for number, element in enumerate(root.iter("img")):
        if (found := _DATA.match(element.get("src") or "")) and (bytes_ := _decoded(found[1])):
            pictures[f"within-{number}"] = bytes_
            element.set("src", f"within-{number}")
    cleaned = etree.tostring(root, encoding="unicode", method="html").encode()
    tree = tree_of(cleaned, "html-native_divs-native_spans-raw_html-tex_math_dollars")
    if len(root.findall(".//h1")) == 1 or not any(map(str.isalnum, root.findtext(".//title") or "")):
        tree["meta"].pop("title", None)  # a page's own heading is better than what its window is called
    return piece_of(tree, pictures.get, dropped)


def remove(element: etree._Element) -> None:
    """Take an element out, but not the words that follow it."""
    if element.getparent() is not None:
        element.drop_tree()  # type: ignore[attr-defined]  # of lxml.html


def _root(data: bytes | str) -> etree._Element:
    encoding = None if isinstance(data, str) else _encoding(data)
    parser = lxml.html.HTMLParser(encoding=encoding, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unusable("There is no text in it.") from error
    if _depth(root) > _DEEPEST:
        raise Unusable("It is built in a way that no program writes pages, so it was not read.")
    return root


def _encoding(data: bytes) -> str | None:
    """UTF-8 where it is that; else as the page says, which the parser looks for itself."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return None if b"charset" in data[:4096].lower() else "windows-1252"
    return "utf-8"


def _depth(root: etree._Element) -> int:
    deepest, stack = 0, [(root, 1)]
    while stack and deepest <= _DEEPEST:
        element, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in element]
    return deepest


def _clean(root: etree._Element, dropped: Dropped) -> None:
    for element in list(root.iter(*_GONE)):
        dropped.add("script", element.tag in _PROGRAMS)
        remove(element)
    for element in list(root.iter()):
        style = element.get("style") or ""
        hidden = element.get("hidden") is not None or _HIDDEN.search(style)
        if hidden and element.tag not in ("html", "body"):
            dropped.add("hidden", bool(words_in(element).strip()))
            remove(element)
        elif element.tag == "span" and _BOLD.search(style):  # as Google Docs writes bold words
            element.tag = "b"


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(re.sub(r"\s+|%0A", "", text), validate=False)
    except (binascii.Error, ValueError):
        return None
