"""Pages of documents: sanitised HTML made by the markdown package, or plain text where that must not run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape

import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from kb.markup.blocks import Block, Kind
from kb.markup.canonical import canonical
from kb.markup.clean import clean
from kb.markup.dialect import Dialect
from kb.markup.layout import Layout, blocks_of, lay_out
from kb.markup.pictures import outside_as_links
from kb.markup.points import with_points
from kb.markup.stash import Stash
from kb.model import Heading

_REFERENCE = re.compile(
    r"""\[(?P<label>[^\]]+)\]:\s*(?:<(?P<in>[^<>]*)>|(?P<target>\S+))\s*(?P<title>"[^"]*"|'[^']*'|\([^()]*\))?\s*$"""
)
_ABBREVIATION = re.compile(r"\*\[(?P<short>[^\]]+)\]:\s*(?P<long>.*)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_ID = re.compile(r'<[a-z0-9]+ id="([^"]*)"')
_MOST_ABBREVIATIONS = 500
_NESTED = "These notes are shown as plain text, because their Markdown is nested too deeply."


@dataclass(frozen=True)
class Rendered:
    """One part of a document's page.

    Attributes:
        html: safe; its links and pictures within the library are still `kb-link:` and `kb-wiki:`, for `finish`.
        outline: the headings of the whole document as parse() gives them.
        outline_parts: for each of them the part it is on.
        part, parts: which part this is, from 1, and how many there are.
        why: "" for a page as it should be; else one sentence why it is shown as plain text.
    """

    html: str
    outline: tuple[Heading, ...]
    outline_parts: tuple[int, ...]
    part: int
    parts: int
    why: str = ""


def render(body: str, part: int = 1, drop_title: str | None = None) -> Rendered:
    """A part of the page of `body`; its nearest one where it has no such part.

    A first heading that says the same as `drop_title` is left out, because the page shows the title itself; the
    others begin at `h2` and skip no level. Anchors stay as parse() computed them. A text may be made so that this
    takes minutes; kb.sandbox sets a limit.
    """
    layout = _laid_out(body)
    part = layout.nearest(part)
    dropped = _title(layout, drop_title)
    try:
        html = _html(layout, part, dropped)
    except RecursionError:
        return plain(body, part, drop_title, _NESTED)
    here = layout.parts_of_anchors()
    html = with_points(clean(outside_as_links(_framed(html)), here, part))
    return _rendered(layout, part, _complete(html, layout.part(part)), dropped)


def plain(body: str, part: int = 1, drop_title: str | None = None, why: str = "") -> Rendered:
    """The same part as plain text, with the same anchors. Quick on any text."""
    layout = _laid_out(body)
    part = layout.nearest(part)
    dropped = _title(layout, drop_title)
    html: list[str] = []
    for block in layout.part(part):
        anchors = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in block.anchors)
        lines = [f"{'#' * block.level} {block.text}"] if block.kind is Kind.HEADING else block.lines
        if block is dropped:
            lines = []
        gap = "" if block.joined or not html else "\n"
        html.append(f"{gap}{anchors}{escape(chr(10).join(lines), quote=False)}\n")
    return _rendered(layout, part, f'<pre class="plain">{"".join(html)}</pre>', dropped, why)


# Turning the pages of a long document takes it apart once.
@lru_cache(maxsize=2)
def _laid_out(body: str) -> Layout:
    return lay_out(blocks_of(body))


def _rendered(layout: Layout, part: int, html: str, dropped: Block | None, why: str = "") -> Rendered:
    where = layout.parts_of_anchors()
    shown = [h for h in layout.headings if dropped is None or h.anchor != dropped.anchors[0]]
    return Rendered(html, tuple(shown), tuple(where[h.anchor] for h in shown), part, len(layout.begins), why)


def _title(layout: Layout, title: str | None) -> Block | None:
    """The first heading, where it says what the page says above it."""
    first = next((block for block in layout.blocks if block.kind is Kind.HEADING), None)
    if first is None or title is None or _folded(first.words) != _folded(title):
        return None
    return first


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _html(layout: Layout, part: int, dropped: Block | None) -> str:
    blocks = _self_contained(layout, part)
    stash = Stash()
    levels = _levels(layout, dropped)
    shown: list[Block] = []
    for block in blocks:
        if block is dropped:  # what led to it must still arrive, so its anchors stay in an empty line of text
            shown.append(Block(Kind.TEXT, 0, [""], anchors=block.anchors))
        else:
            shown.append(replace(block, level=levels[id(block)]) if block.kind is Kind.HEADING else block)
    text = canonical(shown, stash)
    definitions = [b for b in layout.blocks if b.kind is Kind.DEFINITION]
    text += _footnotes(text, definitions)
    converter = markdown.Markdown(
        extensions=[
            Dialect(),
            AbbrExtension(glossary=_abbreviations(definitions)),
            AttrListExtension(),
            DefListExtension(),
            FootnoteExtension(BACKLINK_TITLE="Back to the text"),
            SaneListExtension(),
            TableExtension(use_align_attribute=True),
        ],
        output_format="html",
    )
    converter.references.update(_references(definitions))
    return stash.restored(converter.convert(text))


def _levels(layout: Layout, dropped: Block | None) -> dict[int, int]:
    """For each heading its level in the page, whose title is the only `h1`; no level is skipped on the way down."""
    levels: dict[int, int] = {}
    above: list[int] = []
    for block in layout.blocks:
        if block.kind is Kind.HEADING and block is not dropped:
            while above and above[-1] >= block.level:
                above.pop()
            levels[id(block)] = min(2 + len(above), 6)
            above.append(block.level)
    return levels


def _self_contained(layout: Layout, part: int) -> list[Block]:
    """The blocks of a part; one that begins within a table gets the table's head again."""
    blocks = layout.part(part)
    if not blocks or blocks[0].kind is not Kind.ROW or not blocks[0].joined:
        return blocks
    for block in reversed(layout.blocks[: layout.begins[part - 1]]):
        if block.kind is Kind.ROW and not block.joined:
            return [Block(Kind.ROW, block.number, block.lines), *blocks]
    return blocks


def _references(definitions: Sequence[Block]) -> dict[str, tuple[str, str]]:
    """Link targets by their label, for every part of the document; the first of a label counts."""
    references: dict[str, tuple[str, str]] = {}
    for block in definitions:
        found = _REFERENCE.match(block.lines[0])
        if found and not found["label"].startswith("^"):
            title = found["title"][1:-1] if found["title"] else ""
            label = " ".join(found["label"].lower().split())
            references.setdefault(label, (found["in"] or found["target"] or "", title))
    return references


def _abbreviations(definitions: Sequence[Block]) -> dict[str, str]:
    found = (_ABBREVIATION.match(block.lines[0]) for block in definitions)
    pairs = [(one["short"], one["long"].strip()) for one in found if one]
    return dict(pairs[:_MOST_ABBREVIATIONS])


def _footnotes(text: str, definitions: Sequence[Block]) -> str:
    """The footnotes that `text` refers to, wherever in the document they stand."""
    by_label: dict[str, Block] = {}
    for block in definitions:
        if found := _FOOTNOTE.match(block.lines[0]):
            by_label.setdefault(found[1], block)
    used = [label for label in dict.fromkeys(_FOOTNOTE.findall(text)) if label in by_label]
    return "".join("\n\n" + "\n".join(_footnote_lines(by_label[label])) for label in used) + "\n"


def _footnote_lines(block: Block) -> list[str]:
    return [block.lines[0], *(f"    {line.strip()}" if line.strip() else "" for line in block.lines[1:])]


def _framed(html: str) -> str:
    """Wide tables scroll in a frame of their own; an `h1` in the document's HTML is not the page's."""
    html = re.sub(r"<(/?)h1\b", r"<\1h2", html, flags=re.IGNORECASE)
    html = re.sub(r"<table\b", '<div class="table"><table', html, flags=re.IGNORECASE)
    html = re.sub(r"</table\s*>", "</table></div>", html, flags=re.IGNORECASE)
    return re.sub(r"<a\s+name=", "<a id=", html, flags=re.IGNORECASE)


def _complete(html: str, blocks: Sequence[Block]) -> str:
    """`html` with the anchors that were lost on the way, each put beside the one before it.

    It happens where a passage begins in a place without text, such as the middle of a tag.
    """
    there = {unescape(found) for found in _ID.findall(html)}
    wanted = [anchor for block in blocks for anchor in block.anchors]
    if there.issuperset(wanted):
        return html
    lost: dict[str, list[str]] = {}
    before = ""
    for anchor in wanted:
        if anchor in there:
            before = anchor
        else:
            lost.setdefault(before, []).append(f'<span id="{escape(anchor)}"></span>')

    def with_lost(found: re.Match[str]) -> str:
        return "".join(lost.get(unescape(found[1]), [])) + found[0]

    return "".join(lost.get("", [])) + _ID.sub(with_lost, html)
