"""The search page."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.web.addresses import search_address, toggles
from kb.web.asked import query_of
from kb.web.nothing import filters_of, nearby, without_one
from kb.web.timeline import timeline
from kb.web.visit import Visiting

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
        toggle=toggles(query),
        page_address=lambda number: search_address(replace(query, page=number)),
        sorted_by=lambda sort: search_address(replace(query, sort=sort, page=1)),
        instead=search_address(replace(query, text=results.did_you_mean, page=1)) if results.did_you_mean else None,
        pages=pages,
        everywhere=search_address(replace(query, inside=None, page=1)),
        chips=[(name, search_address(fewer)) for name, fewer in filters_of(query, results)],
        without=without_one(query, results, visit) if not results.total else [],
        nearby=nearby(query, visit) if not results.total else [],
        timeline=timeline(results),
    )
