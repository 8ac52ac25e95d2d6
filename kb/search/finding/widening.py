"""Which words of the library a pattern such as `procur*` stands for: a bounded number of them, the most frequent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.search.language.tree import Pattern
from kb.search.storage.snapshot import Snapshot
from kb.search.words.stemming import STOP_WORDS

MOST_SCANS = 4
"""Patterns that begin with * look at every word of the vocabulary; only so many may in one query."""

MOST_WORDS = 256
_MOST_ROWS = 60_000
"""A pattern stands for at most so many words, which are in at most so many rows."""

_TELLING = 4
"""Letters of a pattern from which it may mean one of the commonest words: `betw*` does, `a*` hardly."""


class Meant(NamedTuple):
    """Words, sorted. `whole`: they are all. `common`: one of the commonest words that was left out, "" for none."""

    words: tuple[str, ...]
    whole: bool
    common: str


@dataclass
class Widening:
    """Widens the patterns of one query.

    Attributes:
        remarks: what was limited, in words.
        most: words that one pattern may stand for.
    """

    snapshot: Snapshot
    remarks: list[str] = field(default_factory=list)
    most: int = MOST_WORDS
    _scans: int = 0
    _known: dict[Pattern, tuple[str, ...]] = field(default_factory=dict)

    def words(self, pattern: Pattern) -> tuple[str, ...]:
        if pattern not in self._known:
            self._known[pattern] = self._widen(pattern)
        return self._known[pattern]

    def _widen(self, pattern: Pattern) -> tuple[str, ...]:
        if pattern.prefix is not None:
            counts = self.snapshot.with_prefix(pattern.prefix)
        elif self._scans < MOST_SCANS:
            self._scans += 1
            counts = self._scanned(pattern.text)
        else:
            self._say(f"Only {MOST_SCANS} words with a * before their end at once; {pattern.text} was left out.")
            return ()
        meant = most_frequent(counts, len(pattern.text.replace("*", "")), self.most)
        if not meant.whole:
            self._say(f"{pattern.text} stands for too many words; the {len(meant.words)} most frequent were searched.")
        if meant.common:
            self._say(f"{pattern.text} was searched without the commonest words, such as “{meant.common}”.")
        return meant.words

    def _scanned(self, pattern: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for vocabulary, frequency in self.snapshot.vocabularies():
            for index, word in enumerate(vocabulary):
                if fits(pattern, word):
                    counts[word] = counts.get(word, 0) + int(frequency[index])
        return counts

    def _say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)


def most_frequent(counts: Mapping[str, int], letters: int, most: int = MOST_WORDS) -> Meant:
    """The words that a pattern is taken to stand for, out of those it fits with the number of rows each is in.

    As many as stay within the bounds, the commonest words of the language last: they are seldom meant, and dear.
    `letters`: how many the pattern has.
    """
    common = {word for word in counts if word in STOP_WORDS}
    alone = len(common) == len(counts)
    chosen: list[str] = []
    rows = 0
    for word in sorted(counts, key=lambda word: (word in common, -counts[word], word)):
        rows += counts[word]
        full = bool(chosen) and (len(chosen) == most or rows > _MOST_ROWS)
        if word in common and not alone and (full or letters < _TELLING):
            return Meant(tuple(sorted(chosen)), True, word)
        if full:
            return Meant(tuple(sorted(chosen)), False, "")
        chosen.append(word)
    return Meant(tuple(sorted(chosen)), True, "")


def fits(pattern: str, word: str) -> bool:
    """Is `word` what the pattern says, with * for any characters? In time linear in both."""
    first, *middle, last = pattern.split("*")
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        at = word.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
