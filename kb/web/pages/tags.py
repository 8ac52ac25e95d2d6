"""All tags, and the documents of one."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.search import Query, TagCount
from kb.web.pieces.discussed import discussed
from kb.web.pieces.pictures import glances
from kb.web.pieces.tag_asked import tag_asked
from kb.web.pieces.timeline import timeline
from kb.web.plain.addresses import over_time_address, search_address, tag_address
from kb.web.plain.asked import query_of
from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()

_NEIGHBOURS = 6
_MOST_USED = 24
_AT_ONCE = 300  # tags by name on one page; more are shown letter by letter
_OTHER = "other"


@router.get("/tags")
def tags(visit: Visiting, letter: str = "") -> Response:
    found = visit.parts.index.tags(visit.audiences)
    by_letter = _by_letter(found) if len(found) > _AT_ONCE else {}
    if by_letter and letter not in by_letter:
        letter = next(iter(by_letter))
    shown = by_letter[letter] if by_letter else sorted(found, key=_name)
    pages = max(1, -(-len(shown) // _AT_ONCE))
    page = min(query_of(visit.request.query_params)[0].page, pages)
    return visit.page(
        "tags.html",
        most=found[:_MOST_USED],
        letters=[(each, len(those)) for each, those in by_letter.items()],
        letter=letter,
        tags=shown[(page - 1) * _AT_ONCE : page * _AT_ONCE],
        total=len(found),
        page=page,
        pages=pages,
        page_address=lambda number: f"/tags?letter={letter}" + (f"&page={number}" if number > 1 else ""),
    )


@router.get("/tags/{slug}")
def tag(slug: str, visit: Visiting) -> Response:
    found = tag_asked(slug, visit)
    if found is None:
        raise NotFound
    if found.slug != slug:
        return visit.redirect(tag_address(found.slug))
    page = query_of(visit.request.query_params)[0].page
    search, audiences = visit.parts.index.search, visit.audiences
    results = search(Query(tags=(found.slug,), sort="newest", page=page), audiences)
    # Asked for in words, as a filter leaves its own facet open.
    beside = search(Query(f"tag:{found.slug}", per_page=1), audiences).facets["tag"]
    return visit.page(
        "tag.html",
        tag=found,
        results=results,
        glances=glances(results.found, visit),
        timeline=timeline(results, visit),
        discussed=discussed(found, visit),
        as_search=search_address(replace(results.query, page=1)),
        over_time=over_time_address(Query(tags=(found.slug,))),
        goes_with=[other for other in beside if other.value != found.slug][:_NEIGHBOURS],
        pages=results.pages,
        page_address=lambda number: tag_address(found.slug) + (f"?page={number}" if number > 1 else ""),
    )


def _by_letter(found: Sequence[TagCount]) -> dict[str, list[TagCount]]:
    """Tags by the first letter of their names, a to z; those that begin otherwise under `other`, at the end."""
    by_letter: dict[str, list[TagCount]] = defaultdict(list)
    for each in sorted(found, key=_name):
        first = unicodedata.normalize("NFKD", each.label[:1]).casefold()[:1]
        by_letter[first if first.isascii() and first.isalpha() else _OTHER].append(each)
    return dict(sorted(by_letter.items(), key=lambda item: (item[0] == _OTHER, item[0])))


def _name(tag: TagCount) -> str:
    return tag.label.casefold()
