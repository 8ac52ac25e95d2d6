"""Words written together that no notes write so: "marketengagement" read as "market engagement".

Only where the notes have both words in one place, so that a name is not cut into words that happen to be in it. Which
of several ways to cut is meant, the notes say: words that stand side by side, else in one passage, else in one note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from kb.search.finding.keys import intersection
from kb.search.finding.matching import Matcher
from kb.search.storage.segment import Postings
from kb.search.storage.snapshot import Numbers
from kb.search.words.stemming import STOP_WORDS

_SHORTEST = 3  # letters of a part; 2 for a stop word between two others
_SHORTEST_APART = 4  # where the parts have no passage in common
_MOST_TRIED = 8


class Cut(NamedTuple):
    """How a word may be cut, and in how many rows or documents its parts are together; more is likelier meant."""

    side_by_side: int
    in_one_row: int
    in_one_document: int
    words: tuple[str, ...]


def cut(matcher: Matcher, word: str) -> Cut | None:
    """The words that `word` is most likely written together from, None where there are none together anywhere."""
    if not word.isalpha() or not word.isascii():
        return None
    found = (_together(matcher, words) for _, words in zip(range(_MOST_TRIED), _ways(matcher, word), strict=False))
    sensible = [each for each in found if each.in_one_row or (each.in_one_document and _are_telling(each.words))]
    return max(sensible, default=None)


def _ways(matcher: Matcher, word: str) -> Iterator[tuple[str, ...]]:
    """In two words of the library, then in three; none of them a stop word but between two others."""

    def known(part: str) -> bool:
        return len(part) >= _SHORTEST and part not in STOP_WORDS and bool(matcher.forms(part))

    firsts = [at for at in range(_SHORTEST, len(word) - _SHORTEST + 1) if known(word[:at])]
    lasts = [at for at in range(_SHORTEST, len(word) - _SHORTEST + 1) if known(word[at:])]
    for at in firsts:
        if at in lasts:
            yield word[:at], word[at:]
    for at in firsts:
        for until in lasts:
            middle = word[at:until]
            if middle and (known(middle) or (middle in STOP_WORDS and len(middle) > 1)):
                yield word[:at], middle, word[until:]


def _together(matcher: Matcher, words: tuple[str, ...]) -> Cut:
    found = [matcher.snapshot.postings("body", matcher.forms(word)) for word in words]
    telling = [each for each, word in zip(found, words, strict=True) if word not in STOP_WORDS]
    documents = [np.unique(matcher.snapshot.document_of[each.rows]) for each in telling]
    return Cut(
        side_by_side=len(Postings.of(_all([each.keys - place for place, each in enumerate(found)])).rows),
        in_one_row=len(_all([each.rows for each in telling])),
        in_one_document=len(_all(documents)),
        words=words,
    )


def _all(arrays: Sequence[Numbers]) -> Numbers:
    """What ascending arrays have in common."""
    shortest_first = sorted(arrays, key=len)
    return reduce(intersection, shortest_first) if len(shortest_first[0]) else shortest_first[0]


def _are_telling(words: Sequence[str]) -> bool:
    return all(len(word) >= _SHORTEST_APART for word in words)
