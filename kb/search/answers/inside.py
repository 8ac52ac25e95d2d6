"""Searching inside one document: its passages, ranked or in their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.search.answers.search import allowed_rows, marker, shown_passage
from kb.search.finding.evaluation import Evaluation
from kb.search.finding.matching import Matcher
from kb.search.finding.ranking import score, spread
from kb.search.language.tree import Reading
from kb.search.meaning.readings import readings
from kb.search.meaning.understanding import first_that_finds, understood
from kb.search.results import Found, Query
from kb.search.storage.snapshot import Numbers, Snapshot
from kb.search.words.synonyms import Synonyms


@dataclass(frozen=True)
class InsideAnswer:
    """What a text finds in one document.

    Attributes:
        document: its number, None where the viewer has no such document.
        rows: passages that answer, in the order asked for. total_all_words: how many have all the words.
    """

    reading: Reading
    matcher: Matcher
    document: int | None
    rows: Numbers
    total_all_words: int

    @property
    def total(self) -> int:
        return len(self.rows)


class Inside:
    """One query on the passages of the document that its `inside` names."""

    def __init__(self, snapshot: Snapshot, query: Query, synonyms: Synonyms) -> None:
        self.snapshot = snapshot
        self.query = query
        self.synonyms = synonyms

    def answer(self, text: str) -> InsideAnswer:
        """Best first; with `sort` oldest as they stand in the document, with newest the other way round."""
        tried = readings(text, self.snapshot, self.query.today, inside=True)
        return first_that_finds(self._answer(reading, text) for reading in tried)

    def _answer(self, reading: Reading, text: str) -> InsideAnswer:
        snapshot = self.snapshot
        reading, matcher = understood(text, reading, snapshot, self.synonyms)
        document = snapshot.with_id(self.query.inside or "")
        if document is None:
            return InsideAnswer(reading, matcher, None, np.empty(0, np.int64), 0)
        allowed = allowed_rows(snapshot, self.query, reading)
        matching, all_words, _ = Evaluation(matcher, by_row=True, allowed=allowed).coverage(reading)
        own = snapshot.rows_of(document)
        matching[: own.start] = matching[own.stop :] = False
        if allowed is not None:
            matching &= allowed
        rows = np.flatnonzero(matching)
        if self.query.sort == "newest":
            rows = rows[::-1]
        elif self.query.sort == "best" and reading.positive:
            scores = score(matcher, reading.positive, allowed).rows[rows]
            scores = spread(scores, snapshot.section_of[rows])
            rows = rows[np.lexsort((rows, -scores))]
        return InsideAnswer(reading, matcher, document, rows, int(all_words[rows].sum()))

    def page(self, answer: InsideAnswer) -> tuple[Found, ...]:
        """The document with the passages of the page asked for; nothing where no passage answers."""
        if answer.document is None or not len(answer.rows):
            return ()
        first = (max(self.query.page, 1) - 1) * self.query.per_page
        rows = answer.rows[first : first + self.query.per_page].tolist()
        marking = marker(answer.reading, answer.matcher)
        shown = tuple(shown_passage(answer.matcher, row, marking) for row in rows)
        head = self.snapshot.head(answer.document)
        return (
            Found(
                **head._asdict(),
                passages=shown,
                more=max(len(answer.rows) - first - len(shown), 0),
                all_words=answer.total_all_words > 0,
            ),
        )
