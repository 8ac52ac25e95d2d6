"""The search page."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.search import Query, Results
from kb.web.addresses import search_address, toggled
from kb.web.asked import query_of
from kb.web.visit import Visiting
from kb.web.words import kind

router = APIRouter()

_FEWEST_YEARS, _MOST_YEARS = 4, 40


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
        timeline=_timeline(results),
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


def _timeline(results: Results) -> list[tuple[int, int, int]]:
    """How many documents each year has, for the small picture: (year, count, height in percent), no year left out.

    Empty where there are too few years for a picture, or so many that bars would be hairs.
    """
    years_found = (value for value in results.facets.get("year", ()) if value.value.isdecimal())
    counts = {int(value.value): value.count for value in years_found}
    if len(counts) < _FEWEST_YEARS or max(counts) - min(counts) >= _MOST_YEARS:
        return []
    most = max(counts.values())
    years = range(min(counts), max(counts) + 1)
    return [(year, counts.get(year, 0), round(100 * counts.get(year, 0) / most)) for year in years]
