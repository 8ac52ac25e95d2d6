"""The words of each block, and long blocks in pieces, so that a passage can begin in the middle of a wall of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.markup.blocks import Block, Kind
from kb.markup.inline import plain, plain_line

LONG = 350  # words; what is longer is divided
_PIECE = 120  # words
_LONGEST_SOURCE = 20_000  # characters; what is longer is divided, whatever a reader sees of it
_FOLD_AT = 700  # characters; about as many as a piece has
_LONGEST_LINE = 2_500  # characters

_UNSEEN = re.compile(r"\s*<(?:script|style|template|noscript)\b", re.IGNORECASE)
_DEFINED = re.compile(r"\s*\*?\[(?P<footnote>\^)?[^\]]*\]:\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+|(?<=[。！？])(?!$)|(?<=>)(?=<)")
_SPACE = re.compile(r"\s+")


def divided(blocks: Sequence[Block]) -> Iterator[Block]:
    """`blocks` with their words, those of more than 350 words in pieces. A piece that continues is `joined`."""
    for block in blocks:
        block.words = block.words or words_of(block)
        long = block.size > LONG or sum(map(len, block.lines)) > _LONGEST_SOURCE
        if long and block.kind not in (Kind.HEADING, Kind.ROW, Kind.DEFINITION):
            yield from _pieces(block)
        else:
            yield block


def words_of(block: Block) -> str:
    """What a reader sees of this block, as plain words; the lines of code apart."""
    match block.kind:
        case Kind.CODE | Kind.INDENTED:
            return "\n".join(" ".join(line.split()) for line in block.lines if line.strip())
        case Kind.ROW:
            return plain_line(block.lines[0], row=True)
        case Kind.QUOTE:
            title = "" if block.joined else plain(block.text.partition(" ")[2].strip().strip('"'))  # of an admonition
            said = " ".join(filter(None, map(plain_line, block.lines)))
            return "\n".join(filter(None, (title, said)))
        case Kind.HTML:
            return "" if _UNSEEN.match(block.lines[0]) else plain("\n".join(block.lines))
        case Kind.DEFINITION:
            found = _DEFINED.match(block.lines[0])
            seen = found is not None and found["footnote"]
            return plain("\n".join(block.lines)[found.end() :]) if found and seen else ""
        case Kind.RULE | Kind.BOX:
            return ""
        case _:
            return plain_line("\n".join(line.strip() for line in block.lines))


def _pieces(block: Block) -> Iterator[Block]:
    kept: list[str] = []
    count, number, first = 0, block.number, True
    for offset, line in enumerate(block.lines):
        for part in [line] if block.kind in (Kind.CODE, Kind.INDENTED) else _folded(line):
            size = max(len(part.split()), len(part) // 12)
            if kept and count + size > _PIECE:
                yield _piece(block, kept, number, first)
                kept, count, number, first = [], 0, block.number + offset, False
            kept.append(part)
            count += size
    yield _piece(block, kept, number, first)


def _piece(block: Block, lines: list[str], number: int, first: bool) -> Block:
    if first:
        piece = replace(block, lines=lines, words="", anchors=[])
    else:
        kind = Kind.TEXT if block.kind is Kind.ITEM else block.kind
        piece = replace(block, kind=kind, lines=lines, number=number, id="", joined=True, words="", anchors=[])
    piece.words = words_of(piece)
    return piece


def _folded(line: str) -> Iterator[str]:
    """A long line as several, cut at the ends of sentences where that is possible, else between words.

    A cut stands for a blank, never inside a link, code or tag; writing without blanks is cut where it must be.
    """
    begin = 0
    while len(line) - begin > _FOLD_AT * 2:
        cut = _cut(line, begin, _SENTENCE_END) or _cut(line, begin, _SPACE)
        start, end = cut or (begin + _LONGEST_LINE, begin + _LONGEST_LINE)
        yield line[begin:start]
        begin = end
    if line[begin:].strip() or not begin:
        yield line[begin:]


def _cut(line: str, begin: int, where: re.Pattern[str]) -> tuple[int, int] | None:
    for found in where.finditer(line, begin + _FOLD_AT, begin + _LONGEST_LINE):
        if _is_whole(line[begin : found.start()]):
            return found.span()
    return None


def _is_whole(text: str) -> bool:
    """Is every bracket, backtick and tag of it closed?"""
    closed = all(text.count(opening) <= text.count(closing) for opening, closing in ("[]", "()", "<>"))
    return closed and text.count("`") % 2 == 0
