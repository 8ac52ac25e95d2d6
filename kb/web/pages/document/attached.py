"""The files of a document: added, replaced, described and taken away, as forms and for the script of the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from kb.history import HistoryUnusable
from kb.library.files import is_disk_full, reason
from kb.model import AttachedFile
from kb.people.limits import TooMany
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.writing.attaching import (
    attach,
    described,
    description,
    detach,
    is_own,
    linking,
    put_in_place,
    target_of,
)
from kb.usecases.writing.saving import Conflict, Edit, Opened, Unnamed
from kb.usecases.writing.uploading import NotTaken, is_picture, written
from kb.web.plain.addresses import attached_address, with_parameters
from kb.web.serving.pace import SAVES
from kb.web.serving.sent import Sending
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

_TICK = "Under the Chatham House Rule somebody has to have looked at it: tick the box if it shows and names no one."
_NOT_NOW = "It cannot be written just now, so nothing was changed. Please try again in a moment."
_CHOOSE = "Choose a file first."
_CHANGED = "Somebody else is changing the text just now, so nothing was changed. Please try again."
_DONE = {
    "added": "It is attached now.",
    "replaced": "The new file is in its place. The old one is kept in the history.",
    "described": "The words are in the text now.",
    "removed": "It is taken away. It is kept in the history.",
}


@router.get("/d/{identifier}/attached")
def attached(identifier: str, visit: Visiting, done: str = "") -> Response:
    opened = _opened(visit, identifier)
    if opened.document.id != identifier:
        return visit.redirect(attached_address(opened.document.id))
    return _page(visit, opened, done=_DONE.get(done, ""))


@router.post("/d/{identifier}/attached")
def add(identifier: str, visit: Visiting, sent: Sending) -> Response:
    """For the script of the editor the answer says how each file stands in the text."""
    lines: list[dict[str, str]] = []

    def work() -> None:
        uploads = sent.uploads(visit.parts.settings.largest_upload)
        if not uploads:
            raise NotTaken(_CHOOSE)
        for each in uploads:
            file = attach(visit.parts.desk, visit.viewer, identifier, each, names_no_one=sent.names_no_one)
            path = visit.parts.desk.document(visit.viewer, identifier).path
            lines.append({"name": file.name, "text": written(file.name, target_of(path, file.name))})

    refused = _refusal(visit, work)
    if "application/json" in visit.request.headers.get("accept", ""):
        if refused:
            return JSONResponse({"refused": refused[1]}, refused[0])
        return JSONResponse({"files": lines})
    return _answer(visit, identifier, refused, "added")


@router.post("/d/{identifier}/attached/replace")
def put(identifier: str, visit: Visiting, sent: Sending) -> Response:
    def work() -> None:
        uploads = sent.uploads(visit.parts.settings.largest_upload)
        if not uploads:
            raise NotTaken(_CHOOSE)
        named = sent.names_no_one
        put_in_place(visit.parts.desk, visit.viewer, identifier, sent["name"], uploads[0], names_no_one=named)

    return _answer(visit, identifier, _refusal(visit, work), "replaced")


@router.post("/d/{identifier}/attached/describe")
def describe(identifier: str, visit: Visiting, sent: Sending) -> Response:
    """What stands for a picture is in the text, so this is a version of the text."""

    def work() -> None:
        opened = _opened(visit, identifier)
        file = _own_file(opened, sent["name"])
        wanted = replace(opened.said, text=described(opened.document, opened.said.text, file, sent["words"]))
        edit = Edit(wanted, opened.revision, f"Described {file.name}", sent.names_no_one, merging=False)
        try:
            visit.parts.desk.save(visit.viewer, identifier, edit)
        except Conflict:
            raise NotWritten(_CHANGED) from None

    return _answer(visit, identifier, _refusal(visit, work), "described")


@router.post("/d/{identifier}/attached/remove")
def remove(identifier: str, visit: Visiting, sent: Sending) -> Response:
    def work() -> None:
        detach(visit.parts.desk, visit.viewer, identifier, sent["name"], names_no_one=sent.names_no_one)

    return _answer(visit, identifier, _refusal(visit, work), "removed")


def _refusal(visit: Visit, work: Callable[[], None]) -> tuple[int, str] | None:
    """Do it; where it is refused, the status and a sentence. What is not theirs, or not there, raises as elsewhere."""
    try:
        visit.paced(SAVES)
        work()
    except NotTaken as error:
        return 422, str(error)
    except Unnamed:
        return 422, _TICK
    except NotWritten as error:
        return 409, str(error)
    except TooMany as error:
        return 429, str(error)
    except HistoryUnusable:
        return 503, _NOT_NOW
    except OSError as error:
        return 507 if is_disk_full(
            error
        ) else 503, f"It cannot be written just now ({reason(error)}). Nothing was changed."
    return None


def _answer(visit: Visit, identifier: str, refused: tuple[int, str] | None, done: str) -> Response:
    opened = _opened(visit, identifier)
    if refused:
        visit.look_again()
        return _page(visit, opened, refused[0], not_written=refused[1])
    return visit.onward(with_parameters(attached_address(opened.document.id), done=done))


def _opened(visit: Visit, identifier: str) -> Opened:
    assert visit.me
    return visit.parts.desk.open(visit.viewer, identifier)


def _own_file(opened: Opened, name: str) -> AttachedFile:
    document = opened.document
    found = next((file for file in document.files if file.name == name and is_own(document, file)), None)
    if found is None:
        raise NotFound
    return found


def _page(visit: Visit, opened: Opened, code: int = 200, *, done: str = "", not_written: str = "") -> Response:
    document, text, desk = opened.document, opened.said.text, visit.parts.desk
    own = [file for file in document.files if is_own(document, file)]
    leading = linking(desk, visit.viewer, document, own)
    return visit.page(
        "attached.html",
        code,
        document=document,
        done=done,
        not_written=not_written,
        own=[(file, is_picture(file.name), description(document, text, file), leading[file.path]) for file in own],
        others=[file for file in document.files if file not in own],
        largest=visit.parts.settings.largest_upload,
    )
