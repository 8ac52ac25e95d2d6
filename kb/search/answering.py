"""From a query to its results, and what is said of how it was read."""

from __future__ import annotations

from dataclasses import replace

from kb.search.inside import Inside, InsideAnswer
from kb.search.parts import parts
from kb.search.results import Query, Results
from kb.search.search import Answer, Search
from kb.search.snapshot import Snapshot
from kb.search.spelling import correction, respelt
from kb.search.synonyms import Synonyms
from kb.search.tagnames import with_tags_called

MOST_PER_PAGE = 100

_FEW = 2  # results; so few that a slip is worth asking about


def answer(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    """The results of a query; `took_ms` is left to the caller."""
    query = with_tags_called(snapshot, query)
    asked = replace(query, page=max(query.page, 1), per_page=min(max(query.per_page, 1), MOST_PER_PAGE))
    results = _inside(snapshot, asked, synonyms) if asked.inside else _documents(snapshot, asked, synonyms)
    if not results.total and not results.read_as and query.text.strip():
        nothing = "There is no word in what was typed."
        results = replace(results, remarks=(*results.remarks, nothing))
    return replace(results, query=query)


def _documents(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    search = Search(snapshot, query, synonyms)
    found = search.answer(query.text)
    all_words = int(found.all_words.sum())
    return replace(
        _told(query, found, all_words),
        found=search.page(found),
        facets=search.facets(found),
    )


def _inside(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    inside = Inside(snapshot, query, synonyms)
    found = inside.answer(query.text)
    return replace(_told(query, found, found.all_words), found=inside.page(found))


def _told(query: Query, found: Answer | InsideAnswer, all_words: int) -> Results:
    """What is said of an answer beside what it found."""
    reading = found.reading
    return Results(
        query=query,
        read_as=str(reading),
        total=found.total,
        took_ms=0.0,
        found=(),
        total_all_words=all_words,
        did_you_mean=_meant(query.text, found, all_words),
        remarks=(*reading.remarks, *found.matcher.remarks),
        reading=parts(query.text, reading, found.matcher),
        searched=respelt(query.text, reading),
    )


def _meant(text: str, found: Answer | InsideAnswer, all_words: int) -> str | None:
    """Another text, where what was typed finds little or has a word that no notes have."""
    if all_words and found.total > _FEW and not found.reading.instead:
        return None
    return correction(text, found.reading, found.matcher)
