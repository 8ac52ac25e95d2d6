"""Writing a new document; and how a text will look, before anything is saved."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Document, Kind
from kb.people.unsaved import Unsaved
from kb.usecases.writing import unsaved
from kb.usecases.writing.attaching import NEW
from kb.usecases.writing.creating import begun, create_document, path_for_group
from kb.usecases.writing.uploading import is_picture
from kb.usecases.writing.wording import Wording
from kb.web.pieces.writing import carefully, choices, offered, preview_of, with_links
from kb.web.plain.addresses import unsaved_file_address
from kb.web.serving.pace import LOOKS, SAVES
from kb.web.serving.sent import Sending, Sent, wording_kept
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

_TAKE_OUT = "take-out:"
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@router.get("/new")
def new(visit: Visiting, kind: str = "notes", group: str = "", date: str = "", unsaved: str = "") -> Response:
    assert visit.me
    if unsaved:
        return _going_on(visit, unsaved)
    wanted = begun(kind if kind in list(Kind) else "notes")
    return _form(visit, replace(wanted, group=group, date=date), once=_new_key(), offering=True)


@router.post("/new")
def make(visit: Visiting, sent: Sending) -> Response:
    wanted, once = sent.wanted, sent["once"] if _KEY.fullmatch(sent["once"]) else _new_key()

    def again(code: int, sentence: str, wrong: dict[str, str]) -> Response:
        return _form(
            visit, wanted, code, once=once, named=sent.names_no_one, not_written=sentence, wrong=wrong, why=sent["why"]
        )  # fmt: skip

    def write() -> Response:
        nonlocal wanted
        account = visit.paced(SAVES).account.number
        wanted = replace(wanted, text=_with_files(visit, account, once, sent))
        if sent["do"] not in ("", "save"):
            return again(200, "", {})
        with unsaved.parcel(visit.state, account, once, wanted.text) as parcel:
            made = create_document(
                visit.parts.desk,
                visit.viewer,
                wanted,
                once=once,
                why=sent["why"],
                names_no_one=sent.names_no_one,
                parcel=parcel,
            )
        unsaved.drop(visit.state, account, once)
        document = visit.catalog_now.document(made, visit.audiences)
        if document is None:
            raise NotFound
        return visit.onward(document.address)

    return carefully(visit, wanted, write, again)


@router.post("/preview")
def preview(visit: Visiting, sent: Sending) -> Response:
    """A piece of a page, for the script of the form."""
    visit.paced(LOOKS)
    source = visit.catalog.document(sent["document"], visit.audiences) if sent["document"] else None
    if source is not None:
        return visit.page("preview.html", preview=preview_of(visit, sent["text"], source))
    key = sent["once"] if _KEY.fullmatch(sent["once"]) else ""
    shown = preview_of(visit, sent["text"], _not_yet(visit, sent["group"]), key)
    return visit.page("preview.html", preview=shown)


def _with_files(visit: Visit, account: int, once: str, sent: Sent) -> str:
    """The text with the files that came with the form, which are kept with it until it is saved."""
    names = [
        unsaved.add(visit.state, account, once, each) for each in sent.uploads(visit.parts.settings.largest_upload)
    ]
    if sent["do"].startswith(_TAKE_OUT):
        unsaved.take_out(visit.state, account, once, sent["do"].removeprefix(_TAKE_OUT))
    return with_links(sent["text"], [(name, NEW + name) for name in names])


def _going_on(visit: Visit, key: str) -> Response:
    kept: Unsaved = unsaved.kept(visit.state, visit.session.account, key)
    if kept.document:
        raise NotFound
    return _form(visit, wording_kept(kept.fields), once=key, why=kept.fields.get("why", ""), going_on=kept.at)


def _form(
    visit: Visit,
    form: Wording,
    code: int = 200,
    *,
    once: str,
    named: bool = False,
    why: str = "",
    not_written: str = "",
    wrong: dict[str, str] | None = None,
    offering: bool = False,
    going_on: int = 0,
) -> Response:
    account = visit.me.account.number
    files = [
        (name, size, unsaved_file_address(once, name) if is_picture(name) else "", NEW + name)
        for name, size in unsaved.files(visit.state, account, once)
    ]
    return visit.page(
        "new.html",
        code,
        form=form,
        once=once,
        named=named,
        why=why,
        not_written=not_written,
        wrong=wrong or {},
        unsaved=offered(visit, "", but=once) if offering else [],
        going_on=going_on,
        files=files,
        largest=visit.parts.settings.largest_upload,
        preview=preview_of(visit, form.text, _not_yet(visit, form.group), once) if form.text.strip() else "",
        **choices(visit, None, visit.parts.library.site.default_visibility),
    )


def _new_key() -> str:
    return secrets.token_urlsafe(12)


def _not_yet(visit: Visit, group: str) -> Document:
    """What stands for a document that is not there yet, where its links are looked up."""
    found = visit.catalog.group(group, visit.audiences) if group else None
    folder = path_for_group(visit.parts.desk, found.slug) if found else ""
    return Document("", f"{folder}/new.md" if folder else "new.md", "", Kind.PAGE, found.slug if found else None)
