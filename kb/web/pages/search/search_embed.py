"""The first results of a search in other people's pages: a list that stays up to date by itself."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.outward.oembed import Text
from kb.search import Query
from kb.web.plain.addresses import search_address
from kb.web.plain.asked import query_of
from kb.web.serving.framing import framed
from kb.web.serving.visit import Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()

_MOST = 5
LENGTH_OF_SEARCH = Text(title=40, paragraphs=(160,) * _MOST, lines=_MOST + 1)
"""About: what is found changes, and a blog asks once a day or once for ever."""


@router.get("/search/embed")
def embed(visit: Visiting, theme: str = "") -> Response:
    query = replace(query_of(visit.request.query_params)[0], page=1, per_page=_MOST)
    results = visit.parts.index.search(query, EVERYBODY)
    inside = visit.catalog.document(query.inside, EVERYBODY) if query.inside else None
    return framed(
        visit,
        "search_embed.html",
        theme,
        search_address(replace(query, per_page=Query().per_page)),
        query.text or "Everything",
        results=results,
        inside=inside,
        query=query,
    )
