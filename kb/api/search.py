"""/api/v1/search and /api/v1/suggest: the search page's twins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kb.api.shapes import (
    DidYouMean,
    DocumentFound,
    Facets,
    FacetShape,
    PassageFound,
    SearchAnswer,
    Suggestions,
    SuggestionShape,
)
from kb.search import Found, FoundPassage, Results, Suggestion
from kb.web.addresses import document_address, group_address, passage_address, search_address, tag_address, toggled
from kb.web.asked import query_of
from kb.web.headers import etag_of
from kb.web.visit import Visiting

router = APIRouter()


@router.get("/search", summary="Search the library")
def search(
    visit: Visiting,
    response: Response,
    q: Annotated[
        str,
        Query(
            description='Words, "phrases", -without, OR, ( ), word*, tag: group: kind: title: date: from: to:, #tag.',
            examples=["market engagement"],
        ),
    ] = "",
    tag: Annotated[list[str], Query(description="Only documents with one of these tags.")] = [],
    group: Annotated[list[str], Query(description="Only documents of one of these groups.")] = [],
    kind: Annotated[list[str], Query(description="notes, agenda, resource, group or page.")] = [],
    year: Annotated[list[str], Query(description="Four digits.")] = [],
    since: Annotated[str, Query(alias="from", description="Only from this day, month or year on.")] = "",
    to: Annotated[str, Query(description="Only up to this day, month or year.")] = "",
    inside: Annotated[str, Query(alias="in", description="Search the passages of the document with this id.")] = "",
    sort: Annotated[str, Query(description="best, newest or oldest.")] = "best",
    page: Annotated[str, Query(description="From 1.")] = "1",
    per_page: Annotated[str, Query(description="1 to 100; with `in`, passages.")] = "10",
) -> SearchAnswer:
    """Documents with their best passages, counted filters, and how the query was read. Takes what /search takes."""
    query, left_out = query_of(visit.request.query_params)
    results = visit.parts.index.search(query, visit.audiences)
    answer = search_answer(results, left_out)
    # How long it took is no part of what was found: the same answer keeps its ETag.
    response.headers["ETag"] = etag_of(answer.model_copy(update={"took_ms": 0.0}).model_dump_json().encode())
    return answer


@router.get("/suggest", summary="Suggestions for a search being typed")
def suggest(visit: Visiting, q: str = "") -> Suggestions:
    """Titles, tags, groups, then passages."""
    found = visit.parts.index.suggest(q[:200], visit.audiences)
    return Suggestions(suggestions=[_suggestion(s, q) for s in found])


def search_answer(results: Results, left_out: tuple[str, ...] = ()) -> SearchAnswer:
    """Results in the shape of the API; `left_out` are remarks about the address itself."""
    query = results.query
    meant = results.did_you_mean
    return SearchAnswer(
        query=query.text,
        read_as=results.read_as,
        total=results.total,
        took_ms=round(results.took_ms, 1),
        page=query.page,
        per_page=query.per_page,
        did_you_mean=DidYouMean(query=meant, url=search_address(type(query)(text=meant))) if meant else None,
        remarks=[*left_out, *results.remarks],
        results=[_document(found, query.text) for found in results.found],
        facets=Facets(**{name: _facet(results, name) for name in ("tag", "group", "kind", "year")}),
    )


def _document(found: Found, text: str) -> DocumentFound:
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
        anchor=passage.anchor,
        url=passage_address(found, passage, text),
        snippet=passage.snippet,
        date=passage.date,
    )


def _facet(results: Results, name: str) -> list[FacetShape]:
    return [
        FacetShape(
            value=value.value,
            label=value.label,
            count=value.count,
            selected=value.selected,
            url=search_address(toggled(results.query, name, value.value)),
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
    return SuggestionShape(kind=found.kind, label=found.label, url=url)
