"""/api/v1/tags."""

from fastapi import APIRouter

from kb.api.shapes import Tags, TagShape
from kb.web.plain.addresses import tag_address
from kb.web.serving.visit import Visiting

router = APIRouter()


@router.get("/tags", summary="All tags")
def tags(visit: Visiting) -> Tags:
    """Most used first."""
    found = visit.parts.index.tags(visit.audiences)
    return Tags(results=[TagShape(slug=t.slug, label=t.label, count=t.count, url=tag_address(t.slug)) for t in found])
