"""Editing a document, and taking it away."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import HistoryUnusable, side_by_side
from kb.usecases.removing import remove_document
from kb.usecases.saving import Conflict, Edit, Opened, Saved
from kb.usecases.versions import versions_of
from kb.usecases.wording import Wording
from kb.web.addresses import changes_address, edit_address
from kb.web.visit import NotFound, Text, Visit, Visiting
from kb.web.writing import Worded, carefully, choices, closed_where_unclear, preview_of

router = APIRouter()

FIELDS = {
    "title": "Title",
    "date": "Date",
    "kind": "What it is",
    "group": "Group",
    "tags": "Tags",
    "visibility": "Who can read it",
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
def edit(identifier: str, visit: Visiting) -> Response:
    opened = _opened(visit, identifier)
    if opened.document.id != identifier:
        return visit.redirect(edit_address(opened.document.id))
    return _form(visit, opened, closed_where_unclear(opened.said), revision=opened.revision)


@router.post("/d/{identifier}/edit")
def save(
    identifier: str,
    visit: Visiting,
    wanted: Worded,
    revision: Text = "",
    why: Text = "",
    names_no_one: Text = "",
    do: Text = "save",
) -> Response:
    def again(code: int, sentence: str, wrong: dict[str, str]) -> Response:
        opened = visit.parts.desk.open(visit.viewer, identifier)
        return _form(
            visit, opened, wanted, revision=revision, code=code, why=why, named=bool(names_no_one), wrong=wrong,
            not_written=sentence,
        )  # fmt: skip

    def write() -> Response:
        if do == "preview":
            return again(200, "", {})
        asked = Edit(wanted, revision, why, bool(names_no_one))
        try:
            return _saved(visit, visit.parts.desk.save(visit.viewer, identifier, asked))
        except Conflict as conflict:
            now = conflict.theirs
            return _form(
                visit, now, wanted, revision=now.revision, why=why, named=bool(names_no_one), code=409,
                not_written=_CONFLICT, conflict=conflict,
            )  # fmt: skip

    return carefully(visit, wanted, write, again)


@router.get("/d/{identifier}/remove")
def ask(identifier: str, visit: Visiting) -> Response:
    return _removal(visit, _opened(visit, identifier))


@router.post("/d/{identifier}/remove")
def remove(identifier: str, visit: Visiting, revision: Text = "", why: Text = "") -> Response:
    opened = _opened(visit, identifier)
    try:
        removed = remove_document(visit.parts.desk, visit.viewer, identifier, revision, why)
    except Conflict:
        return _removal(visit, opened, 409, _CHANGED_SINCE)
    except OSError:
        return _removal(visit, opened, 503, "It cannot be taken away just now: the folder cannot be written.")
    return visit.onward(f"/bin?removed={removed.id}")


def _opened(visit: Visit, identifier: str) -> Opened:
    """For whoever may change it. Raises SignInFirst for visitors, whatever the address."""
    assert visit.me
    return visit.parts.desk.open(visit.viewer, identifier)


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
    wrong: dict[str, str] | None = None,
    not_written: str = "",
    conflict: Conflict | None = None,
) -> Response:
    document = opened.document
    usual = visit.parts.library.usual_readers(document)
    return visit.page(
        "document_edit.html",
        code,
        document=document,
        form=form,
        revision=revision,
        why=why,
        named=named,
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


def _removal(visit: Visit, opened: Opened, code: int = 200, not_written: str = "") -> Response:
    return visit.page(
        "document_remove.html",
        code,
        document=opened.document,
        revision=opened.revision,
        not_written=not_written,
        leading=visit.catalog.backlinks(opened.document, visit.audiences),
    )
