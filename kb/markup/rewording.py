"""Anchors that outlive a change of words: a heading that says something else keeps the anchor it had. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from kb.markup.blocks import Kind
from kb.markup.layout import blocks_of, lay_out

_ALIKE = 45  # of 100: words of two headings that are one, reworded
_ROUNDS = 10
_MOST = 4_000_000  # pairs of headings that are compared


@dataclass(frozen=True)
class _Heading:
    """A heading where it stands: `line` counted from 0, `below` the lines up to the next one."""

    line: int
    level: int
    words: str
    anchor: str
    explicit: bool
    below: str


def anchors_of(text: str) -> frozenset[str]:
    """All places of a text to which a link may lead."""
    return frozenset(anchor for block in lay_out(blocks_of(text)).blocks for anchor in block.anchors)


def with_old_anchors(old: str, new: str) -> str:
    """`new` with `{#anchor}` after each heading that had another anchor in `old`, and no id of its own.

    Headings are the same where their words are, or where they stand in the same place and are alike, or what stands
    below them is what stood there.
    """
    for _ in range(_ROUNDS if old != new else 0):
        done = _once(old, new)
        if done == new:
            break
        new = done  # an id that is written may give another anchor to a heading of the same words
    return new


def _once(old: str, new: str) -> str:
    before, after = _headings(old), _headings(new)
    if len(before) * len(after) > _MOST:
        return new
    taken = {heading.anchor for heading in after if heading.explicit}
    lines = new.split("\n")
    for was, now in _pairs(before, after):
        if was.anchor != now.anchor and not now.explicit and was.anchor not in taken:
            line = lines[now.line].rstrip()
            if not line.endswith(("}", ">")):  # what has attributes, or is HTML, is left to whoever wrote it
                lines[now.line] = f"{line} {{#{was.anchor}}}"
                taken.add(was.anchor)
    return "\n".join(lines)


def _headings(text: str) -> list[_Heading]:
    lines = text.split("\n")
    blocks = [block for block in lay_out(blocks_of(text)).blocks if block.kind is Kind.HEADING and block.anchors]
    ends = [*(block.number - 1 for block in blocks), len(lines)][1:]
    return [
        _Heading(
            block.number - 1,
            block.level,
            block.words,
            block.anchors[0],
            bool(block.id),
            "\n".join(lines[block.number : end]).lstrip("=- \n").rstrip(),  # without the line under a heading
        )
        for block, end in zip(blocks, ends, strict=True)
    ]


def _pairs(before: Sequence[_Heading], after: Sequence[_Heading]) -> Iterator[tuple[_Heading, _Heading]]:
    """Headings of both texts that are one."""
    numbers: dict[Hashable, int] = {}
    old, new = ([numbers.setdefault((h.level, h.words), len(numbers)) for h in each] for each in (before, after))
    start, begun = 0, 0
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield from _alike(before[start : step.src_start], after[begun : step.dest_start])
            yield from zip(before[step.src_start : step.src_end], after[step.dest_start : step.dest_end], strict=True)
            start, begun = step.src_end, step.dest_end
    yield from _alike(before[start:], after[begun:])


def _alike(gone: Sequence[_Heading], come: Sequence[_Heading]) -> Iterator[tuple[_Heading, _Heading]]:
    """Those that stand between the same headings, in their order."""
    left = list(come)
    for was in gone:
        found = next((now for now in left if _is_one(was, now)), None)
        if found is not None:
            yield was, found
            del left[: left.index(found) + 1]


def _is_one(was: _Heading, now: _Heading) -> bool:
    return ratio(was.words.casefold(), now.words.casefold()) >= _ALIKE or bool(was.below and was.below == now.below)
