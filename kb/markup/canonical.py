"""Blocks written anew as the Markdown that the library reads as meant.

Notes come from many editors. Here GitHub's and others' habits become the library's own: lists nested by two blanks,
lists and tables right below a paragraph, `1)`, fences in lists, raw HTML with Markdown between blank lines, alerts
and boxes. Headings are those the scanner found; code and HTML are kept in a stash, so that nothing reads them again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kb.markup.beginnings import is_turn
from kb.markup.blocks import Block, Kind
from kb.markup.code import highlighted
from kb.markup.scanner import scan
from kb.markup.stash import Stash

_DEEPEST = 12  # levels of lists or quotes; deeper ones are drawn there
_ITEM = re.compile(r" *([-*+]|\d{1,9}[.)])(?:\s+|$)(?:\[([ xX])\](?:\s+|$))?")
_ALERT = re.compile(r"\s*\[!(note|tip|important|warning|caution)\]\s*$", re.IGNORECASE)
_BEGINNING = re.compile(r"\s*(?:>\s?|[-*+]\s+|\d{1,9}[.)]\s+|\|\s*|:\s+)*(?:\[[ xX]\]\s+)?")
_SPOILER = "spoiler"


@dataclass(slots=True)
class _Item:
    """An open list item: how far its marker was indented, and of which list it is."""

    indent: int
    ordered: bool


def canonical(blocks: Sequence[Block], stash: Stash, depth: int = 0) -> str:
    """Markdown of these blocks, which stand in `depth` quotes."""
    writer = _Writer(stash, depth)
    at = 0
    while at < len(blocks):
        end = at + 1
        while end < len(blocks) and blocks[at].kind is blocks[end].kind and _continues(blocks[end]):
            end += 1
        writer.write(blocks[at:end])
        at = end
    return "\n".join(writer.lines)


def _continues(block: Block) -> bool:
    return block.joined and block.kind in (Kind.CODE, Kind.INDENTED, Kind.QUOTE, Kind.HTML)


class _Writer:
    def __init__(self, stash: Stash, depth: int) -> None:
        self.lines: list[str] = []
        self._stash = stash
        self._depth = depth
        self._items: list[_Item] = []
        self._last: Kind | None = None
        self._begun = 0  # the first line since the last blank one

    def write(self, run: Sequence[Block]) -> None:
        """One block, or several that are pieces of one."""
        block = run[0]
        match block.kind:
            case Kind.HEADING:
                self._items.clear()
                # In a quote it is no heading of this document.
                sign, end = ("**", "**") if self._depth else ("#" * block.level + " ", "")
                self._apart(f"{sign}{self._stash.anchors(block.anchors)}{block.text}{end}")
            case Kind.ITEM:
                self._item(block)
            case Kind.TEXT:
                self._text(block)
            case Kind.ROW:
                self._row(block)
            case Kind.QUOTE:
                self._quote(run)
            case Kind.CODE | Kind.INDENTED:
                self._leave_items(block.level)
                lines = [line for piece in run for line in self._marked(piece, at_start=True)]
                if block.kind is Kind.INDENTED:
                    lines = [line[4:] if line.startswith("    ") else line.replace("    ", "", 1) for line in lines]
                self._apart(self._stash.html(highlighted(lines, block.text)))
            case Kind.HTML:
                self._leave_items(block.level)
                lines = [line for piece in run for line in self._marked(piece, at_start=True)]
                self._apart(self._stash.html("\n".join(lines)))
            case Kind.BOX:
                self._items.clear()
                self._apart(self._stash.html(_box(block.text)))
            case Kind.RULE:
                self._items.clear()
                self._apart(self._stash.html("<hr>"))
            case Kind.DEFINITION:
                self._stray(block)
        self._last = block.kind

    def _stray(self, block: Block) -> None:
        """A definition is shown elsewhere, but a passage that begins at it keeps its place."""
        if block.anchors:
            self._apart(self._stash.anchors(block.anchors))

    def _apart(self, line: str) -> None:
        self._blank()
        self.lines.append(" " * 4 * len(self._items) + line)
        self._blank()

    def _marked(self, block: Block, at_start: bool = False) -> list[str]:
        """The block's lines with its anchors, before its first word or at the start of its line."""
        if not block.anchors or not block.lines:
            return block.lines
        first = block.lines[0]
        at = 0 if at_start else _BEGINNING.match(first).end()  # type: ignore[union-attr]  # it matches nothing too
        return [first[:at] + self._stash.anchors(block.anchors) + first[at:], *block.lines[1:]]

    def _leave_items(self, indent: int) -> None:
        """End the list items that something so far indented does not belong to."""
        while self._items and indent < self._items[-1].indent + 2:
            self._items.pop()

    def _item(self, block: Block) -> None:
        lines = block.lines
        found = _ITEM.match(lines[0])
        if found is None:
            self._text(block)
            return
        indent, marker = len(lines[0]) - len(lines[0].lstrip(" ")), found[1]
        ordered = marker[0].isdigit()
        sibling: _Item | None = None
        while self._items and indent < self._items[-1].indent + 2:
            sibling = self._items.pop()
        del self._items[_DEEPEST:]
        begins = not sibling and not self._items
        if not block.joined or begins or (sibling and sibling.ordered != ordered) or self._begun_deeper():
            self._blank()
        margin = " " * 4 * len(self._items)
        content = lines[0][found.end() :].strip()
        box = self._stash.box(found[2] != " ") + " " if found[2] else ""
        content = f"{box}{self._stash.anchors(block.anchors)}{content}" or self._stash.html("")
        self.lines.append(f"{margin}{marker[:-1] + '.' if ordered else '-'} {content}")
        self._items.append(_Item(indent, ordered))
        self._continue(lines[1:])

    def _begun_deeper(self) -> bool:
        """Did the lines since the last blank one begin in a deeper item? The library would keep us down there."""
        first = self.lines[self._begun] if self._begun < len(self.lines) else ""
        return first.startswith(" " * 4 * (len(self._items) + 1))

    def _blank(self) -> None:
        self.lines.append("")
        self._begun = len(self.lines)

    def _text(self, block: Block) -> None:
        lines = self._marked(block)
        if block.joined and self._last in (Kind.TEXT, Kind.ITEM):
            if self.lines and is_turn(block.lines[0].lstrip()):
                self.lines[-1] += "  "  # one line for each speaker
        else:
            self._leave_items(len(lines[0]) - len(lines[0].lstrip(" ")))
            self._blank()
        self._continue(self._definitions(lines) if len(lines) > 1 else lines)

    def _continue(self, lines: Sequence[str]) -> None:
        margin = " " * 4 * len(self._items)
        for line in lines:
            hard = "  " if line.endswith("  ") else ""
            self.lines.append(margin + line.strip() + hard if line else "")

    def _definitions(self, lines: Sequence[str]) -> list[str]:
        """A blank line before each definition but a term's first, and before each term but the first.

        The library takes them one inside the other else.
        """
        apart: list[str] = []
        for at, line in enumerate(lines):
            defines = line.lstrip().startswith(": ")
            names = not defines and at + 1 < len(lines) and lines[at + 1].lstrip().startswith(": ")
            if apart and (names or (defines and lines[at - 1].lstrip().startswith(": "))):
                apart.append("")
            apart.append(line)
        return apart

    def _row(self, block: Block) -> None:
        if not (block.joined and self._last is Kind.ROW):
            self._leave_items(len(block.lines[0]) - len(block.lines[0].lstrip(" ")))
            self._blank()
        self._continue(self._marked(block))

    def _quote(self, run: Sequence[Block]) -> None:
        self._leave_items(run[0].level)
        lines = [line for piece in run for line in self._marked(piece)]
        title = run[0].text
        alert = _ALERT.match(lines[0]) if not title else None
        if alert:
            title, lines = alert[1].lower(), lines[1:]
        if self._depth >= _DEEPEST:
            self._apart(" ".join(line.strip("> ") for line in lines))
            return
        inner = canonical(scan(lines), self._stash, self._depth + 1)
        if title:
            self._apart(self._stash.html(_box(title)))
            self._within("", inner)
            self._apart(self._stash.html(_box("/box")))
        else:
            self._within("> ", inner.strip("\n"))

    def _within(self, mark: str, inner: str) -> None:
        self._blank()
        margin = " " * 4 * len(self._items) + mark
        self.lines += [margin + line for line in inner.split("\n")]
        self._blank()


def _box(words: str) -> str:
    """The beginning of a box, from `warning Mind the gap`, or its end, from `/box`."""
    if words.startswith("/"):
        return "</details>" if words == f"/{_SPOILER}" else "</div>"
    name, _, title = words.partition(" ")
    title = title.strip().strip('"')
    if name.casefold() == _SPOILER:
        return f"<details><summary>{escape(title or 'More')}</summary>"
    name = re.sub(r"\W", "", name.casefold())
    return f'<div class="admonition {name}"><p class="admonition-title">{escape(title or name.capitalize())}</p>'
