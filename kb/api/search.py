"""/api/v1/search and /api/v1/suggest: the search page's twins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from kb.api.shapes import (
    DidYouMean,
    DocumentFound,
    Facets,
    FacetShape,
    PartShape,
    PassageFound,
    SearchAnswer,
    Suggestions,
    SuggestionShape,
)
from kb.search import Found, FoundPassage, Part, Query, Results, Suggestion
from kb.web.plain.addresses import (
    document_address,
    group_address,
    passage_address,
    search_address,
    tag_address,
    toggles,
)
from kb.web.plain.asked import query_of
from kb.web.serving.headers import etag_of
from kb.web.serving.visit import Visiting

router = APIRouter()


def _parameter(name: str, description: str, example: str = "", *, many: bool = False) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "examples": [example]} if example else {"type": "string"}
    schema = {"type": "array", "items": text} if many else text
    return {"name": name, "in": "query", "description": description, "schema": schema}


# Read by kb.web.plain.asked, which forgives what it cannot use; here for the API's description alone.
PARAMETERS = [
    _parameter("q", 'Words, "phrases", -without, OR, ( ), word*, tag: group: kind: title: date:', "market engagement"),
    _parameter("tag", "Only documents with one of these tags.", "procurement", many=True),
    _parameter("group", "Only documents of one of these groups.", "pogo", many=True),
    _parameter("kind", "Only notes, agenda, resource, group or page.", "notes", many=True),
    _parameter("year", "Only documents of one of these years.", "2020", many=True),
    _parameter("from", "Only from this day, month or year on.", "2020-02"),
    _parameter("to", "Only up to this day, month or year.", "2020-06-30"),
    _parameter("in", "Search the passages of the document with this id.", "k7w3qd"),
    _parameter("sort", "best, newest or oldest.", "newest"),
    _parameter("page", "From 1.", "1"),
    _parameter("per_page", "1 to 100 documents; with `in`, passages.", "10"),
    _parameter("v", "The version of the query language a saved search was made for.", "1"),
]


@router.get("/search", summary="Search the library", openapi_extra={"parameters": PARAMETERS})
def search(visit: Visiting, response: Response) -> SearchAnswer:
    """Documents with their best passages, counted filters, and how the query was read. Takes what /search takes.

    Words are whole: only the page takes a last word that nothing fits for one still being typed. `procur*` asks for it.
    """
    query, left_out = query_of(visit.request.query_params)
    results = visit.parts.index.search(query, visit.audiences)
    answer = search_answer(results, left_out)
    # How long it took is no part of what was found: the same answer keeps its ETag.
    response.headers["ETag"] = etag_of(answer.model_copy(update={"took_ms": 0.0}).model_dump_json().encode())
    return answer


@router.get("/suggest", summary="Suggestions for a search being typed", response_model_exclude_none=True)
def suggest(visit: Visiting, q: str = "") -> Suggestions:
    """Titles, tags, groups, then passages."""
    found = visit.parts.index.suggest(q[:200], visit.audiences)
    return Suggestions(suggestions=[_suggestion(s, q) for s in found])


def search_answer(results: Results, left_out: tuple[str, ...] = ()) -> SearchAnswer:
    """Results in the shape of the API; `left_out` are remarks about the address itself."""
    query = results.query
    meant = results.did_you_mean
    toggle = toggles(query)
    return SearchAnswer(
        query=query.text,
        read_as=results.read_as,
        reading=[part_shape(query, part) for part in results.reading],
        total=results.total,
        took_ms=round(results.took_ms, 1),
        page=query.page,
        per_page=query.per_page,
        did_you_mean=DidYouMean(query=meant, url=search_address(type(query)(text=meant))) if meant else None,
        alike=[DidYouMean(query=word, url=search_address(Query(text=word))) for word in results.alike],
        remarks=[*left_out, *results.remarks],
        results=[document_found(found, results.searched) for found in results.found],
        facets=Facets(**{name: _facet(results, name, toggle) for name in ("tag", "group", "kind", "year")}),
    )


def part_shape(query: Query, part: Part, address: Callable[[Query], str] = search_address) -> PartShape:
    """A part of a reading in the shape of the API; `address`: of the search without it."""
    url = address(replace(query, text=part.without, page=1)) if part.without is not None else None
    return PartShape(kind=part.kind, label=part.label, without=part.without, url=url)


def document_found(found: Found, text: str) -> DocumentFound:
    """A found document in the shape of the API; its addresses mark the words of `text`."""
    return DocumentFound(
        id=found.id,
        url=document_address(found.id, found.slug),
        title=found.title,
        kind=found.kind,
        group=found.group,
        date=found.date,
        tags=[slug for slug, _ in found.tags],
        passages=[_passage(found, passage, text) for passage in found.passages],
        more=found.more,
    )


def _passage(found: Found, passage: FoundPassage, text: str) -> PassageFound:
    return PassageFound(
        heading=passage.heading,
        parents=list(passage.parents),
        anchor=passage.anchor,
        url=passage_address(found, passage, text),
        snippet=passage.snippet,
        date=passage.date,
    )


def _facet(results: Results, name: str, toggle: Callable[[str, str], str]) -> list[FacetShape]:
    return [
        FacetShape(
            value=value.value,
            label=value.label,
            count=value.count,
            selected=value.selected,
            url=toggle(name, value.value),
        )
        for value in results.facets.get(name, ())
    ]


def _suggestion(found: Suggestion, typed: str) -> SuggestionShape:
    match found.kind:
        case "tag":
            url = tag_address(found.target)
        case "group":
            url = group_address(found.target)
        case "title":
            url = document_address(found.target, found.slug)
        case "passage":
            url = document_address(found.target, found.slug, anchor=found.anchor, part=found.part, marks=typed)
    return SuggestionShape(kind=found.kind, label=found.label, url=url, document=found.document or None)
