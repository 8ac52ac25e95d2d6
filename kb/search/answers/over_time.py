"""A query over time: in which meetings it came up, when first and last, and among which words.

What counts is a meeting, not a passage: all that one group has of one date, meetings with names of their own apart
(kb.search.answers.gathered). A passage brings it up where it has all the words; of a document that has them only here
and there, its best passage speaks. Everything but the moments shown and the words is arrays, so a search that finds
half of a large library costs little more than one that finds ten notes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kb.model import PartialDate
from kb.search.answers.gathered import Gathered
from kb.search.answers.periods import periods
from kb.search.answers.search import Answer, Search, allowed_rows, documents_with, marker, shown_passage
from kb.search.answers.telling import words_over_time
from kb.search.finding.evaluation import Evaluation
from kb.search.finding.ranking import score
from kb.search.finding.tagnames import with_tags_called
from kb.search.language.query import parse
from kb.search.meaning.parts import parts
from kb.search.meaning.spelling import meant, respelt
from kb.search.moments import Moment, OverTime, WordsOverTime
from kb.search.results import FacetValue, Found, Query
from kb.search.showing.quickmarks import QuickMarker
from kb.search.storage.runs import starts
from kb.search.storage.snapshot import Mask, Numbers, Scores, Snapshot
from kb.search.words.synonyms import Synonyms


def over_time(snapshot: Snapshot, query: Query, synonyms: Synonyms, words: bool) -> OverTime:
    """The query's moments; `took_ms` is left to the caller. A search inside one document is made in all of them.

    `words`: also those that came with it.
    """
    query = with_tags_called(snapshot, query)
    asked = replace(query, inside=None).within_bounds()
    answer = Search(snapshot, asked, synonyms).answer(asked.text)
    reading, matcher = answer.reading, answer.matcher
    remarks = [*reading.remarks, *matcher.remarks]
    mentions = _mentions(snapshot, asked, answer, remarks)
    moments = Gathered.of(snapshot, mentions.rows[mentions.dated], mentions.scores[mentions.dated])
    dated = np.zeros(snapshot.documents, bool)
    dated[snapshot.document_of[mentions.rows[mentions.dated]]] = True
    shown = _Shown(snapshot, answer, mentions, moments)
    counted, unplaced = periods(snapshot, moments.first, moments.last, moments.groups)
    begin = (asked.page - 1) * asked.per_page
    chosen = moments.ordered(oldest_first=asked.sort == "oldest")[begin : begin + asked.per_page]
    ends = moments.ordered(oldest_first=True)
    return OverTime(
        query=query,
        read_as=str(reading),
        took_ms=0.0,
        total=moments.total,
        documents=int(dated.sum()),
        undated=int((mentions.documents & ~dated).sum()),
        first=shown.moment(int(ends[0])) if len(ends) else None,
        last=shown.moment(int(ends[-1])) if len(ends) else None,
        periods=counted,
        unplaced=unplaced,
        groups=_groups(snapshot, moments.groups),
        moments=tuple(map(shown.moment, chosen.tolist())),
        words=_said_with_it(answer, mentions, moments) if words else WordsOverTime(),
        did_you_mean=meant(asked.text, reading, matcher, answer.total, answer.total_all_words),
        remarks=tuple(remarks),
        reading=parts(asked.text, reading, matcher),
        searched=respelt(asked.text, reading),
    )


def _said_with_it(answer: Answer, mentions: _Mentions, moments: Gathered) -> WordsOverTime:
    rows, scores = mentions.rows[mentions.dated], mentions.scores[mentions.dated]
    oldest_first = moments.ordered(oldest_first=True)
    return words_over_time(answer, mentions.marking, rows, scores, moments.of_row, oldest_first)


@dataclass(frozen=True)
class _Mentions:
    """The rows that bring it up.

    Attributes:
        documents: in which, shape (documents,).
        rows, scores: shape (n,); the row of a head where only title or tags say it.
        dated: of these rows, those that have a date, shape (n,).
        marking: marks what was looked for.
    """

    documents: Mask
    rows: Numbers
    scores: Scores
    dated: Mask
    marking: QuickMarker


def _mentions(snapshot: Snapshot, query: Query, answer: Answer, remarks: list[str]) -> _Mentions:
    scores, marking = answer.scores.rows, marker(answer.reading, answer.matcher)
    documents, rows = answer.all_words, np.empty(0, np.int64)
    if answer.reading.positive:
        allowed = allowed_rows(snapshot, query, answer.reading)
        _, whole, counts = Evaluation(answer.matcher, by_row=True, allowed=allowed).coverage(answer.reading)
        if not documents.any() and answer.total:
            counts = np.where(answer.matching[snapshot.document_of] & answer.passages, counts, 0)
            whole = (counts == counts.max()) & (counts > 0)
            documents = documents_with(snapshot, whole)
            remarks.append(f"Nothing has all the words; counted is what has {counts.max()} of {_wanted(answer)}.")
        if allowed is not None:
            whole &= allowed
        rows = np.flatnonzero(whole & documents[snapshot.document_of])
    elif labels := _labels(snapshot, query):
        named = parse(labels)
        scores, marking = score(answer.matcher, named.positive).rows, marker(named, answer.matcher)
    lacking = documents.copy()
    lacking[snapshot.document_of[rows]] = False
    rows = np.concatenate([rows, _speaking(snapshot, query, answer, lacking, scores)])
    return _Mentions(documents, rows, scores[rows], snapshot.row_days[0][rows] > 0, marking)


def _wanted(answer: Answer) -> int:
    return len(answer.reading.wanted)


def _labels(snapshot: Snapshot, query: Query) -> str:
    """The tags of a query without words: where a document names them is what is shown of it."""
    column = snapshot.column("tag")
    labels = dict(zip(column.values, column.labels, strict=True))
    return " ".join(labels[tag] for tag in query.tags if tag in labels)


def _speaking(snapshot: Snapshot, query: Query, answer: Answer, documents: Mask, scores: Scores) -> Numbers:
    """For each of these documents the one row that speaks for it: its best passage, else its head."""
    allowed = allowed_rows(snapshot, query, answer.reading)
    candidates = (scores > 0) & documents[snapshot.document_of] & snapshot.live_rows
    candidates[snapshot.heads] = False
    if allowed is not None:
        candidates &= allowed
    rows = np.concatenate([np.flatnonzero(candidates), snapshot.heads[documents]])
    owners = snapshot.document_of[rows]
    rows = rows[np.lexsort((rows, -scores[rows], owners))]
    return rows[starts(snapshot.document_of[rows])]


class _Shown:
    """Moments as results."""

    def __init__(self, snapshot: Snapshot, answer: Answer, mentions: _Mentions, moments: Gathered) -> None:
        self._snapshot, self._answer, self._mentions, self._moments = snapshot, answer, mentions, moments
        self._made: dict[int, Moment] = {}

    def moment(self, number: int) -> Moment:
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def _make(self, number: int) -> Moment:
        snapshot, moments = self._snapshot, self._moments
        row = int(moments.best[number])
        document = int(snapshot.document_of[row])
        is_head = row == snapshot.heads[document]
        passages = () if is_head else (shown_passage(self._answer.matcher, row, self._mentions.marking),)
        head = snapshot.head(document)
        iso = partial_date(int(moments.first[number]), int(moments.last[number])).iso
        own = passages[0].date if passages and iso != head.date else None
        return Moment(
            Found(**head._asdict(), passages=passages, more=int(moments.passages[number]) - 1),
            date=iso,
            date_display=own or head.date_display,
            documents=int(moments.documents[number]),
        )


def partial_date(first: int, last: int) -> PartialDate:
    """The date whose first and last day, as ordinals, these are."""
    begin, end = date.fromordinal(first), date.fromordinal(last)
    if begin == end:
        return PartialDate.of(begin)
    return PartialDate(begin.year, begin.month if begin.month == end.month else None)


def _groups(snapshot: Snapshot, groups: Numbers) -> tuple[FacetValue, ...]:
    column = snapshot.column("group")
    counts = np.bincount(groups + 1, minlength=len(column.values) + 1).tolist()
    names = [("", "No group"), *zip(column.values, column.labels, strict=True)]
    found = [FacetValue(value, label, count) for (value, label), count in zip(names, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda each: (not each.value, -each.count, each.label.casefold())))
