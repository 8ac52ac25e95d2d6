"""Editing a document, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import HistoryUnusable, side_by_side
from kb.model import Document, Link
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.moving.merging import merge
from kb.usecases.reading.versions import versions_of
from kb.usecases.writing import unsaved
from kb.usecases.writing.attaching import attach, is_own, target_of
from kb.usecases.writing.removing import remove_document
from kb.usecases.writing.saving import BreaksLinks, Conflict, Edit, Opened, Saved
from kb.usecases.writing.uploading import is_picture
from kb.usecases.writing.wording import Wording
from kb.web.pieces.writing import carefully, choices, closed_where_unclear, offered, preview_of, with_links
from kb.web.plain.addresses import changes_address, edit_address, file_address, id_in, permanent_address
from kb.web.serving.pace import SAVES
from kb.web.serving.sent import Sending, Sent, wording_kept
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()

FIELDS = {
    "title": "Title",
    "date": "Date",
    "kind": "What it is",
    "group": "Group",
    "tags": "Tags",
    "visibility": "Who can read it",
    "rule": "Rule",
    "url": "Address",
    "description": "In a sentence",
    "text": "Text",
}
_CONFLICT = (
    "Somebody else has changed the same in the meantime, so nothing was written yet. Both texts are below: what is "
    "there now, and yours. Put into the form what shall stand, and save again."
)
_CHANGED_SINCE = "Somebody has changed it since you opened this page, so it is still there. Look at it again first."


@router.get("/d/{identifier}/edit")
def edit(identifier: str, visit: Visiting, unsaved: str = "") -> Response:
    opened = _opened(visit, identifier)
    if opened.document.id != identifier:
        return visit.redirect(edit_address(opened.document.id))
    if unsaved:
        return _going_on(visit, opened, unsaved)
    return _form(visit, opened, closed_where_unclear(opened.said), revision=opened.revision, offering=True)


@router.post("/d/{identifier}/edit")
def save(identifier: str, visit: Visiting, sent: Sending) -> Response:
    wanted = sent.wanted
    said: dict[str, Any] = {"why": sent["why"], "named": sent.names_no_one, "once": sent["once"]}

    def again(code: int, sentence: str, wrong: dict[str, str]) -> Response:
        opened = visit.parts.desk.open(visit.viewer, identifier)
        return _form(
            visit, opened, wanted, revision=sent["revision"], code=code, wrong=wrong, not_written=sentence, **said
        )

    def write() -> Response:
        nonlocal wanted
        account = visit.paced(SAVES).account.number
        wanted = replace(wanted, text=_with_files(visit, identifier, sent))
        if sent["do"] not in ("", "save"):
            return again(200, "", {})
        asked = Edit(wanted, sent["revision"], sent["why"], sent.names_no_one, minds_links=not sent["let_go"])
        try:
            saved = visit.parts.desk.save(visit.viewer, identifier, asked)
            unsaved.drop(visit.state, account, sent["once"])
            return _saved(visit, saved)
        except BreaksLinks as error:
            opened = visit.parts.desk.open(visit.viewer, identifier)
            return _form(visit, opened, wanted, revision=sent["revision"], code=409, broken=error.links, **said)
        except Conflict as conflict:
            now = conflict.theirs
            return _form(
                visit, now, wanted, revision=now.revision, code=409, not_written=_CONFLICT, conflict=conflict, **said
            )

    return carefully(visit, wanted, write, again)


@router.get("/d/{identifier}/remove")
def ask(identifier: str, visit: Visiting) -> Response:
    return _removal(visit, _opened(visit, identifier))


@router.post("/d/{identifier}/remove")
def remove(identifier: str, visit: Visiting, revision: Text = "", why: Text = "", into: Text = "") -> Response:
    """`into`: id or address of the document that says it now, "" for none: then what leads here leads there."""
    visit.paced(SAVES)
    opened = _opened(visit, identifier)
    try:
        if into.strip():
            stays = merge(visit.parts.desk, visit.viewer, identifier, id_in(into), revision)
            return visit.onward(permanent_address(stays))
        removed = remove_document(visit.parts.desk, visit.viewer, identifier, revision, why)
    except Conflict:
        return _removal(visit, opened, 409, _CHANGED_SINCE, into)
    except WrongWords as error:
        return _removal(visit, opened, 422, into=into, wrong=str(error))
    except NotWritten as error:
        return _removal(visit, opened, 409, str(error), into)
    except OSError:
        return _removal(visit, opened, 503, "It cannot be taken away just now: the folder cannot be written.", into)
    return visit.onward(f"/bin?removed={removed.id}")


def _opened(visit: Visit, identifier: str) -> Opened:
    """For whoever may change it. Raises SignInFirst for visitors, whatever the address."""
    assert visit.me
    return visit.parts.desk.open(visit.viewer, identifier)


def _going_on(visit: Visit, opened: Opened, key: str) -> Response:
    kept = unsaved.kept(visit.state, visit.session.account, key)
    if kept.document != opened.document.id:
        raise NotFound
    fields = kept.fields
    return _form(
        visit,
        opened,
        wording_kept(fields),
        revision=fields.get("revision", ""),
        why=fields.get("why", ""),
        once=key,
        going_on=kept.at,
    )


def _with_files(visit: Visit, identifier: str, sent: Sent) -> str:
    """The text with the files that came with the form, which are attached at once."""
    targets = []
    for each in sent.uploads(visit.parts.settings.largest_upload):
        file = attach(visit.parts.desk, visit.viewer, identifier, each, names_no_one=sent.names_no_one)
        name = file.path.rpartition("/")[2]
        targets.append((name, target_of(visit.parts.desk.document(visit.viewer, identifier).path, name)))
    if targets:
        visit.look_again()
    return with_links(sent["text"], targets)


def _saved(visit: Visit, saved: Saved) -> Response:
    """On to the document; where it was put together with what others wrote, to what that changed."""
    document = visit.catalog_now.document(saved.id, visit.audiences)
    if document is None:
        raise NotFound
    if saved.merged_with:
        try:
            versions = versions_of(visit.state, visit.parts.history, visit.catalog_now, visit.viewer, document)
        except HistoryUnusable:
            versions = []
        theirs = next((each.name for each in versions if each.revision.hash == saved.merged_with), None)
        if theirs:
            return visit.onward(changes_address(document.id, versions[0].name, theirs, merged=True))
    return visit.onward(document.address)


def _form(
    visit: Visit,
    opened: Opened,
    form: Wording,
    *,
    revision: str,
    code: int = 200,
    why: str = "",
    named: bool = False,
    once: str = "",
    offering: bool = False,
    going_on: int = 0,
    wrong: dict[str, str] | None = None,
    not_written: str = "",
    conflict: Conflict | None = None,
    broken: Sequence[tuple[Document, Link]] = (),
) -> Response:
    document = opened.document
    usual = visit.parts.library.usual_readers(document)
    return visit.page(
        "document_edit.html",
        code,
        document=document,
        form=form,
        broken=broken,
        revision=revision,
        why=why,
        named=named,
        once=once,
        unsaved=offered(visit, document.id) if offering else [],
        going_on=going_on,
        files=[
            (
                file.name,
                file.size,
                file_address(document, file) if is_picture(file.name) else "",
                target_of(document.path, file.name),
            )
            for file in document.files
            if is_own(document, file)
        ],
        largest=visit.parts.settings.largest_upload,
        wrong=wrong or {},
        not_written=not_written,
        preview=preview_of(visit, form.text, document),
        rows=side_by_side(opened.said.text, form.text.replace("\r\n", "\n")) if conflict else [],
        theirs=[
            (FIELDS[name], getattr(opened.said, name) or "nothing", getattr(form, name) or "nothing")
            for name in FIELDS
            if conflict and name in conflict.fields and name != "text"
        ],
        **choices(visit, document, usual),
    )


def _removal(
    visit: Visit, opened: Opened, code: int = 200, not_written: str = "", into: str = "", wrong: str = ""
) -> Response:
    return visit.page(
        "document_remove.html",
        code,
        document=opened.document,
        revision=opened.revision,
        not_written=not_written,
        into=into,
        wrong=wrong,
        leading=visit.catalog.backlinks(opened.document, visit.audiences),
    )
