"""The search page."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kb.search import Query, Results
from kb.web.addresses import search_address, toggled
from kb.web.asked import query_of
from kb.web.timeline import timeline
from kb.web.visit import Visit, Visiting
from kb.web.words import kind

router = APIRouter()


@router.get("/search")
def search(visit: Visiting) -> Response:
    query, left_out = query_of(visit.request.query_params)
    results = visit.parts.index.search(query, visit.audiences)
    pages = max(1, -(-results.total // query.per_page))
    return visit.page(
        "search.html",
        box=query.text,
        query=query,
        results=results,
        remarks=(*left_out, *results.remarks),
        inside=visit.catalog.document(query.inside, visit.audiences) if query.inside else None,
        toggle=lambda facet, value: search_address(toggled(query, facet, value)),
        page_address=lambda number: search_address(replace(query, page=number)),
        sorted_by=lambda sort: search_address(replace(query, sort=sort, page=1)),
        instead=search_address(replace(query, text=results.did_you_mean, page=1)) if results.did_you_mean else None,
        pages=pages,
        everywhere=search_address(replace(query, inside=None, page=1)),
        chips=_chips(query, results),
        without=_without(query, visit) if not results.total else [],
        timeline=timeline(results),
    )


def _chips(query: Query, results: Results) -> list[tuple[str, str]]:
    """What narrows this search: in words, with the address of the search without it."""
    chips = [
        (value.label if facet != "kind" else kind(value.value), search_address(toggled(query, facet, value.value)))
        for facet, values in results.facets.items()
        for value in values
        if value.selected
    ]
    if query.since:
        chips.append((f"from {query.since:%-d %B %Y}", search_address(replace(query, since=None, page=1))))
    if query.until:
        chips.append((f"up to {query.until:%-d %B %Y}", search_address(replace(query, until=None, page=1))))
    return chips


def _without(query: Query, visit: Visit) -> list[tuple[int, str]]:
    """Where filters leave nothing: how many each would leave if it alone were taken out, with that address; most first.

    Only filters that help are there.
    """
    taken_out: list[dict[str, Any]] = [
        *({field: ()} for field in ("tags", "groups", "kinds", "years") if getattr(query, field)),
        *([{"since": None, "until": None}] if query.since or query.until else []),
    ]
    fewer = [replace(query, **fields) for fields in taken_out]
    counted = [
        (visit.parts.index.search(replace(one, page=1, per_page=1), visit.audiences).total, one) for one in fewer
    ]
    counted.sort(key=lambda each: -each[0])
    return [(total, search_address(replace(one, page=1))) for total, one in counted if total]
