"""The files of a draft: those that belong to its text, and the original."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from kb.usecases.bringing_in.drafting import open_draft
from kb.web.pages.document.document_files import FILE_HEADERS
from kb.web.plain.resource import PICTURES, ending
from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()


@router.get("/drafts/{number}/files/{name}")
def file(number: str, name: str, visit: Visiting) -> Response:
    """A file that belongs to the text."""
    assert visit.me
    found = open_draft(visit.parts.drafts, visit.viewer, number)
    path = visit.parts.drafts.shelf.file(found.id, name) if name in found.told.files else None
    return _sent(path, name, shown=True)


@router.get("/drafts/{number}/original")
def original(number: str, visit: Visiting) -> Response:
    """The file as it came, with all that is in it: for whoever sent it alone."""
    assert visit.me
    found = open_draft(visit.parts.drafts, visit.viewer, number)
    path = visit.parts.drafts.shelf.original(found.id) if found.owner == visit.viewer.account else None
    return _sent(path, found.told.name or "pasted.txt", shown=False)


def _sent(path: Path | None, name: str, *, shown: bool) -> Response:
    if path is None:
        raise NotFound
    picture = PICTURES.get(ending(name)) if shown else None
    kind = "inline" if picture else "attachment"
    media_type = picture or "application/octet-stream"
    return FileResponse(
        path, media_type=media_type, filename=name, content_disposition_type=kind, headers=FILE_HEADERS
    )  # fmt: skip
