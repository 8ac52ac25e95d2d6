"""From a query to its results: searched as typed, and once more with near words where that finds nothing."""

from __future__ import annotations

from dataclasses import replace

from kb.search.inside import Inside, InsideAnswer
from kb.search.matching import Synonyms
from kb.search.results import Query, Results
from kb.search.search import Answer, Search
from kb.search.snapshot import Snapshot
from kb.search.spelling import correction

MOST_PER_PAGE = 100

_FEW = 2  # results; so few that a slip is worth asking about


def answer(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    """The results of a query; `took_ms` is left to the caller."""
    asked = replace(query, page=max(query.page, 1), per_page=min(max(query.per_page, 1), MOST_PER_PAGE))
    results = _inside(snapshot, asked, synonyms) if asked.inside else _documents(snapshot, asked, synonyms)
    if not results.total and not results.read_as and query.text.strip():
        nothing = "There is no word in what was typed."
        results = replace(results, remarks=(*results.remarks, nothing))
    return replace(results, query=query)


def _documents(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    search = Search(snapshot, query, synonyms)
    found = search.answer(query.text)
    meant = _meant(query.text, found, int(found.all_words.sum()))
    instead = search.answer(meant) if meant and not found.total else None
    shown = instead if instead and instead.total else found
    return Results(
        query=query,
        read_as=str(shown.reading),
        total=shown.total,
        took_ms=0.0,
        found=search.page(shown),
        facets=search.facets(shown),
        total_all_words=int(shown.all_words.sum()),
        did_you_mean=None if instead and shown is found else meant,
        remarks=_remarks(found, shown, query.text),
    )


def _inside(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    inside = Inside(snapshot, query, synonyms)
    found = inside.answer(query.text)
    meant = _meant(query.text, found, found.all_words)
    instead = inside.answer(meant) if meant and not found.total else None
    shown = instead if instead and instead.total else found
    return Results(
        query=query,
        read_as=str(shown.reading),
        total=shown.total,
        took_ms=0.0,
        found=inside.page(shown),
        total_all_words=shown.all_words,
        did_you_mean=None if instead and shown is found else meant,
        remarks=_remarks(found, shown, query.text),
    )


def _meant(text: str, found: Answer | InsideAnswer, all_words: int) -> str | None:
    """Another text, where what was typed finds little or misses a word."""
    if all_words and found.total > _FEW:
        return None
    return correction(text, found.reading, found.matcher)


def _remarks(found: Answer | InsideAnswer, shown: Answer | InsideAnswer, text: str) -> tuple[str, ...]:
    remarks = (*shown.reading.remarks, *shown.matcher.remarks)
    if shown is found:
        return remarks
    return (f"Nothing was found for “{text.strip()}”; these are the results for “{shown.reading}”.", *remarks)
