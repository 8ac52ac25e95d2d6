"""Words to search for while somebody types in their browser's own search box (OpenSearch 1.1, Suggestions 1.1)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from kb.web.serving.visit import Visiting

router = APIRouter()

_LONGEST = 200
"""Letters of what is typed that are looked at."""


@router.get("/suggest.json")
def suggest(visit: Visiting, q: str = "") -> Response:
    """What was typed, and what it may become: titles, tags and groups; passages are no words to search for."""
    typed = q[:_LONGEST]
    found = visit.parts.index.suggest(typed, visit.audiences)
    labels = dict.fromkeys(each.label for each in found if each.kind != "passage")
    return JSONResponse([q, list(labels)], media_type="application/x-suggestions+json")
