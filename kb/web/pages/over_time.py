"""A search, or a tag, over time: what did we say about this, when, and with whom?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from kb.search import FacetValue, Moment, OverTime, Query
from kb.web.pieces.nothing import filters_of
from kb.web.pieces.reading import reading
from kb.web.pieces.timechart import chart
from kb.web.plain.addresses import document_address, meeting_address, over_time_address, passage_address, search_address
from kb.web.plain.asked import query_of
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()


@dataclass(frozen=True)
class Shown:
    """A moment with where it leads: to the passage, and to the page of its meeting where there is one."""

    moment: Moment
    address: str
    meeting: str | None


@router.get("/over-time")
def over_time(visit: Visiting) -> Response:
    query, left_out = asked(visit)
    found = visit.parts.index.over_time(query, visit.audiences)
    query = replace(query, tags=found.query.tags)
    tag = _tag(query, visit)
    filters = filters_of(query, _facets(query, visit))
    return visit.page(
        "over_time.html",
        box=query.text,
        query=query,
        tag=tag,
        found=found,
        reading=reading(query, found.reading, over_time_address),
        remarks=(*left_out, *found.remarks),
        instead=_instead(query, found),
        chart=chart(found, query),
        first=shown(found.first, found.searched, visit) if found.first else None,
        last=shown(found.last, found.searched, visit) if found.last and found.total > 1 else None,
        years=[(year, list(those)) for year, those in groupby(_shown(found, visit), _year)],
        chips=[(name, over_time_address(fewer)) for name, fewer in filters if name != tag],
        groups=[group for group in found.groups if group.value],
        group_only=lambda group: over_time_address(replace(query, groups=(group,), page=1)),
        with_word=lambda word: over_time_address(replace(query, text=f"{query.text} {word}".strip(), page=1)),
        sorted_by=lambda sort: over_time_address(replace(query, sort=sort, page=1)),
        page_address=lambda number: over_time_address(replace(query, page=number)),
        pages=found.pages,
        as_search=search_address(replace(query, page=1, sort="best")),
        as_data="/api/v1" + over_time_address(query),
    )


def asked(visit: Visit) -> tuple[Query, tuple[str, ...]]:
    """What the address asks for; best first means newest first here, and one document is not looked at alone."""
    query, left_out = query_of(visit.request.query_params)
    return replace(query, sort="oldest" if query.sort == "oldest" else "best", inside=None), left_out


def _instead(query: Query, found: OverTime) -> str | None:
    """The address of what may have been meant, where it is not what is shown already."""
    meant = found.did_you_mean
    return over_time_address(replace(query, text=meant, page=1)) if meant and meant != found.searched else None


def shown(moment: Moment, words: str, visit: Visit) -> Shown:
    """A moment with its addresses."""
    document = moment.found
    address = document_address(document.id, document.slug, marks=words)
    for passage in document.passages:
        address = passage_address(document, passage, words)
    known = visit.catalog.document(document.id, visit.audiences)
    key = known.meeting_key if known and moment.date == (known.date.iso if known.date else None) else None
    return Shown(moment, address, meeting_address(known.group, key) if known and known.group and key else None)


def _shown(found: OverTime, visit: Visit) -> list[Shown]:
    return [shown(moment, found.searched, visit) for moment in found.moments]


def _facets(query: Query, visit: Visit) -> dict[str, tuple[FacetValue, ...]]:
    """The facets that name the filters; asked for only where one is on."""
    if not (query.tags or query.groups or query.kinds or query.years):
        return {}
    return visit.parts.index.search(replace(query, page=1, per_page=1), visit.audiences).facets


def _year(each: Shown) -> str:
    return each.moment.date[:4]


def _tag(query: Query, visit: Visit) -> str | None:
    """The label of the tag that is asked for alone, which then is the page's subject."""
    if query.text or len(query.tags) != 1:
        return None
    return next((t.label for t in visit.parts.index.tags(visit.audiences) if t.slug == query.tags[0]), query.tags[0])
