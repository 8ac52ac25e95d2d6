"""Giving a document another title, file name or group, and undoing a move."""

from __future__ import annotations

import posixpath

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import HistoryUnusable
from kb.library.files import is_disk_full, reason
from kb.model import CHATHAM_HOUSE, Kind
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.moving.relocating import Wish, read_there, relocate
from kb.usecases.moving.undoing import undo_move
from kb.usecases.writing.saving import Opened, Unnamed
from kb.web.pieces.versions import named, seen, visible
from kb.web.pieces.writing import groups_to_write_in
from kb.web.plain.addresses import history_address, move_address
from kb.web.plain.words import readers
from kb.web.serving.pace import SAVES
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()

_TICK = "Under the Chatham House Rule somebody has to have read the title for names: tick the box if it names no one."
_NO_HISTORY = "The history cannot be written just now, so nothing was changed."


@router.get("/d/{identifier}/move")
def form(identifier: str, visit: Visiting) -> Response:
    assert visit.me
    opened = visit.parts.desk.open(visit.viewer, identifier)
    if opened.document.id != identifier:
        return visit.redirect(move_address(opened.document.id))
    return _form(visit, opened, Wish(opened.said.title, opened.said.group))


@router.post("/d/{identifier}/move")
def move(
    identifier: str, visit: Visiting, title: Text = "", group: Text = "", name: Text = "", names_no_one: Text = ""
) -> Response:
    visit.paced(SAVES)
    wish = Wish(title, group, name, bool(names_no_one))
    opened = visit.parts.desk.open(visit.viewer, identifier)
    try:
        moved = relocate(visit.parts.desk, visit.viewer, identifier, wish)
    except WrongWords as error:
        return _form(visit, opened, wish, 422, {error.field: str(error)})
    except Unnamed:
        return _form(visit, opened, wish, 422, {"names_no_one": _TICK})
    except NotWritten as error:
        return _form(visit, opened, wish, 409, not_written=str(error))
    except HistoryUnusable:
        return _form(visit, opened, wish, 503, not_written=_NO_HISTORY)
    except OSError as error:
        sentence = f"It cannot be moved just now ({reason(error)}). Nothing was changed."
        return _form(visit, opened, wish, 507 if is_disk_full(error) else 503, not_written=sentence)
    return _onward(visit, moved)


@router.post("/d/{identifier}/history/{name}/undo")
def undo(identifier: str, name: str, visit: Visiting) -> Response:
    visit.paced(SAVES)
    document = visible(visit, identifier)
    found = named(seen(visit, document), name)
    try:
        undo_move(visit.parts.desk, visit.viewer, found.revision, visit.state)
    except (WrongWords, OSError):
        raise NotWritten("This cannot be undone just now. Nothing was changed.") from None
    return visit.onward(history_address(document.id))


def _onward(visit: Visit, identifier: str) -> Response:
    document = visit.catalog_now.document(identifier, visit.audiences)
    if document is None:
        raise NotFound
    return visit.onward(document.address)


def _form(
    visit: Visit,
    opened: Opened,
    wish: Wish,
    code: int = 200,
    wrong: dict[str, str] | None = None,
    not_written: str = "",
) -> Response:
    document = opened.document
    groups = groups_to_write_in(visit)
    of_none = [("", "None")] * (visit.viewer.admin or document.group is None)
    is_page = document.kind is Kind.GROUP
    there = {each.slug: readers(read_there(visit.parts.desk, opened, each.slug), each) for each in groups}
    return visit.page(
        "document_move.html",
        code,
        document=document,
        form=wish,
        groups=[] if is_page else of_none + [(each.slug, each.title) for each in groups],
        now=readers(document, visit.catalog.group(document.group, visit.audiences) if document.group else None),
        there=[] if is_page else [(each.title, there[each.slug]) for each in groups if each.slug != document.group],
        file=posixpath.basename(document.path),
        rule=document.rule == CHATHAM_HOUSE or any(each.home and each.home.rule for each in groups),
        wrong=wrong or {},
        not_written=not_written,
    )
