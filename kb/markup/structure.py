"""What a document's text consists of, for search, tags, links and the outline of its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.markup.blocks import Block, Kind
from kb.markup.inline import hash_tags, links, plain_line, undescribed_pictures
from kb.markup.layout import blocks_of, lay_out
from kb.model import Heading, Link, Passage

_FIRST_LINES = 12
_WITH_TAGS = (Kind.TEXT, Kind.ITEM, Kind.ROW, Kind.QUOTE)
_WITHOUT_LINKS = (Kind.CODE, Kind.INDENTED, Kind.RULE, Kind.BOX)


@dataclass(frozen=True)
class Structure:
    """A document's text, taken apart.

    Attributes:
        title: the first heading, as plain text; None where there is no heading.
        headings, passages, links: in the order of the text.
        tags: `#tags` in the text without their `#`, each once, as first written.
        words: how many a reader sees.
        first_lines: up to 12, as plain text, empty ones left out.
        parts: how many pages the document is shown on, at least 1.
        undescribed: `(line, address)` of each picture without alternative text.
    """

    title: str | None
    headings: tuple[Heading, ...]
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    tags: tuple[str, ...]
    words: int
    first_lines: tuple[str, ...]
    parts: int
    undescribed: tuple[tuple[int, str], ...] = ()


def parse(body: str, first_line: int = 1, year: int | None = None) -> Structure:
    """Take a Markdown text apart. Takes time in proportion to its length and fails on no text.

    `first_line` is the number that the body's first line has in its file; `year` completes dates in headings that
    name none, such as `Dec 13`.
    """
    blocks = blocks_of(body, first_line)
    found_links, tags = references(blocks)
    layout = lay_out(blocks, year)
    return Structure(
        title=layout.headings[0].text if layout.headings else None,
        headings=layout.headings,
        passages=tuple(draft.passage(part) for draft, part in layout.drafts),
        links=found_links,
        tags=tags,
        words=sum(len(block.words.split()) for block in layout.blocks),
        first_lines=_first_lines(layout.blocks),
        parts=len(layout.begins),
        undescribed=tuple(_undescribed(blocks)),
    )


def references(blocks: Sequence[Block]) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links of all blocks in the order of the text, and the `#tags` in them, each once as first written."""
    found: list[Link] = []
    tags: dict[str, str] = {}
    for block in blocks:
        if block.kind in _WITHOUT_LINKS:
            continue
        for number, line in enumerate([block.text] if block.kind is Kind.HEADING else block.lines, block.number):
            found.extend(links(line, number))
            if block.kind in _WITH_TAGS:
                for tag in hash_tags(line):
                    tags.setdefault(tag.casefold(), tag)
    return tuple(found), tuple(tags.values())


def _undescribed(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if block.kind not in _WITHOUT_LINKS:
            for number, line in enumerate(block.lines, block.number):
                for address in undescribed_pictures(line):
                    yield number, address


def _first_lines(blocks: Sequence[Block]) -> tuple[str, ...]:
    lines: list[str] = []
    for block in blocks:
        if len(lines) >= _FIRST_LINES:
            break
        several = block.kind in (Kind.TEXT, Kind.ITEM, Kind.QUOTE) and not block.joined
        lines += list(map(plain_line, block.lines[:_FIRST_LINES])) if several else block.words.split("\n")
    return tuple(line for line in lines if line)[:_FIRST_LINES]
