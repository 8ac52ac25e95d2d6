"""Writing a new document; and how a text will look, before anything is saved."""

from __future__ import annotations

import secrets
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Document, Kind
from kb.usecases.creating import begun, create_document, path_for_group
from kb.usecases.wording import Wording
from kb.web.visit import NotFound, Text, Visit, Visiting
from kb.web.writing import Worded, carefully, choices, preview_of

router = APIRouter()


@router.get("/new")
def new(visit: Visiting, kind: str = "notes", group: str = "") -> Response:
    assert visit.me
    wanted = begun(kind if kind in list(Kind) else "notes")
    return _form(visit, replace(wanted, group=group), once=secrets.token_urlsafe(12))


@router.post("/new")
def make(
    visit: Visiting, wanted: Worded, once: Text = "", why: Text = "", names_no_one: Text = "", do: Text = "save"
) -> Response:
    def again(code: int, sentence: str, wrong: dict[str, str]) -> Response:
        return _form(visit, wanted, code, once=once, named=bool(names_no_one), not_written=sentence, wrong=wrong)

    def write() -> Response:
        if do == "preview":
            return again(200, "", {})
        made = create_document(
            visit.parts.desk, visit.viewer, wanted, once=once, why=why, names_no_one=bool(names_no_one)
        )
        document = visit.catalog_now.document(made, visit.audiences)
        if document is None:
            raise NotFound
        return visit.onward(document.address)

    return carefully(visit, wanted, write, again)


@router.post("/preview")
def preview(visit: Visiting, text: Text = "", document: Text = "", group: Text = "") -> Response:
    """A piece of a page, for the script of the form."""
    assert visit.me
    source = visit.catalog.document(document, visit.audiences) if document else None
    return visit.page("preview.html", preview=preview_of(visit, text, source or _not_yet(visit, group)))


def _form(
    visit: Visit,
    form: Wording,
    code: int = 200,
    *,
    once: str,
    named: bool = False,
    not_written: str = "",
    wrong: dict[str, str] | None = None,
) -> Response:
    offered = choices(visit, None, visit.parts.library.site.default_visibility)
    return visit.page(
        "new.html",
        code,
        form=form,
        once=once,
        named=named,
        not_written=not_written,
        wrong=wrong or {},
        preview=preview_of(visit, form.text, _not_yet(visit, form.group)) if form.text.strip() else "",
        **offered,
    )


def _not_yet(visit: Visit, group: str) -> Document:
    """What stands for a document that is not there yet, where its links are looked up."""
    found = visit.catalog.group(group, visit.audiences) if group else None
    folder = path_for_group(visit.parts.desk, found.slug) if found else ""
    return Document("", f"{folder}/new.md" if folder else "new.md", "", Kind.PAGE, found.slug if found else None)
