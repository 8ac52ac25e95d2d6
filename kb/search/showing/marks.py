"""Which characters of a text a query's words stand on: for snippets, and for marking an opened page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from kb.search.finding.widening import fits
from kb.search.language.query import parse
from kb.search.language.tree import Leaf, Pattern, Phrase, Word
from kb.search.results import Span
from kb.search.words.analysis import Piece, pieces
from kb.search.words.stemming import stem

_KEPT_WORDS = 50_000


def matcher(text: str) -> Callable[[str], list[Span]]:
    """What marks the positive words of the query `text` in any plain text.

    The function returned gives the spans as (start, end) in characters, ascending and apart from each other. Words are
    marked in all their forms, phrases only where they stand whole.
    """
    return Marker(parse(text).positive).spans


@dataclass
class Marker:
    """Finds the leaves of one query in texts.

    Attributes:
        leaves: what to find.
    """

    leaves: Collection[Leaf]
    _known: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        singles = [leaf for leaf in self.leaves if not isinstance(leaf, Phrase)]
        words = [(leaf, number) for number, leaf in enumerate(singles) if isinstance(leaf, Word)]
        self._exact = {leaf.text: number for leaf, number in words if leaf.exact}
        self._stems = {stem(leaf.text): number for leaf, number in words if not leaf.exact}
        self._patterns = [(leaf.text, n) for n, leaf in enumerate(singles) if isinstance(leaf, Pattern)]
        self._phrases = [leaf for leaf in self.leaves if isinstance(leaf, Phrase)]
        self._joined = {leaf.joined or "".join(leaf.words): leaf for leaf in self._phrases if not leaf.exact}

    def spans(self, text: str) -> list[Span]:
        return [(start, end) for start, end, _ in self.found(text)]

    def found(self, text: str) -> list[tuple[int, int, int]]:
        """Spans with the number of the leaf that each is of."""
        if not self.leaves:
            return []
        read = list(pieces(text))
        hits = [(piece.start, piece.end, leaf) for piece in read if (leaf := self._leaf(piece.word)) >= 0]
        if self._phrases:
            hits += self._whole_phrases(read)
            hits.sort()
        return apart(hits)

    def _leaf(self, word: str) -> int:
        """The number of the leaf a word is of, -1 for none."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _KEPT_WORDS:
                self._known.clear()
            known = self._known[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> int:
        if word in self._exact:
            return self._exact[word]
        if (number := self._stems.get(stem(word))) is not None:
            return number
        if word in self._joined:
            return 0
        return next((number for pattern, number in self._patterns if fits(pattern, word)), -1)

    def _whole_phrases(self, read: list[Piece]) -> list[tuple[int, int, int]]:
        parts = [piece for piece in read if not piece.joined]
        words = [piece.word for piece in parts]
        hits = []
        for number, phrase in enumerate(self._phrases, start=len(self.leaves)):
            wanted = list(phrase.words) if phrase.exact else [stem(word) for word in phrase.words]
            size = len(wanted)
            for at, word in enumerate(words):
                if (word if phrase.exact else stem(word)) != wanted[0]:
                    continue
                run = words[at : at + size]
                if (run if phrase.exact else [stem(each) for each in run]) == wanted:
                    hits.append((parts[at].start, parts[at + size - 1].end, number))
        return hits


def apart(hits: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Overlapping spans become one; the input is ascending."""
    done: list[tuple[int, int, int]] = []
    for start, end, leaf in hits:
        if done and start < done[-1][1]:
            first, last, earlier = done[-1]
            done[-1] = (first, max(last, end), earlier)
        else:
            done.append((start, end, leaf))
    return done
