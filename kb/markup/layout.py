"""A document as blocks with their anchors, on the parts of its page. Search and page are both made from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.markup.anchors import Anchors
from kb.markup.blocks import Block
from kb.markup.division import divided
from kb.markup.passages import Draft, drafts, sections
from kb.markup.scanner import scan
from kb.model import Heading

_PART = 150_000  # characters of source on one page of a long document
_BLOCK = 30  # characters' worth of work that each block makes, however short
# What no text needs and what we or the Markdown library mark places with: control characters, halves of surrogate
# pairs, noncharacters, and the last private plane.
_UNUSABLE = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U00100000-\U0010ffff]")


@dataclass(frozen=True)
class Layout:
    """A document's blocks, headings and passages, and where the parts begin.

    Attributes:
        drafts: the passages, each with the number of its part.
        begins: for each part the index of its first block; at least one.
    """

    blocks: list[Block]
    headings: tuple[Heading, ...]
    drafts: list[tuple[Draft, int]]
    begins: list[int]

    def part(self, number: int) -> list[Block]:
        """The blocks of a part, counted from 1; of the nearest one where there is no such part."""
        number = self.nearest(number)
        end = self.begins[number] if number < len(self.begins) else len(self.blocks)
        return self.blocks[self.begins[number - 1] : end]

    def nearest(self, number: int) -> int:
        return min(max(number, 1), len(self.begins))

    def parts_of_anchors(self) -> dict[str, int]:
        """On which part each anchor is."""
        return {
            anchor: number
            for number in range(1, len(self.begins) + 1)
            for block in self.part(number)
            for anchor in block.anchors
        }


def blocks_of(body: str, first_line: int = 1) -> list[Block]:
    """The blocks of a text as written, with characters removed that cannot be shown anyway."""
    lines = _UNUSABLE.sub("", body).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return scan(lines, first_line)


def lay_out(blocks: Sequence[Block], year: int | None = None) -> Layout:
    """Give the blocks their anchors, gather them to passages and passages to parts.

    `year` completes dates in headings that name none.
    """
    pieces = list(divided(blocks))
    anchors = Anchors()
    for block in pieces:
        if block.id:
            block.anchors.append(anchors.explicit(block.id))
    parts = list(sections(pieces, anchors, year))
    passages = list(drafts(iter(parts), anchors))
    begins = _parts(pieces, passages)
    return Layout(
        pieces,
        tuple(section.heading for section in parts if section.heading),
        _with_parts(pieces, passages, begins),
        begins,
    )


def _parts(blocks: Sequence[Block], passages: Sequence[Draft]) -> list[int]:
    """Where parts begin: at passages, where possible at those under a heading of their own."""
    passage_begins = {id(draft.begin): draft.begin is draft.section.block for draft in passages if draft.begin}
    begins = [0]
    length, at_heading, length_there = 0, 0, 0
    for index, block in enumerate(blocks):
        under_heading = passage_begins.get(id(block))
        if under_heading and length > _PART / 3:
            at_heading, length_there = index, length
        size = sum(map(len, block.lines)) + len(block.lines) + len(block.text) + _BLOCK
        full = length + size > (_PART if under_heading is not None else 2 * _PART)
        if full and index > begins[-1]:
            begin = at_heading if at_heading > begins[-1] else index
            begins.append(begin)
            length = length - length_there if begin == at_heading else 0
        length += size
    return begins


def _with_parts(blocks: Sequence[Block], passages: Sequence[Draft], begins: Sequence[int]) -> list[tuple[Draft, int]]:
    where = {id(block): index for index, block in enumerate(blocks)}
    part, placed = 1, []
    for draft in passages:
        index = where[id(draft.begin)] if draft.begin else 0
        while part < len(begins) and begins[part] <= index:
            part += 1
        placed.append((draft, part))
    return placed
