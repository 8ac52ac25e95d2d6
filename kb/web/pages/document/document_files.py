"""An attached file at its address: as it is now, as it was, or as a picture of some size."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool

from kb.access import may_read
from kb.files import Busy, Rendering, has_picture
from kb.history import HistoryUnusable
from kb.model import Document
from kb.usecases.reading.file_versions import FileVersion, version_of_file
from kb.web.pieces.versions import visible
from kb.web.plain.addresses import file_address
from kb.web.plain.numbers import whole_number
from kb.web.plain.resource import PICTURES, RECORDINGS, ending, newest_picture
from kb.web.serving.gone import missing
from kb.web.serving.static import Held
from kb.web.serving.unchanged import FOR_ALL, date_of, is_known, tag_of
from kb.web.serving.visit import NotFound, Visit, Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()

FILE_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_NO_PICTURE = "no-picture.svg"
_SOON = {"Retry-After": "5", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Asked:
    """A file that somebody may see: where it lies, or with `version` what it said then."""

    document: Document
    name: str
    path: Path
    version: FileVersion | None = None
    content: bytes = b""

    @property
    def headers(self) -> dict[str, str]:
        for_all = FOR_ALL if may_read(self.document, EVERYBODY) else {}
        how = "inline" if ending(self.name) in PICTURES else "attachment"
        named = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(PurePosixPath(self.name).name, safe='')}"}
        of_version = {"ETag": f'"{self.version.revision.hash}"'} if self.version else {}
        return {**FILE_HEADERS, **named, **for_all, **of_version, **(_FOR_EVER if self.version and for_all else {})}

    def opened(self) -> BinaryIO:
        """As a file of its own."""
        if self.version is None:
            return self.path.open("rb")
        file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever asked closes it
        file.write(self.content)
        file.flush()
        file.seek(0)
        return file


@router.get("/d/{identifier}/files/{name:path}")
async def attached(identifier: str, name: str, visit: Visiting, v: str = "", w: str = "", page: str = "") -> Response:
    asked = await run_in_threadpool(_asked, identifier, name, v, visit)
    width, number = whole_number(w), whole_number(page) or 1
    if width and has_picture(asked.name):
        return await _picture(asked, width, number, visit)
    if asked.version:
        return Response(asked.content, media_type=_media_type(asked.name), headers=asked.headers)
    found = await run_in_threadpool(asked.path.stat)
    tag = {"ETag": tag_of(found)}
    sent = visit.request.headers
    if is_known(found, sent.get("if-none-match", ""), sent.get("if-modified-since", "")) and "range" not in sent:
        return Response(status_code=304, headers={**asked.headers, **tag, "Last-Modified": date_of(found)})
    return FileResponse(
        asked.path, media_type=_media_type(asked.name), headers={**asked.headers, **tag}, stat_result=found
    )


def send_file(document: Document, name: str, visit: Visit) -> Response:
    """A file, as it is now, of a document that whoever asks may read. Raises NotFound."""
    path = visit.parts.library.open_attached(document, name)
    if path is None:
        raise NotFound
    return FileResponse(path, media_type=_media_type(name), headers=Asked(document, name, path).headers)


@router.get("/d/{identifier}/picture")
def picture(identifier: str, visit: Visiting, w: str = "") -> Response:
    """The newest graphic of a resource, whatever it is called by now: an address for pages elsewhere to show."""
    document = visible(visit, identifier)
    file = newest_picture(document, PICTURES)
    if file is None:
        raise NotFound
    answer = visit.redirect(file_address(document, file, width=whole_number(w)))
    answer.headers.update(FOR_ALL if may_read(document, EVERYBODY) else {})
    return answer


def _media_type(name: str) -> str:
    return PICTURES.get(ending(name)) or RECORDINGS.get(ending(name)) or "application/octet-stream"


def _asked(identifier: str, name: str, number: str, visit: Visit) -> Asked:
    document = visit.catalog.document(identifier, visit.audiences)
    if document is None:
        raise missing(visit, identifier)
    path = visit.parts.library.open_attached(document, name)
    if path is None:
        raise NotFound
    if not number:
        return Asked(document, name, path)
    file = next(file for file in document.files if file.name == name)
    version = version_of_file(visit.parts.history, visit.viewer, document, file, number)
    if version is None:
        raise NotFound
    try:
        return Asked(document, name, path, version, visit.parts.history.content(version.revision))
    except HistoryUnusable:
        raise NotFound from None


async def _picture(asked: Asked, width: int, page: int, visit: Visit) -> Response:
    try:
        making = await run_in_threadpool(_making, asked, width, page, visit)
        made = await asyncio.shield(asyncio.wrap_future(making))
        content = await run_in_threadpool(made.place.read_bytes) if made.place else None
    except FileNotFoundError:  # taken away a moment ago
        raise NotFound from None
    except (Busy, OSError):
        return _placeholder(asked, visit, 503, _SOON)
    if content is None:
        return _placeholder(asked, visit, 200, {})
    headers = {**asked.headers, "Content-Disposition": "inline", "ETag": f'"{made.tag}"'}
    return Response(content, media_type=made.media_type, headers=headers)


def _making(asked: Asked, width: int, page: int, visit: Visit) -> Future[Rendering]:
    digest = asked.version.revision.hash if asked.version else ""
    return visit.parts.renderings.of(asked.opened(), str(asked.path), width, page, digest)


def _placeholder(asked: Asked, visit: Visit, code: int, more: dict[str, str]) -> Response:
    """What stands where a picture of a file would: it is damaged, too large, or made to do harm; or not just now."""
    found = visit.parts.templates.static.find(_NO_PICTURE)
    content = found.content if isinstance(found, Held) else found.read_bytes() if found else b""
    headers = {name: value for name, value in asked.headers.items() if name not in ("Cache-Control", "ETag")}
    return Response(content, code, {**headers, **more}, media_type="image/svg+xml")
