"""Where the leaves of a query stand in a snapshot: words widened to their forms, phrases by position, patterns.

Whatever a leaf is, it ends as postings for each field, and all later steps (scores, coverage, boolean algebra) treat
leaves alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from kb.search.finding.keys import intersection, union, with_shares
from kb.search.finding.widening import MOST_WORDS, Widening
from kb.search.language.tree import Leaf, Pattern, Phrase, Reading, Word
from kb.search.storage.codec import POSITION_BITS
from kb.search.storage.schema import FIELDS, PASSAGE_FIELDS
from kb.search.storage.segment import NOTHING, Postings
from kb.search.storage.snapshot import Snapshot
from kb.search.words.stemming import STOP_WORDS, numbers_of, stem
from kb.search.words.synonyms import Expansion, Expansions, Synonyms

_LONGEST_JOINED = 3
"""Words that may be written as one, at most: "face to face", "facetoface"."""

_SHORTEST_PART = 3  # letters
_ENDINGS = frozenset(["up", "out", "off", "down", "over"])
"""Words that others are often written together with: set up, sign off."""

Evidence = Mapping[str, Postings]
"""For each field in which a leaf was found, where."""


@dataclass
class Matcher:
    """Finds leaves in one snapshot.

    Attributes:
        remarks: filled where something was limited.
        most_forms: words that a pattern may stand for.
    """

    snapshot: Snapshot
    synonyms: Synonyms = field(default_factory=Synonyms)
    remarks: list[str] = field(default_factory=list)
    most_forms: int = MOST_WORDS
    _known: dict[Leaf, Evidence] = field(default_factory=dict)
    _forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _joined: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    _parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _question: bool = False

    def __post_init__(self) -> None:
        self._widening = Widening(self.snapshot, self.remarks, self.most_forms)
        self._expansions = Expansions(self.synonyms, self.snapshot.acronyms)

    def expect(self, reading: Reading) -> None:
        """Learn which words stand side by side: the one word, or a synonym, of them together will do as well."""
        typed = reading.typed
        self._question = reading.question
        self._expansions.read(typed)
        for size in range(2, _LONGEST_JOINED + 1):
            for at in range(len(typed) - size + 1):
                run = typed[at : at + size]
                if all(len(word) > 1 for word in run) and not STOP_WORDS.issuperset(run):
                    one = "".join(run)
                    if one not in STOP_WORDS and self.snapshot.has_word(one):
                        for word in run:
                            self._joined.setdefault(word, set()).add((one,))

    def alternatives(self, word: str) -> list[tuple[str, ...]]:
        """Other words or phrases that will do for this one."""
        return sorted({*self._expansions.of_word(word), *self._joined.get(word, ())})

    def counted_as(self, leaf: Leaf) -> Iterator[Leaf]:
        """What else counts as this leaf, with no stem in common: where it stands it is marked like the leaf itself."""
        others: set[tuple[str, ...]] = set()
        match leaf:
            case Word(exact=False):
                number = self._other_number(leaf.text)
                others = {*self.alternatives(leaf.text), self._parts.get(leaf.text, ()), (number,) if number else ()}
            case Phrase(exact=False):
                others = {*self.synonyms.of(leaf.words)}
                if not self.is_written(leaf, PASSAGE_FIELDS):
                    others.update((word,) for word in leaf.words)
        for other in sorted(filter(None, others)):
            yield Phrase(other, " ".join(other), exact=False) if len(other) > 1 else Word(other[0])

    def expansions(self) -> list[Expansion]:
        """What the words of the query were also looked for as, where there is any of it."""
        return [each for each in self._expansions.found if self._is_there(each.words)]

    def _is_there(self, words: tuple[str, ...]) -> bool:
        return any(len(self._synonym(name, words).rows) for name in FIELDS)

    def say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)

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
        forms = self._forms.get(word)
        if forms is None:
            found = self.snapshot.with_stem(stem(word))
            forms = found if word in found or not self.snapshot.has_word(word) else tuple(sorted({word, *found}))
            if other := self._other_number(word):
                forms = tuple(sorted({other, *forms}))
            self._forms[word] = forms
        return forms

    def _other_number(self, word: str) -> str:
        """The plural of a short form, or what it is the plural of; "" for none, as of "TLS", which is no several "TL".

        The plural is the rarer one. Not in questions, as for parts.
        """
        one, many = numbers_of(word)
        if self._question or not one:
            return ""
        rows, rows_of_many = self.snapshot.rows_with((one,)), self.snapshot.rows_with((many,))
        if not rows or rows < rows_of_many:
            return ""
        return one if word == many else many if rows_of_many else ""

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
                return self.snapshot.postings(name, self._widening.words(leaf))

    def _word(self, name: str, word: str) -> Postings:
        forms = self.forms(word)
        alternatives = [self.snapshot.postings(name, forms)] if forms else []
        if parts := self._parts_of(word, anything=not forms):
            alternatives.append(self._side_by_side(name, [self.forms(part) for part in parts]))
        alternatives += [self.snapshot.postings(name, self.forms(one)) for (one,) in self._joined.get(word, ())]
        others = self._expansions.of_word(word)
        shares = [(self._synonym(name, other), 1 / size) for other, size in others.items()]
        return with_shares(union(alternatives), shares)

    def _synonym(self, name: str, words: tuple[str, ...]) -> Postings:
        return self._side_by_side(name, [self.forms(word) for word in words])

    def _compound(self, name: str, leaf: Phrase) -> Postings:
        """Parts side by side or written as one word; where no passage has either, rows that have all the parts.

        In questions, where this field has neither: measured to be as good.
        """
        found = self._written_so(name, leaf)
        if len(found.rows) or (not self._question and self.is_written(leaf, PASSAGE_FIELDS)):
            return found
        return self._all_in_one_row(name, [self.forms(word) for word in leaf.words])

    def is_written(self, leaf: Phrase, fields: Sequence[str] = FIELDS) -> bool:
        """Do its words stand side by side, or as one word, anywhere in these fields?"""
        return any(len(self._written_so(name, leaf).rows) for name in fields)

    def _written_so(self, name: str, leaf: Phrase) -> Postings:
        alternatives = [self._side_by_side(name, [self.forms(word) for word in leaf.words])]
        if joined := leaf.joined or "".join(leaf.words):
            alternatives.append(self.snapshot.postings(name, self.forms(joined)))
        alternatives += [self._synonym(name, other) for other in self.synonyms.of(leaf.words)]
        return union(alternatives)

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

    def _parts_of(self, word: str, anything: bool) -> tuple[str, ...]:
        """Words of the library that `word` may be written together from; none where there are no such words.

        `anything`: it is no word itself, so common and short words will do as parts, and there may be three of them.
        """
        if word not in self._parts:
            known = self.snapshot.has_word
            halves = ((word[:cut], word[cut:]) for cut in range(_SHORTEST_PART, len(word) - 1))
            there = (parts for parts in halves if all(map(known, parts)))
            parts: tuple[str, ...] = next((each for each in there if anything or self._may_join(word, *each)), ())
            if not parts and not self._question:
                parts = next((each for each in self._thirds(word) if anything or each[1] in STOP_WORDS), ())
            self._parts[word] = parts
        return self._parts[word]

    def _may_join(self, word: str, first: str, second: str) -> bool:
        """Are these parts that people write together or apart, as in "market engagement" and "set up"?

        Each is then a word in its own right, and more common than both together: else every slip of a pen is a part.
        Not in questions, which are worded as people speak: measured to be no better.
        """
        if self._question:
            return False
        if first in STOP_WORDS or (second not in _ENDINGS and (len(second) < _SHORTEST_PART or second in STOP_WORDS)):
            return False
        rows = self.snapshot.rows_with((word,))
        return all(self.snapshot.rows_with((part,)) >= rows for part in (first, second))

    def _thirds(self, word: str) -> Iterator[tuple[str, ...]]:
        known = self.snapshot.has_word
        for first in range(_SHORTEST_PART, len(word) - _SHORTEST_PART - 1):
            if known(word[:first]):
                for second in range(first + 2, len(word) - _SHORTEST_PART + 1):
                    if known(word[first:second]) and known(word[second:]):
                        yield word[:first], word[first:second], word[second:]
