"""What is different between two texts: by words, for people. Pure.

First line by line, then word by word in what differs; both are longest common subsequences (Indel distance), computed
by rapidfuzz with bits in parallel.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rapidfuzz.distance import Indel

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
PARAGRAPHS = re.compile(r"\n[ \t]*\n+")
_MOST = (
    200_000_000  # pairs of words that are compared; two texts that are longer and wholly different are shown as such
)

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    """A stretch of text: in both, only in the old one, only in the new one."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Row:
    """A paragraph of each text, beside each other; empty where the other text has one more."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        return all(piece.kind == "same" for piece in (*self.left, *self.right))


def word_differences(old: str, new: str) -> list[Piece]:
    """The two texts as pieces: all but the new ones make the old text, all but the gone ones the new text."""
    found: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for same, one, other in stretches(before, after):
        if same:
            found.append(Piece("same", "".join(one)))
        else:
            found += _in_words("".join(one), "".join(other))
    return list(_joined(found))


def side_by_side(left: str, right: str) -> list[Row]:
    """Two texts paragraph by paragraph; where these differ, what of each the other has not is `gone` or `new`."""
    rows: list[Row] = []
    for same, one, other in stretches(PARAGRAPHS.split(left.strip()), PARAGRAPHS.split(right.strip())):
        if same:
            rows += [Row((Piece("same", text),), (Piece("same", text),)) for text in one]
            continue
        for mine, theirs in zip_longest(one, other, fillvalue=""):
            pieces = list(_joined(_in_words(mine, theirs)))
            rows.append(
                Row(
                    tuple(piece for piece in pieces if piece.kind != "new"),
                    tuple(piece for piece in pieces if piece.kind != "gone"),
                )
            )
    return rows


def _in_words(old: str, new: str) -> list[Piece]:
    found: list[Piece] = []
    for same, one, other in stretches(_WORDS.findall(old), _WORDS.findall(new)):
        if same:
            found.append(Piece("same", "".join(one)))
        else:
            found += [Piece("gone", "".join(one)), Piece("new", "".join(other))]
    return found


def stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Runs of what is the same, and between them what stands instead of what."""
    if len(old) * len(new) > _MOST:
        yield False, old, new
        return
    numbers: dict[Hashable, int] = {}
    before, after = ([numbers.setdefault(each, len(numbers)) for each in text] for text in (old, new))
    start = end = begun = ended = 0
    for step in Indel.opcodes(before, after):
        if step.tag != "equal":
            end, ended = step.src_end, step.dest_end
            continue
        if (start, begun) != (step.src_start, step.dest_start):
            yield False, old[start : step.src_start], new[begun : step.dest_start]
        yield True, old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        start, begun = end, ended = step.src_end, step.dest_end
    if (start, begun) != (end, ended):
        yield False, old[start:end], new[begun:ended]


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A lone space between two changes belongs to them, so that a changed sentence reads as one change."""
    gone = new = ""
    for number, piece in enumerate(pieces):
        is_between = 0 < number < len(pieces) - 1 and (gone or new)
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        elif is_between and gone and new and piece.text.isspace() and "\n" not in piece.text:
            gone, new = gone + piece.text, new + piece.text
        else:
            yield from _changed(gone, new)
            gone = new = ""
            if piece.text:
                yield piece
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)
