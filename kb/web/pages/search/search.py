"""The search page."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter
from fastapi.responses import Response

from kb.search import Query, Results
from kb.web.pieces.card import discovery
from kb.web.pieces.marking import marked
from kb.web.pieces.missed import is_missed
from kb.web.pieces.nothing import filters_of, nearby, without_one
from kb.web.pieces.pictures import glances
from kb.web.pieces.reading import reading
from kb.web.pieces.timeline import timeline
from kb.web.pieces.unfinished import as_searched, search_typed
from kb.web.plain.addresses import (
    over_time_address,
    search_address,
    search_feeds,
    share_address,
    taken_addresses,
    toggles,
)
from kb.web.plain.asked import query_of
from kb.web.serving.visit import Visiting

router = APIRouter()


@router.get("/search")
def search(visit: Visiting) -> Response:
    query, left_out = query_of(visit.request.query_params)
    results = search_typed(query, visit)
    if not results.total and is_missed(query, visit):
        visit.parts.tally.note(query.text)
    query = replace(query, tags=results.query.tags)  # by their own names, so that each can be taken out again
    taken = as_searched(query, results)
    return visit.page(
        "search.html",
        box=query.text,
        query=query,
        results=results,
        searched=results.searched,
        mark=marked(results.searched, visit),
        reading=reading(query, results.reading),
        remarks=(*left_out, *results.remarks),
        inside=visit.catalog.document(query.inside, visit.audiences) if query.inside else None,
        toggle=toggles(query),
        page_address=lambda number: search_address(replace(query, page=number)),
        sorted_by=lambda sort: search_address(replace(query, sort=sort, page=1)),
        instead=_instead(query, results),
        glances=glances(results.found, visit),
        over_time=over_time_address(replace(taken, sort="best", page=1)),
        feed=search_feeds(query),
        oembed=discovery(search_address(taken), visit),
        taken=taken_addresses(taken),
        share=share_address(search_address(replace(taken, page=1))),
        everywhere=search_address(replace(query, inside=None, page=1)),
        kept=_kept(query),
        kept_but_dates=_kept_but_dates(query),
        dated=_dated(query),
        chips=[(name, search_address(fewer)) for name, fewer in filters_of(query, results.facets)],
        without=without_one(query, results, visit) if not results.total else [],
        nearby=nearby(query, results, visit) if not results.total else [],
        timeline=timeline(results, visit) if query.page == 1 and not query.inside else [],
    )


def _instead(query: Query, results: Results) -> str | None:
    """The address of the search that may have been meant, where it is not the one shown already."""
    meant = results.did_you_mean
    if not meant or any(part.kind == "spelling" for part in results.reading):
        return None
    return search_address(replace(query, text=meant, page=1))


def _kept(query: Query) -> list[tuple[str, str]]:
    """What a search for other words keeps of this one, as fields of the form: its filters and its order."""
    return parse_qsl(urlsplit(search_address(replace(query, text="", page=1))).query)


def _kept_but_dates(query: Query) -> list[tuple[str, str]]:
    """What a search of other dates keeps of this one."""
    return parse_qsl(urlsplit(search_address(replace(query, since=None, until=None, page=1))).query)


def _dated(query: Query) -> dict[str, str]:
    """The days that the search keeps to, as people write them, by the names of their fields."""
    days = {"from": query.since, "to": query.until}
    return {name: f"{day:%-d %B %Y}" for name, day in days.items() if day}
