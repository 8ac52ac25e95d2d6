"""Every resource of the API, below one address."""

from __future__ import annotations

from fastapi import APIRouter

from kb.api import documents, files, groups, over_time, search, tags, uploads, writing
from kb.api.refusals import refusals

_RESOURCES = (search, over_time, documents, writing, files, uploads, tags, groups)


def api_router() -> APIRouter:
    """Of `/api/v1`."""
    said = {404: "Nothing at this address", 422: "A value that cannot be used", 503: "The index is being made"}
    router = APIRouter(prefix="/api/v1", responses=refusals(said))
    for resource in _RESOURCES:
        router.include_router(resource.router)
    return router
