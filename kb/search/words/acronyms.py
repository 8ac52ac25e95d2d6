"""Short forms that a text spells out itself: "a Social Impact Bond (SIB)" and "the SIB (Social Impact Bond)".

The letters of the short form must begin the words of the long one, small words such as "of" aside, as in: Schwartz and
Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text (2003), of which this is the
strictest case. They are kept with the row they stand in (kb.search.storage.columns), so nobody is told one from a note
that is not for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from kb.search.words.analysis import words
from kb.search.words.stemming import stem

MOST_EXPANSIONS = 2
"""A short form stands for at most so many long ones: those that are spelt out most often."""

_SURE_LETTERS = 3
_OFTEN = 2
"""Two letters are as often a person's initials: they count only where they are spelt out in several places."""

_MOST_OF_A_TEXT = 50
_SHORT = r"[A-Z][A-Za-z]{0,6}[A-Z]"
_IN_BRACKETS = re.compile(rf"[ \t]\((?:({_SHORT})s?|([A-Za-z][^\n()]{{4,80}}))\)")
_SHORT_BEFORE = re.compile(rf"(?<![^\W_])({_SHORT})s?$")
_LINE = re.compile(r"[\n()]")
_LONGEST = 100
_SMALL = frozenset(["a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with"])


class SpeltOut(NamedTuple):
    """A short form as written, and the folded words it stands for."""

    short: str
    words: tuple[str, ...]


def spelt_out(text: str) -> list[SpeltOut]:
    """The short forms that a text spells out, each once, in their order."""
    if "(" not in text:
        return []
    found: dict[SpeltOut, None] = {}
    for match in _IN_BRACKETS.finditer(text):
        before = _LINE.split(text[max(match.start() - _LONGEST, 0) : match.start()])[-1]
        if match[1] and (long := _ending(match[1], words(before))):
            found[SpeltOut(match[1], long)] = None
        elif match[2] and (short := _SHORT_BEFORE.search(before)):
            long = tuple(words(match[2]))
            if _ending(short[1], long) == long:
                found[SpeltOut(short[1], long)] = None
    return list(found)[:_MOST_OF_A_TEXT]


def _ending(short: str, before: Sequence[str]) -> tuple[str, ...] | None:
    """The last of these words whose first letters are the short form."""
    at = len(before)
    for letter in reversed(short.lower()):
        at -= 1
        while at >= 0 and before[at][0] != letter and before[at] in _SMALL:
            at -= 1
        if at < 0 or before[at][0] != letter:
            return None
    return tuple(before[at:]) if before[at] not in _SMALL else None


@dataclass
class Acronyms:
    """Which short forms stand for which words, both ways, known by the stems of their folded forms.

    Attributes:
        long: from a short form's stem to the words it stands for, most frequent first.
        short: from the words' stems to the short form as written.
    """

    long: Mapping[str, list[tuple[str, ...]]] = field(default_factory=dict)
    short: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[SpeltOut]) -> Acronyms:
        """Of all the places where one is spelt out."""
        counts: dict[str, dict[tuple[str, ...], int]] = {}
        first: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
        for short, long in found:
            stems = _stems(long)
            first.setdefault(stems, (short, long))
            of_short = counts.setdefault(_stems((short.lower(),))[0], {})
            of_short[stems] = of_short.get(stems, 0) + 1
        chosen = {
            short: sorted(longs, key=lambda stems: (-longs[stems], stems))[:MOST_EXPANSIONS]
            for short, longs in counts.items()
            if len(short) >= _SURE_LETTERS or max(longs.values()) >= _OFTEN
        }
        return cls(
            {short: [first[stems][1] for stems in longs] for short, longs in chosen.items()},
            {stems: first[stems][0] for longs in chosen.values() for stems in longs},
        )


@lru_cache(maxsize=20_000)
def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, as nearly all that a library spells out is what it spelt out before its last change."""
    return tuple(map(stem, words))
