"""All tags, and the documents of one."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import slug as slug_of
from kb.search import Query
from kb.web.addresses import search_address, tag_address
from kb.web.asked import query_of
from kb.web.timeline import timeline
from kb.web.visit import NotFound, Visiting

router = APIRouter()

_NEIGHBOURS = 6


@router.get("/tags")
def tags(visit: Visiting) -> Response:
    found = visit.parts.index.tags(visit.audiences)
    return visit.page("tags.html", tags=sorted(found, key=lambda tag: tag.label.casefold()), most=found[:12])


@router.get("/tags/{slug}")
def tag(slug: str, visit: Visiting) -> Response:
    found = next((t for t in visit.parts.index.tags(visit.audiences) if t.slug == slug_of(slug)), None)
    if found is None:
        raise NotFound
    if found.slug != slug:
        return visit.redirect(tag_address(found.slug))
    page = query_of(visit.request.query_params)[0].page
    results = visit.parts.index.search(replace(Query(), tags=(found.slug,), sort="newest", page=page), visit.audiences)
    return visit.page(
        "tag.html",
        tag=found,
        results=results,
        timeline=timeline(results),
        as_search=search_address(replace(results.query, page=1)),
        goes_with=[other for other in results.facets["tag"] if other.value != found.slug][:_NEIGHBOURS],
        pages=max(1, -(-results.total // results.query.per_page)),
        page_address=lambda number: tag_address(found.slug) + (f"?page={number}" if number > 1 else ""),
    )
