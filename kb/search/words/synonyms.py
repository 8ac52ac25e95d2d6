"""Words and phrases that mean the same: those the library lists, and the short forms its notes spell out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kb.search.words.acronyms import Acronyms
from kb.search.words.analysis import words as words_of
from kb.search.words.stemming import STOP_WORDS, numbers_of, stem

LONGEST_RUN = 6
"""Words in a synonym, at most, where they stand in a query without quotation marks."""


class Synonyms:
    """Groups of words that the library calls equal, each word known by the stem of its folded form."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        self._others: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {}
        for group in groups:
            labels = {tuple(words_of(label)): " ".join(label.split()) for label in group}
            for phrase in labels:
                others = {other: label for other, label in labels.items() if other and other != phrase}
                self._others.setdefault(tuple(map(stem, phrase)), {}).update(others)

    def of(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The other words or phrases that mean the same."""
        return sorted(self.labelled(tuple(map(stem, words))))

    def labelled(self, stems: tuple[str, ...]) -> dict[tuple[str, ...], str]:
        """The same for words known by their stems, each with its label as the library writes it."""
        return self._others.get(stems, {})


@dataclass(frozen=True)
class Expansion:
    """That words of a query, side by side, are also looked for as others.

    Attributes:
        at, size: which of the words typed.
        label: the others as people write them.
        words: the others, folded.
        spelt_out: the library's notes say so themselves, in brackets.
    """

    at: int
    size: int
    label: str
    words: tuple[str, ...]
    spelt_out: bool = False


@dataclass
class Expansions:
    """What the words of one query are also looked for as.

    Attributes:
        found: filled by `read`, in the order of the words.
        instead: for each word asked for, the others that will do for it, and for how many words at once.
    """

    synonyms: Synonyms
    acronyms: Acronyms
    found: list[Expansion] = field(default_factory=list)
    instead: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)

    def read(self, typed: Sequence[str]) -> None:
        """Learn what the words typed side by side stand for together; "" where something else stands between."""
        stems = [stem(word) for word in typed]
        for at in range(len(typed)):
            for size in range(1, min(LONGEST_RUN, len(typed) - at) + 1):
                run = typed[at : at + size]
                if not run[-1] or (size == 1 and run[0] in STOP_WORDS):
                    break
                for expansion in self._of(at, tuple(stems[at : at + size])) or self._of_one(at, run):
                    self.found.append(expansion)
                    for word in run:
                        self.of_word(word).setdefault(expansion.words, size)

    def of_word(self, word: str) -> dict[tuple[str, ...], int]:
        """The others that will do for a word, whether or not it was among those read; for how many words at once."""
        if word not in self.instead:
            self.instead[word] = {each.words: 1 for each in self._of(0, (stem(word),)) or self._of_one(0, (word,))}
        return self.instead[word]

    def _of_one(self, at: int, run: Sequence[str]) -> list[Expansion]:
        """Of what a word is the plural of, where it is that of a short form."""
        one, many = numbers_of(run[0]) if len(run) == 1 else ("", "")
        return self._of(at, (one,)) if one and many == run[0] else []

    def _of(self, at: int, stems: tuple[str, ...]) -> list[Expansion]:
        return list(self._others_of(at, stems))

    def _others_of(self, at: int, stems: tuple[str, ...]) -> Iterable[Expansion]:
        listed = self.synonyms.labelled(stems)
        known = {tuple(map(stem, words)) for words in listed}
        for words in sorted(listed):
            yield Expansion(at, len(stems), listed[words], words)
        if (short := self.acronyms.short.get(stems)) and (stem(short.lower()),) not in known:
            yield Expansion(at, len(stems), short, (short.lower(),), spelt_out=True)
        if len(stems) == 1:
            for words in self.acronyms.long.get(stems[0], ()):
                if tuple(map(stem, words)) not in known:
                    yield Expansion(at, 1, " ".join(words), words, spelt_out=True)
