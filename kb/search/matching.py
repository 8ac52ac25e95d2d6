"""Where the leaves of a query stand in a snapshot: words widened to their forms, phrases by position, patterns.

Whatever a leaf is, it ends as postings for each field, and all later steps (scores, coverage, boolean algebra) treat
leaves alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from kb.search.analysis import words as words_of
from kb.search.codec import POSITION_BITS, Keys
from kb.search.schema import FIELDS
from kb.search.segment import NOTHING, Postings
from kb.search.snapshot import Snapshot, most_frequent
from kb.search.stemming import stem
from kb.search.tree import Leaf, Pattern, Phrase, Word

MOST_SCANS = 4
"""Patterns that begin with * look at every word of the vocabulary; only so many may in one query."""

_LONGEST_RUN = 5
"""Words in a synonym, at most, where they stand in a query without quotation marks."""

Evidence = Mapping[str, Postings]
"""For each field in which a leaf was found, where."""


class Synonyms:
    """Groups of words that the library calls equal, each word known by the stem of its folded form."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        self._others: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for group in groups:
            phrases = [tuple(words_of(label)) for label in group]
            for phrase in phrases:
                key = tuple(map(stem, phrase))
                self._others.setdefault(key, set()).update(other for other in phrases if other and other != phrase)

    def of(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The other words or phrases that mean the same."""
        return sorted(self._others.get(tuple(map(stem, words)), ()))


@dataclass
class Matcher:
    """Finds leaves in one snapshot.

    Attributes:
        remarks: filled where something was limited.
    """

    snapshot: Snapshot
    synonyms: Synonyms = field(default_factory=Synonyms)
    remarks: list[str] = field(default_factory=list)
    _scans: int = 0
    _known: dict[Leaf, Evidence] = field(default_factory=dict)
    _instead: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    _wide: dict[Pattern, tuple[str, ...]] = field(default_factory=dict)

    def expect(self, wanted: Sequence[Leaf]) -> None:
        """Learn which plain words stand side by side: the one word, or a synonym, of them together will do as well."""
        plain = [leaf.text if isinstance(leaf, Word) and not leaf.exact else "" for leaf in wanted]
        for size in range(2, _LONGEST_RUN + 1):
            for at in range(len(plain) - size + 1):
                run = plain[at : at + size]
                if not all(run):
                    continue
                others = set(self.synonyms.of(run))
                if size == 2 and self.snapshot.has_word("".join(run)):
                    others.add(("".join(run),))
                for word in run:
                    self._instead.setdefault(word, set()).update(others)

    def alternatives(self, word: str) -> list[tuple[str, ...]]:
        """Other words or phrases that will do for this one."""
        return sorted({*self.synonyms.of((word,)), *self._instead.get(word, ())})

    def find(self, leaf: Leaf) -> Evidence:
        found = self._known.get(leaf)
        if found is None:
            fields = ("title",) if leaf.only_title else FIELDS
            found = {name: postings for name in fields if len((postings := self._in(name, leaf)).rows)}
            self._known[leaf] = found
        return found

    def is_in_text(self, row: int) -> bool:
        """Does the text of this row, apart from its headings, hold any leaf found so far?"""
        for evidence in self._known.values():
            if "body" in evidence:
                rows = evidence["body"].rows
                place = int(rows.searchsorted(row))
                if place < len(rows) and rows[place] == row:
                    return True
        return False

    def forms(self, word: str) -> tuple[str, ...]:
        """The words of the library that `word` stands for."""
        found = self.snapshot.with_stem(stem(word))
        return found if word in found or not self.snapshot.has_word(word) else tuple(sorted({word, *found}))

    def words(self, leaf: Leaf) -> list[tuple[str, ...]]:
        """The words of the library that a leaf stands for; for a phrase, those of each of its words."""
        match leaf:
            case Word(exact=True):
                return [(leaf.text,)]
            case Word():
                return [self.forms(leaf.text)]
            case Phrase(exact=True):
                return [(word,) for word in leaf.words]
            case Phrase():
                return [self.forms(word) for word in leaf.words]
            case Pattern():
                return []

    def _in(self, name: str, leaf: Leaf) -> Postings:
        match leaf:
            case Word(exact=True):
                return self.snapshot.postings(name, (leaf.text,))
            case Word():
                return self._word(name, leaf.text)
            case Phrase(exact=True):
                return self._side_by_side(name, [(word,) for word in leaf.words])
            case Phrase():
                return self._compound(name, leaf)
            case Pattern():
                return self.snapshot.postings(name, self._widened(leaf))

    def _word(self, name: str, word: str) -> Postings:
        forms = self.forms(word)
        alternatives = [self.snapshot.postings(name, forms)] if forms else []
        if not forms and (halves := self._halves(word)):
            alternatives.append(self._side_by_side(name, [self.forms(half) for half in halves]))
        alternatives += [self._synonym(name, other) for other in self.alternatives(word)]
        return _union(alternatives)

    def _synonym(self, name: str, words: tuple[str, ...]) -> Postings:
        return self._side_by_side(name, [self.forms(word) for word in words])

    def _compound(self, name: str, leaf: Phrase) -> Postings:
        """Parts side by side or written as one word; where neither is anywhere, rows that have all the parts."""
        forms = [self.forms(word) for word in leaf.words]
        alternatives = [self._side_by_side(name, forms)]
        if joined := leaf.joined or "".join(leaf.words):
            alternatives.append(self.snapshot.postings(name, self.forms(joined)))
        alternatives += [self._synonym(name, other) for other in self.synonyms.of(leaf.words)]
        found = _union(alternatives)
        return found if len(found.rows) else self._all_in_one_row(name, forms)

    def _side_by_side(self, name: str, forms: Sequence[tuple[str, ...]]) -> Postings:
        """Rows where a form of each follows a form of the one before, counted by occurrence of the first.

        The key of a word at position p + i of a row is the key of position p plus i, so a phrase is an intersection.
        """
        keys = [self.snapshot.postings(name, each).keys - place for place, each in enumerate(forms)]
        if not keys or any(len(each) == 0 for each in keys):
            return NOTHING
        rarest_first = sorted(keys, key=len)
        return Postings.of(reduce(intersection, rarest_first))

    def _all_in_one_row(self, name: str, forms: Sequence[tuple[str, ...]]) -> Postings:
        found = [self.snapshot.postings(name, each) for each in forms]
        if not found or any(len(each.rows) == 0 for each in found):
            return NOTHING
        rows = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), [each.rows for each in found])
        first = found[0].keys
        return Postings.of(first[np.isin(first >> POSITION_BITS, rows)])

    def _halves(self, word: str) -> tuple[str, str] | None:
        """Two words of the library that `word` may be written together from."""
        for cut in range(3, len(word) - 2):
            if self.snapshot.has_word(word[:cut]) and self.snapshot.has_word(word[cut:]):
                return word[:cut], word[cut:]
        return None

    def _widened(self, pattern: Pattern) -> tuple[str, ...]:
        if pattern not in self._wide:
            self._wide[pattern] = self._widen(pattern)
        return self._wide[pattern]

    def _widen(self, pattern: Pattern) -> tuple[str, ...]:
        if pattern.prefix is not None:
            found, whole = self.snapshot.with_prefix(pattern.prefix)
        else:
            found, whole = self._scanned(pattern.text)
        if not whole:
            self._say(f"{pattern.text} stands for too many words; the {len(found)} most frequent were searched.")
        return found

    def _scanned(self, pattern: str) -> tuple[tuple[str, ...], bool]:
        if self._scans >= MOST_SCANS:
            self._say(f"Only {MOST_SCANS} words with a * before their end at once; {pattern} was left out.")
            return (), True
        self._scans += 1
        counts: dict[str, int] = {}
        for vocabulary, frequency in self.snapshot.vocabularies():
            for index, word in enumerate(vocabulary):
                if fits(pattern, word):
                    counts[word] = counts.get(word, 0) + int(frequency[index])
        return most_frequent(counts)

    def _say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)


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


def intersection(few: Keys, many: Keys) -> Keys:
    """What two ascending arrays have in common; fast where the first is the shorter one."""
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    common: Keys = few[many[places] == few]
    return common


def _union(parts: Sequence[Postings]) -> Postings:
    parts = [part for part in parts if len(part.rows)]
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    return Postings.of(np.unique(np.concatenate([part.keys for part in parts])))
