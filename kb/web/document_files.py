"""The files attached to a document: each at its address, and what the document's page says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from kb.access import may_read
from kb.files import is_readable
from kb.model import AttachedFile, Document, file_anchors
from kb.search import FoundPassage, Query
from kb.search.results import MOST_PER_PAGE
from kb.web.addresses import file_address
from kb.web.card import EVERYBODY
from kb.web.resource import PICTURES, newest_picture
from kb.web.visit import NotFound, Visit, Visiting

router = APIRouter()

_HOT_LINKED = {"Cross-Origin-Resource-Policy": "cross-origin"}  # pages elsewhere may show what everybody may read
_RECORDINGS = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4"}  # played in the page, else downloaded
FILE_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
_MOST_ANCHORS = 300


@dataclass(frozen=True)
class ShownFile:
    """A file in the list of a document's page.

    Attributes:
        anchor: its id there.
        found: its pages in which something is that was searched for, in their order.
        places: ids of its other pages, to which links lead.
    """

    file: AttachedFile
    anchor: str
    found: tuple[FoundPassage, ...] = ()
    places: tuple[str, ...] = ()


@router.get("/d/{identifier}/files/{name:path}")
def attached(identifier: str, name: str, visit: Visiting) -> Response:
    document = visit.catalog.document(identifier, visit.audiences)
    path = visit.parts.library.open_attached(document, name) if document else None
    if document is None or path is None:
        raise NotFound
    picture = PICTURES.get(ending(path.name))
    return FileResponse(
        path,
        media_type=picture or _RECORDINGS.get(ending(path.name), "application/octet-stream"),
        filename=path.name,
        content_disposition_type="inline" if picture else "attachment",
        headers=FILE_HEADERS | (_HOT_LINKED if may_read(document, EVERYBODY) else {}),
    )


@router.get("/d/{identifier}/picture")
def picture(identifier: str, visit: Visiting) -> Response:
    """The newest graphic of a resource, whatever it is called by now: an address for pages elsewhere to show."""
    document = visit.catalog.document(identifier, visit.audiences)
    file = newest_picture(document, PICTURES) if document else None
    if document is None or file is None:
        raise NotFound
    answer = visit.redirect(file_address(document, file))
    answer.headers.update(_HOT_LINKED if may_read(document, EVERYBODY) else {})
    return answer


def shown_files(document: Document, files: Sequence[AttachedFile], text: str, visit: Visit) -> list[ShownFile]:
    """The files of a document as its page lists them, with the pages in which `text` is found."""
    anchors = file_anchors(document.files)
    if not any(is_readable(file.name) for file in files):
        return [ShownFile(file, anchors[file.name]) for file in files]
    found = [passage for passage in _found(document, text, visit) if passage.file]
    found.sort(key=lambda passage: int(passage.anchor.rpartition(".")[2]))
    seen = {passage.anchor for passage in found}
    shown = []
    for file in files:
        known = visit.parts.refresher.files.text(file) if is_readable(file.name) else None
        places = (f"{anchors[file.name]}.{number + 1}" for number in range(len(known.pages) if known else 0))
        own = tuple(passage for passage in found if passage.file == file.name)
        others = tuple(place for place in places if place not in seen)[:_MOST_ANCHORS]
        shown.append(ShownFile(file, anchors[file.name], own, others))
    return shown


def ending(name: str) -> str:
    """Of a file's name, as in `.svg`."""
    return PurePosixPath(name).suffix.lower()


def _found(document: Document, text: str, visit: Visit) -> tuple[FoundPassage, ...]:
    if not text:
        return ()
    query = Query(text=text, inside=document.id, per_page=MOST_PER_PAGE)
    results = visit.parts.index.search(query, visit.audiences).found
    return results[0].passages if results else ()
