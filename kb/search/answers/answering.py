"""From a query to its results, and what is said of how it was read."""

from __future__ import annotations

from kb.search.answers.inside import Inside, InsideAnswer
from kb.search.answers.search import Answer, Search
from kb.search.finding.tagnames import with_tags_called
from kb.search.meaning.parts import parts
from kb.search.meaning.spelling import alike, meant, respelt
from kb.search.results import FacetValue, Found, Query, Results
from kb.search.storage.snapshot import Snapshot
from kb.search.words.synonyms import Synonyms

Facets = dict[str, tuple[FacetValue, ...]]


def answer(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> Results:
    """The results of a query; `took_ms` is left to the caller."""
    query = with_tags_called(snapshot, query)
    asked = query.within_bounds()
    found, shown, facets = (_inside if asked.inside else _documents)(snapshot, asked, synonyms)
    reading, remarks = found.reading, [*found.reading.remarks, *found.matcher.remarks]
    if not str(reading) and asked.text.strip():
        shown_anyway = "; everything is shown" if found.total else ""
        remarks.append(f"There is no word in what was typed{shown_anyway}.")
    return Results(
        query=query,
        read_as=str(reading),
        total=found.total,
        took_ms=0.0,
        found=shown,
        facets=facets,
        total_all_words=found.total_all_words,
        did_you_mean=meant(asked.text, reading, found.matcher, found.total, found.total_all_words),
        remarks=tuple(remarks),
        reading=parts(asked.text, reading, found.matcher),
        searched=respelt(asked.text, reading),
        alike=() if found.total else alike(reading, found.matcher),
    )


def _documents(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> tuple[Answer, tuple[Found, ...], Facets]:
    search = Search(snapshot, query, synonyms)
    found = search.answer(query.text)
    return found, search.page(found), search.facets(found)


def _inside(snapshot: Snapshot, query: Query, synonyms: Synonyms) -> tuple[InsideAnswer, tuple[Found, ...], Facets]:
    """Its passages are all of one document, so there is nothing to count by."""
    inside = Inside(snapshot, query, synonyms)
    found = inside.answer(query.text)
    return found, inside.page(found), {}
