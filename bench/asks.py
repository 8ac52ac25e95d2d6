"""What is asked of every engine: words, pairs, phrases, prefixes, questions and filters out of the library itself."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kb.model import PUBLIC
from kb.search import Entry

Shape = Literal["all", "phrase", "prefix", "any"]

ROWS = ("one word", "two words", "phrase", "prefix", "question", "filter, newest first")
"""The kinds of question, in the order of the tables."""

_WORD = re.compile(r"[a-z]+")
_SHORTEST = 4  # letters
_WINDOW = 30  # words: questions are about things that stand near each other
_FRAMES = (
    "What did the group say about {0} and {1} when they discussed {2}?",
    "Why did they change their mind about {0}, {1} or {2}?",
    "Summarise the discussion of {0}, {1} and the {2} problem.",
    "How should the team handle {0} with {1} before the next {2}?",
)
_EVERYWHERE_WORDS = """
about after again all also and any are around because been before being between both but can could did does each even
every for from had has have how into its just like more most much not now off only other our out over same she
should
some such than that the their them then there these they this those through too under until very was were what when
where which while who whom whose why will with within without would you your
"""
_EVERYWHERE = frozenset(_EVERYWHERE_WORDS.split())


@dataclass(frozen=True)
class Ask:
    """One question.

    Attributes:
        text: as a person types it into the search box.
        words, shape: the same for engines without such a box: all of the words, the phrase, the prefix, any of them.
        tag, kind: filters, None where there is none.
        newest: sorted by date, else by relevance.
    """

    text: str
    words: tuple[str, ...]
    shape: Shape
    tag: str | None = None
    kind: str | None = None
    newest: bool = False


@dataclass(frozen=True)
class Asks:
    """Questions by row, and beginnings of words for the suggestions."""

    rows: dict[str, tuple[Ask, ...]]
    beginnings: tuple[str, ...]

    def mixed(self) -> list[Ask]:
        """All of them, as a crowd asks: in turns."""
        return [ask for together in zip(*self.rows.values(), strict=True) for ask in together]


def make_asks(entries: Iterable[Entry], each: int, seed: int = 20) -> Asks:
    """`each` questions for every row, of words that stand in 1–5% and in 10–35% of the public documents.

    Filters are by the ten most frequent tags, so that they leave something.
    """
    chance = random.Random(seed)
    texts, tags = [], Counter[str]()
    for entry in entries:
        if entry.audience == PUBLIC and entry.passages:
            texts.append(max(entry.passages, key=lambda passage: len(passage.text)).text.lower())
            tags.update(tag.slug for tag in entry.document.tags)
    common, middling = _by_frequency(texts)
    known = {*common, *middling}
    frequent = sorted(tags, key=lambda tag: (-tags[tag], tag))[:10]
    rows = {}
    for row in ROWS:
        asks = []
        for number in range(each):
            one = chance.choice(common if number % 2 else middling)
            words = _WORD.findall(chance.choice(texts))
            start = chance.randrange(max(len(words) - _WINDOW, 1))
            asks.append(_ask(row, chance, one, words[start : start + _WINDOW], known, frequent))
        rows[row] = tuple(asks)
    beginnings = tuple(chance.choice(middling)[: chance.randint(2, 4)] for _ in range(each))
    return Asks(rows, beginnings)


def _by_frequency(texts: list[str]) -> tuple[list[str], list[str]]:
    found = Counter(word for text in texts for word in set(_WORD.findall(text)))
    usable = {w: n for w, n in found.items() if len(w) >= _SHORTEST and w not in _EVERYWHERE and n >= 2}
    ordered = sorted(usable, key=lambda word: (-usable[word], word))
    share = 1 / max(len(texts), 1)
    common = [w for w in ordered if 0.10 <= usable[w] * share <= 0.35]
    middling = [w for w in ordered if 0.01 <= usable[w] * share <= 0.05]
    return common or ordered[:20], middling or ordered


def _ask(row: str, chance: random.Random, one: str, run: list[str], known: set[str], tags: list[str]) -> Ask:
    """`run`: neighbouring words of one note, in order; `known` are those worth asking for."""
    near = [word for word in dict.fromkeys(run) if word in known]
    match row:
        case "two words":
            two = tuple([*near, one, one][:2])
            return Ask(" ".join(two), two, "all")
        case "phrase":
            pair = _pair(run, known) or (one,)
            return Ask(f'"{" ".join(pair)}"', pair, "phrase")
        case "prefix":
            start = _beginning(one)
            return Ask(f"{start}*", (start,), "prefix")
        case "question":
            text = chance.choice(_FRAMES).format(*[*near, one, one, one][:3])
            words = tuple(w for w in dict.fromkeys(_WORD.findall(text.lower())) if w not in _EVERYWHERE and len(w) > 2)
            return Ask(text, words, "any")
        case "filter, newest first":
            return Ask(one, (one,), "all", tag=chance.choice(tags) if tags else None, kind="notes", newest=True)
        case _:
            return Ask(one, (one,), "all")


def _beginning(word: str) -> str:
    """Three letters or more that no word said everywhere begins with; short, since some engines know stems alone."""
    lengths = range(max(3, min(5, len(word) - 2)), len(word))
    return next((word[:n] for n in lengths if not any(w.startswith(word[:n]) for w in _EVERYWHERE)), word)


def _pair(run: list[str], known: set[str]) -> tuple[str, str] | None:
    """Two neighbours, at least one of them worth asking for."""
    pairs = itertools.pairwise(run)
    return next(((a, b) for a, b in pairs if b in known and len(a) >= 3 and a not in _EVERYWHERE), None)
