"""Passages: the sections of a document, long ones divided, short ones joined to what they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from kb.markup.anchors import Anchors
from kb.markup.beginnings import is_turn
from kb.markup.blocks import Block, Kind
from kb.markup.datewords import find_date, find_year, writes_month_first
from kb.markup.division import LONG
from kb.model import Heading, PartialDate, Passage

_TARGET = 250  # words of a piece of a long section
_SHORT = 25  # words; a section with fewer joins what is before it


@dataclass(slots=True)
class Section:
    """A heading with the blocks below it, up to the next heading.

    Attributes:
        heading: None before the first one; `block` is where it stands.
        parents: texts of the headings above it, outermost first.
        date: its own, else that of the heading above it.
        body: the blocks after the heading.
    """

    heading: Heading | None = None
    block: Block | None = None
    parents: tuple[str, ...] = ()
    date: PartialDate | None = None
    dated: bool = False
    body: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A passage in the making: the section it began in, the block it begins at, and the blocks whose words it has."""

    section: Section
    anchor: str
    begin: Block | None
    blocks: list[Block]
    size: int

    def passage(self, part: int) -> Passage:
        heading = self.section.heading
        return Passage(
            anchor=self.anchor,
            heading=heading.text if heading else "",
            parents=self.section.parents,
            text=_text(self.blocks),
            date=self.section.date,
            part=part,
        )


def sections(blocks: Sequence[Block], anchors: Anchors, year: int | None) -> Iterator[Section]:
    """The sections in order, their headings with anchors; `year` completes dates such as `Dec 13`."""
    current = Section()
    above: list[tuple[int, str, PartialDate | None, int | None]] = []
    month_first = writes_month_first(block.words for block in blocks if block.kind is Kind.HEADING)
    for block in blocks:
        if block.kind is not Kind.HEADING:
            current.body.append(block)
            continue
        if current.heading is not None or current.body:
            yield current
        if not block.anchors:
            block.anchors.append(anchors.heading(block.words))
        anchor = block.anchors[0]
        while above and above[-1][0] >= block.level:
            above.pop()
        known_year = above[-1][3] if above else year
        own = find_date(block.words, known_year, month_first)
        date = own or (above[-1][2] if above else None)
        current = Section(
            Heading(block.level, block.words, anchor),
            block,
            tuple(text for _, text, _, _ in above),
            date,
            dated=own is not None,
        )
        above.append((block.level, block.words, date, own.year if own else find_year(block.words) or known_year))
    if current.heading is not None or current.body:
        yield current


def drafts(parts: Iterator[Section], anchors: Anchors) -> Iterator[Draft]:
    """The passages of all sections in order. Blocks get the anchors of passages that begin at them."""
    last: Draft | None = None
    every = list(parts)
    for section, following in zip_longest(every, every[1:]):
        size = sum(block.size for block in section.body)
        if not size and following is not None and _is_below(following, section):
            continue  # a heading over headings has no words of its own, and stands above the passages of those
        if last is not None and size < _SHORT and not section.dated and _belongs(section, last) and last.size < LONG:
            # Its heading stays findable as words of the passage it joins.
            last.blocks += [section.block, *section.body] if section.block else section.body
            last.size += size + (section.block.size if section.block else 0)
            continue
        if last is not None:
            yield last
        *whole, last = _divided(section, size, anchors)
        yield from whole
    if last is not None:
        yield last


def _is_below(section: Section, other: Section) -> bool:
    return other.heading is not None and section.parents == (*other.parents, other.heading.text)


def _belongs(section: Section, last: Draft) -> bool:
    """Is `section` below the heading that `last` began with, or beside it under the same heading?"""
    if section.date != last.section.date or section.heading is None:
        return False
    own = (last.section.heading.text,) if last.section.heading else ()
    return section.parents in (last.section.parents + own, last.section.parents)


def _divided(section: Section, size: int, anchors: Anchors) -> Iterator[Draft]:
    anchor = section.heading.anchor if section.heading else ""
    draft = Draft(section, anchor, section.block, [], 0)
    number, left = 1, size
    target = _even(left) if size > LONG else size + 1
    for block in section.body:
        overfull = draft.size and draft.size + block.size / 2 > target and left > target / 3
        # A footnote is shown elsewhere, so a passage begins at one only where there is nothing else.
        if overfull and (block.kind is not Kind.DEFINITION or draft.size > LONG):
            yield draft
            number += 1
            if not block.anchors:
                block.anchors.append(anchors.within(anchor, number))
            draft = Draft(section, block.anchors[0], block, [], 0)
            target = _even(left)
        draft.blocks.append(block)
        draft.size += block.size
        left -= block.size
    yield draft


def _even(left: int) -> float:
    """Words for the next passage, such that those that are left come out alike."""
    return left / max(1, round(left / _TARGET))


def _text(blocks: Sequence[Block]) -> str:
    """Paragraphs apart by a newline; pieces of one paragraph run on."""
    text = ""
    for block in blocks:
        if block.words:
            runs_on = block.joined and block.kind is Kind.TEXT and not is_turn(block.lines[0].lstrip())
            text += (" " if text and runs_on else "\n" if text else "") + block.words
    return text
