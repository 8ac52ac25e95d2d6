"""Putting together what two people made of one text: a three-way merge by lines. Pure.

After diff3 (S. Khanna, K. Kunal, B. Pierce, "A Formal Investigation of Diff3", 2007): the lines of the old text that
both kept divide all three into stretches; in each of these whoever changed it alone is right.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rapidfuzz.distance import Indel

_MOST = 400_000_000  # pairs of lines that are compared


def merge_lines(base: str, mine: str, theirs: str) -> str | None:
    """The text with the changes of both; None where they changed the same lines differently."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    old, one, other = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    if len(old) * max(len(one), len(other)) > _MOST:
        return None
    in_one, in_other = _kept(old, one), _kept(old, other)
    merged: list[str] = []
    start = at_one = at_other = 0
    for line in [*(number for number in sorted(in_one.keys() & in_other.keys())), None]:
        stop = (len(old), len(one), len(other)) if line is None else (line, in_one[line], in_other[line])
        stretch = _resolved(old[start : stop[0]], one[at_one : stop[1]], other[at_other : stop[2]])
        if stretch is None:
            return None
        merged += stretch
        if line is not None:
            merged.append(old[line])
            start, at_one, at_other = line + 1, stop[1] + 1, stop[2] + 1
    return "".join(merged)


def _resolved(old: list[str], one: list[str], other: list[str]) -> list[str] | None:
    if one == other or other == old:
        return one
    return other if one == old else None


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """From the number of each line of the old text that is still there to its number in the new one."""
    numbers: dict[Hashable, int] = {}
    before, after = ([numbers.setdefault(line, len(numbers)) for line in text] for text in (old, new))
    same = (step for step in Indel.opcodes(before, after) if step.tag == "equal")
    return {step.src_start + k: step.dest_start + k for step in same for k in range(step.src_end - step.src_start)}
