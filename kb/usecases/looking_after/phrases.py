"""Phrases known again in a text, however many there are, in one walk through it (Aho and Corasick's way, by words)."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import deque
from collections.abc import Iterable

Phrase = tuple[str, ...]

_ALONE = (  # letters of writing without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han
    "\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+")
_LETTER = re.compile(rf"[{_ALONE}]")
_UNHEARD = {at: None for at in range(0x300, 0xFFFF) if unicodedata.category(chr(at)) in {"Mn", "Mc", "Me", "Cf"}}
"""Marks and what nobody sees: they neither part words nor make others of them."""


def words_of(text: str) -> Phrase:
    """The words of a text, without regard to case and accents put on apart; each letter where words stand unspaced."""
    return tuple(map(sys.intern, _WORD.findall(unicodedata.normalize("NFKC", text).casefold().translate(_UNHEARD))))


def halves(phrase: Phrase) -> int:
    """How long it is, in half words: as much says a letter where words stand unspaced."""
    return sum(1 if _LETTER.match(word) else 2 for word in phrase)


class Phrases:
    """What to know again. A place in a text is a number: 0 where nothing of any phrase has begun."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._whole: list[Phrase] = [()]
        for phrase in phrases:
            self._add(phrase)
        self._falls = [0] * len(self._next)
        self._ends = [each if whole else 0 for each, whole in enumerate(self._whole)]
        waiting = deque(self._next[0].values())
        while waiting:
            place = waiting.popleft()
            for word, further in self._next[place].items():
                self._falls[further] = self.after(self._falls[place], word)
                waiting.append(further)
            self._ends[place] = self._ends[self._falls[place]] or self._ends[place]

    def after(self, place: int, word: str) -> int:
        """The place after this word."""
        while place and word not in self._next[place]:
            place = self._falls[place]
        return self._next[place].get(word, 0)

    def ended(self, place: int) -> int:
        """How many words has the shortest phrase that ends at this place? 0 where none does."""
        return len(self._whole[self._ends[place]])

    def are_in(self, words: Phrase) -> bool:
        """Does one of them stand in these words?"""
        place = 0
        for word in words:
            place = self.after(place, word)
            if self._ends[place]:
                return True
        return False

    def those_in(self, texts: Iterable[Phrase]) -> set[Phrase]:
        """All that stand in one of these texts."""
        seen = {0}
        for words in texts:
            place = 0
            for word in words:
                at = place = self.after(place, word)
                while at not in seen:
                    seen.add(at)
                    at = self._falls[at]
        return {self._whole[place] for place in seen if self._whole[place]}

    def _add(self, phrase: Phrase) -> None:
        place = 0
        for word in phrase:
            further = self._next[place].setdefault(word, len(self._next))
            if further == len(self._next):
                self._next.append({})
                self._whole.append(())
            place = further
        self._whole[place] = phrase
