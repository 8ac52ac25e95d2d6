"""Marks for results, where the words of the library that a query stands for are already known.

`marks` reads every word of a text; thirty passages a page make that the dearest part of a search. Here one
regular expression made of the known words looks for them directly, in a text folded character by character. Texts in
which folding changes lengths (combining marks, ß, scripts without spaces) go the other way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.search.language.tree import Leaf, Pattern, Phrase, Word
from kb.search.showing.marks import Marker, apart
from kb.search.words.analysis import fold

Hit = tuple[int, int, int]
"""Start and end in characters, and the number of the leaf found there."""

_LETTER = r"[^\W_]"
_MOST_BRANCHES = 300
_MOST_PLAIN = 30
_BETWEEN = r"(?:[^\w]|_)+"


def _same_length() -> tuple[dict[int, str], str]:
    """Letters with the one letter each folds to, and a character class of those that fold to none or several."""
    table, others = {}, []
    for code in range(0x80, 0x500):
        folded = fold(chr(code))
        if len(folded) == 1:
            if folded != chr(code):
                table[code] = folded
        else:
            others.append(chr(code))
    return table, re.escape("".join(others))


_TABLE, _OTHERS = _same_length()
_ACCENTED = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")
# Beyond Latin, Greek and Cyrillic only punctuation and symbols are sure to be no letters.
_DIFFICULT = re.compile(f"[{_OTHERS}\u0500-\u1fff\u200b-\u200d\u2060\u2c00-\u2dff\u3000-\U0010ffff]")


class QuickMarker:
    """Finds the leaves of one query in texts of the library they were found in; a `Marker` with the words known.

    `forms`: for each leaf the words it stands for, folded; for a phrase those of each of its words.
    """

    def __init__(self, marker: Marker, forms: Mapping[Leaf, list[tuple[str, ...]]]) -> None:
        self._marker = marker
        self._leaf_of = {
            word: number
            for number, (leaf, words) in enumerate(forms.items())
            if isinstance(leaf, Word)
            for word in words[0]
        }
        self._others = len(forms)
        self._plain = len(self._leaf_of) <= _MOST_PLAIN and all(isinstance(leaf, Word) for leaf in forms)
        known = [word for each in forms.values() for words in each for word in words]
        branches = [branch for leaf, each in forms.items() for branch in _branches(leaf, each)]
        usable = branches and all(map(str.isalnum, known)) and len(branches) <= _MOST_BRANCHES
        # Branches that begin with a letter let the expression skip from one such letter to the next.
        branches.sort(key=len, reverse=True)
        self._search = re.compile(f"(?:{'|'.join(branches)})(?!{_LETTER})") if usable else None

    def found(self, text: str, expected: bool = True) -> list[Hit]:
        """As Marker.found. `expected`: the index has something in this text, so finding nothing is not believed."""
        if self._search is None or (not text.isascii() and _DIFFICULT.search(text)):
            return self._marker.found(text)
        folded = text.lower()
        if not folded.isascii() and _ACCENTED.search(folded):
            folded = folded.translate(_TABLE)
        if len(folded) != len(text):
            return self._marker.found(text)
        hits = self._words_in(folded) if self._plain else self._matches_in(self._search, folded)
        return apart(hits) if hits or not expected else self._marker.found(text)

    def _matches_in(self, search: re.Pattern[str], folded: str) -> list[Hit]:
        return [
            (match.start(), match.end(), self._leaf_of.get(match[0], self._others))
            for match in search.finditer(folded)
            if not folded[match.start() - 1 : match.start()].isalnum()
        ]

    def _words_in(self, folded: str) -> list[Hit]:
        """The same where only words are looked for: to look for one after the other is ten times as quick."""
        hits = []
        for word, leaf in self._leaf_of.items():
            at = folded.find(word)
            while at >= 0:
                end = at + len(word)
                if not (folded[at - 1 : at].isalnum() or folded[end : end + 1].isalnum()):
                    hits.append((at, end, leaf))
                at = folded.find(word, end)
        return sorted(hits)


def _branches(leaf: Leaf, forms: list[tuple[str, ...]]) -> list[str]:
    """What to look for, as expressions without what must not follow."""
    match leaf:
        case Word():
            return list(forms[0])
        case Phrase():
            rest = "".join(f"{_BETWEEN}(?:{'|'.join(words) or '(?!)'})" for words in forms[1:])
            return [f"{word}{rest}" for word in forms[0]]
        case Pattern():
            return [f"{_LETTER}*".join(map(re.escape, leaf.text.split("*")))]
    raise TypeError(leaf)
