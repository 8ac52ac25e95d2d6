"""What somebody was writing and has not saved yet: kept while they write, listed, given back, dropped."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from kb.access import may_write, may_write_anywhere
from kb.people.limits import Limit
from kb.people.unsaved import DAYS, Unsaved
from kb.usecases.writing import unsaved
from kb.usecases.writing.attaching import NEW
from kb.usecases.writing.saving import NotTheirs
from kb.usecases.writing.unsaved import TooMuch
from kb.usecases.writing.uploading import NotTaken, is_picture, written
from kb.web.pages.document.document_files import FILE_HEADERS
from kb.web.plain.addresses import go_on_address, safe_onward
from kb.web.plain.resource import PICTURES
from kb.web.serving.pace import LOOKS, SAVES
from kb.web.serving.sent import NAMES, Sending
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()

_KEPT = (*NAMES, "why", "revision")


@router.get("/unsaved")
def every(visit: Visiting) -> Response:
    found = unsaved.all_kept(visit.state, visit.session.account)
    return visit.page("unsaved.html", found=[(each, _where(visit, each)) for each in found], days=DAYS)


@router.post("/unsaved/drop")
def drop(visit: Visiting, key: Text = "", onward: Text = "") -> Response:
    unsaved.drop(visit.state, visit.session.account, key)
    return visit.onward(safe_onward(onward) if onward else "/unsaved")


@router.get("/unsaved/{key}")
def one(key: str, visit: Visiting) -> Response:
    """The text alone: also of a document that is gone, or not theirs to change any more."""
    kept = unsaved.kept(visit.state, visit.session.account, key)
    return visit.page("unsaved_one.html", kept=kept, text=kept.fields.get("text", ""), where=_where(visit, kept))


@router.post("/unsaved/{key}")
def keep(key: str, visit: Visiting, sent: Sending) -> Response:
    """For the script of the form, while somebody writes."""
    account = _writer(visit, LOOKS)
    fields = {name: sent[name] for name in _KEPT}
    try:
        return JSONResponse({"at": unsaved.keep(visit.state, account, key, sent["document"][:64], fields)})
    except TooMuch as error:
        return JSONResponse({"refused": str(error)}, 413)


@router.post("/unsaved/{key}/files")
def add(key: str, visit: Visiting, sent: Sending) -> Response:
    """For the script of the form of a new document; the answer says how each file stands in the text."""
    account = _writer(visit, SAVES)
    try:
        uploads = sent.uploads(visit.parts.settings.largest_upload)
        names = [unsaved.add(visit.state, account, key, each) for each in uploads]
    except (NotTaken, TooMuch) as error:
        return JSONResponse({"refused": str(error)}, 422)
    return JSONResponse({"files": [{"name": name, "text": written(name, NEW + name)} for name in names]})


@router.get("/unsaved/{key}/files/{name}")
def file(key: str, name: str, visit: Visiting) -> Response:
    content = unsaved.file(visit.state, visit.session.account, key, name)
    kind = PICTURES.get(f".{name.rpartition('.')[2]}") if is_picture(name) else None
    headers = FILE_HEADERS | {"Content-Disposition": "inline" if kind else "attachment"}
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


def _writer(visit: Visit, limit: Limit) -> int:
    """Whoever writes with a browser: a token may open less than they see. Raises SignInFirst, NotTheirs, TooMany."""
    account = visit.session.account
    if not may_write_anywhere(visit.viewer):
        raise NotTheirs
    visit.paced(limit)
    return account


def _where(visit: Visit, kept: Unsaved) -> str:
    """The form to go on in; "" where the document is gone, or not theirs to change any more."""
    if not kept.document:
        return go_on_address("", kept.key)
    document = visit.catalog.document(kept.document, visit.audiences)
    return go_on_address(document.id, kept.key) if document and may_write(visit.viewer, document) else ""
