"""Telling words: those that passages have and the rest of the library mostly has not."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np

from kb.search.answers.search import Answer
from kb.search.language.tree import Pattern
from kb.search.moments import WordsOverTime
from kb.search.showing.quickmarks import QuickMarker
from kb.search.storage.snapshot import Numbers, Scores, Snapshot
from kb.search.words.analysis import occurrences, pieces
from kb.search.words.stemming import FRAMING, STOP_WORDS, listed, stem

FEWEST = 9  # moments; of fewer nothing can be said about then and now
MOST_MEETINGS = 20  # of each third, the best ones
PASSAGES = 2  # of each meeting, the best ones
WINDOW = 450  # characters read on either side of the words asked for
MOST_WORDS = 8  # shown of each list

_IN_SEVERAL = 3  # meetings of one third that a word must be in
_LIFT = 2.0  # times as frequent as in the whole library
_CHANGED = 2.0  # times as frequent as in the other third
_MOST_CANDIDATES = 150
_SHORTEST = 3
_PLAIN = listed(
    """able actually alone already although always another anything around ask back become behind best better
    big bit came case certain clear come comes course different does doing done early either else end enough even ever
    every everybody everyone example far find first five four full gave getting goes going good great hope however
    instead keep kind know last late later least less line long look looking lot made many may maybe meant might minute
    minutes month months much must need needed needs never new next nobody nothing often old one open others part
    perhaps place possible probably put quite rather really right second see seem seems seen set several shall show
    since six small somebody someone something sometimes soon sort start still sure take taken takes third three time
    times today together took toward towards try two use used uses usually want way ways week weeks went whatever
    whether whoever whole without word words work worked works year years yes yet action actions agenda notes
    attendees present apologies okay yeah um uh gonna gotta mean basically hundred thousand"""
)
"""Words of any meeting, whatever it is about."""
_SILENT = STOP_WORDS | FRAMING | _PLAIN


def words_over_time(
    answer: Answer, marking: QuickMarker, rows: Numbers, scores: Scores, moment_of: Numbers, ordered: Numbers
) -> WordsOverTime:
    """Compare what stands around the words asked for in the first third of the moments with the last third.

    `rows`, `scores`, `moment_of`: what brings it up, how well, and in which moment, shape (n,) each; `ordered`: the
    moments, oldest first. `marking` marks what was asked for.
    """
    if len(ordered) < FEWEST or not answer.reading.positive:
        return WordsOverTime()
    third = len(ordered) // 3
    own = _own_stems(answer)
    snapshot = answer.matcher.snapshot
    passages = snapshot.heads[snapshot.document_of[rows]] != rows
    rows, scores, moment_of = rows[passages], scores[passages], moment_of[passages]
    earlier, later = (
        _Sample.of(snapshot, marking, _best(rows, scores, moment_of, part), own)
        for part in (ordered[:third], ordered[-third:])
    )
    first, second, both = [], [], []
    for word, lift in _telling(snapshot, earlier, later).items():
        then, now = earlier.share(word), later.share(word)
        if then >= _CHANGED * now and earlier.counts[word] >= _IN_SEVERAL:
            first.append((word, (then - now) * math.log(lift)))
        elif now >= _CHANGED * then and later.counts[word] >= _IN_SEVERAL:
            second.append((word, (now - then) * math.log(lift)))
        elif min(earlier.counts[word], later.counts[word]) >= _IN_SEVERAL:
            both.append((word, min(then, now) * math.log(lift)))
    return WordsOverTime(
        earlier=_top(first, earlier),
        later=_top(second, later),
        throughout=_top(both, later),
        meetings=min(third, MOST_MEETINGS),
    )


def is_telling(word: str) -> bool:
    """May this word say what a text is about? Not where it is a number, very short, or in every text."""
    return len(word) >= _SHORTEST and word.isalpha() and word not in _SILENT


def _own_stems(answer: Answer) -> frozenset[str]:
    """Of the words asked for: they are in every passage, so they tell nothing."""
    found: set[str] = set()
    for leaf in answer.reading.positive:
        if isinstance(leaf, Pattern):
            found.update(stem(part) for part in leaf.text.split("*") if part)
        for words in answer.matcher.words(leaf):
            found.update(map(stem, words))
    return frozenset(found)


def _best(rows: Numbers, scores: Scores, moment_of: Numbers, moments: Numbers) -> list[list[int]]:
    """The rows with the best passages of these moments, moment by moment, the best moments first."""
    chosen = np.isin(moment_of, moments)
    rows, scores, moment_of = rows[chosen], scores[chosen], moment_of[chosen]
    found: dict[int, list[int]] = defaultdict(list)
    for place in np.lexsort((rows, -scores)).tolist():
        moment = int(moment_of[place])
        if moment not in found and len(found) == MOST_MEETINGS:
            continue
        if len(found[moment]) < PASSAGES:
            found[moment].append(int(rows[place]))
    return list(found.values())


@lru_cache(maxsize=50_000)
def _root(word: str) -> str:
    """The stem of a telling word, "" for others."""
    return stem(word) if is_telling(word) else ""


@dataclass
class _Sample:
    """The words of some meetings by their stem.

    Attributes:
        meetings: how many were read. counts: in how many of them each stem is.
        words: how often each word is there. texts: all that was read.
    """

    meetings: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, snapshot: Snapshot, marking: QuickMarker, meetings: Sequence[Iterable[int]], without: frozenset[str]
    ) -> _Sample:
        sample = cls(len(meetings))
        for rows in meetings:
            stems: set[str] = set()
            for row in rows:
                text = _around(snapshot.passage(row).text, marking)
                sample.texts.append(text)
                for word, places in occurrences(text).items():
                    root = _root(word)
                    if root and root not in without:
                        stems.add(root)
                        sample.words[word] += len(places)
            sample.counts.update(stems)
        return sample

    def share(self, root: str) -> float:
        return self.counts[root] / max(self.meetings, 1)

    def written(self, root: str) -> str:
        """The word most often written for this stem, in small letters where somebody wrote it so.

        "" for a name, that is a word with a capital wherever it stands, and for parts of a word with a hyphen.
        """
        forms = self._forms[root]
        word = max(forms, key=lambda form: (self.words[form], form))
        for text in self.texts:
            if word not in text.lower():
                continue
            for piece in pieces(text):
                form = text[piece.start : piece.end]
                if piece.word == word and not piece.joined and not form.istitle():
                    return form
        return ""

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            found[_root(word)].append(word)
        return found


def _around(text: str, marking: QuickMarker) -> str:
    """What stands around the first words asked for: whole words, about as much as people say in one breath."""
    found = marking.found(text, expected=False)  # it may stand in the heading alone
    middle = found[0][0] if found else 0
    start, end = max(middle - WINDOW, 0), middle + WINDOW
    begin = text.find(" ", start, middle) + 1 if start else 0
    return text[begin : end if end >= len(text) else max(text.rfind(" ", middle, end), middle)]


def _telling(snapshot: Snapshot, earlier: _Sample, later: _Sample) -> dict[str, float]:
    """How many times as frequent a stem is here as in the whole library, where that is much."""
    together = earlier.counts + later.counts
    candidates = [root for root, count in together.most_common() if count >= _IN_SEVERAL][:_MOST_CANDIDATES]
    meetings = earlier.meetings + later.meetings
    found = {}
    for root in candidates:
        rows = snapshot.rows_with(snapshot.with_stem(root))
        usual = 1 - (1 - min(rows / max(snapshot.live_row_count, 1), 1.0)) ** PASSAGES
        lift = max(earlier.share(root), later.share(root)) / max(usual, 1 / meetings / 100)
        if lift >= _LIFT:
            found[root] = lift
    return found


def _top(found: list[tuple[str, float]], sample: _Sample) -> tuple[str, ...]:
    """The best of them as they are written."""
    best = (sample.written(root) for root, _ in sorted(found, key=lambda each: (-each[1], each[0])))
    return tuple(islice(filter(None, best), MOST_WORDS))
