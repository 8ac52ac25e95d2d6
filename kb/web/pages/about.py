"""About, accessibility statement, privacy: documents of the library, under addresses of their own."""

from fastapi import APIRouter
from fastapi.responses import Response

from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()


@router.get("/about")
@router.get("/accessibility")
@router.get("/privacy")
def about(visit: Visiting) -> Response:
    name = visit.request.url.path.rpartition("/")[2]
    found = visit.catalog.at(f"{name}.md", visit.audiences)
    if found is None:
        raise NotFound
    return visit.redirect(found.address)
