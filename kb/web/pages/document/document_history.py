"""What a document said before: its versions, and one of them, by its name or as of a day."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_write
from kb.library import FrontMatterUnreadable
from kb.markup import finish
from kb.model import CHATHAM_HOUSE, Document
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.reading.versions import Version, as_of
from kb.usecases.writing.saving import Conflict, Edit
from kb.usecases.writing.wording import in_place, wording_of
from kb.web.pieces.citing import FORMS
from kb.web.pieces.links import link_address
from kb.web.pieces.versions import date_in, named, seen, text_of, visible
from kb.web.pieces.writing import carefully
from kb.web.plain.addresses import at_address, cite_address, history_address, with_parameters
from kb.web.plain.words import iso_day, moment
from kb.web.serving.pace import SAVES
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()

_RESTORED = "As it was on {}"


@router.get("/d/{identifier}/history")
def history(identifier: str, visit: Visiting) -> Response:
    document = visible(visit, identifier)
    if document.id != identifier:
        return visit.redirect(history_address(document.id))
    return visit.page("document_history.html", document=document, versions=seen(visit, document), iso_day=iso_day)


@router.get("/d/{identifier}/at")
def to_day(identifier: str, visit: Visiting, day: str = "") -> Response:
    """The form of the history leads on to the address of a day."""
    document = visible(visit, identifier)
    return visit.onward(at_address(document.id, date_in(day).iso))


@router.get("/d/{identifier}/at/{day}")
def at(identifier: str, day: str, visit: Visiting) -> Response:
    """What it said at the end of a day, month or year: `2020-03-31`, `2020-03`, `2020`; an address for ever."""
    document, until = visible(visit, identifier), date_in(day)
    if (document.id, until.iso) != (identifier, day):
        return visit.redirect(at_address(document.id, until.iso))
    versions = seen(visit, document)
    found = as_of(versions, until)
    if found is None:
        raise NotFound
    return _shown(visit, document, versions, found, day=until.display(), iso=until.iso)


@router.get("/d/{identifier}/history/{name}")
def version(identifier: str, name: str, visit: Visiting) -> Response:
    return _version(visit, identifier, name)


@router.post("/d/{identifier}/history/{name}")
def restore(
    identifier: str, name: str, visit: Visiting, revision: Text = "", why: Text = "", names_no_one: Text = ""
) -> Response:
    """Let a document say again what it said then; who can read it stays as it is now."""
    assert visit.me
    desk, document = visit.parts.desk, visible(visit, identifier)
    found = named(seen(visit, document), name)
    try:
        then = wording_of(visit.parts.library, document.path, visit.parts.history.content(found.revision))
    except FrontMatterUnreadable as error:
        raise NotWritten(f"This version cannot be brought back from here. {error}") from None
    opened = desk.open(visit.viewer, identifier)
    wanted = in_place(then, opened.said)

    def write() -> Response:
        visit.paced(SAVES)
        note = why or _RESTORED.format(moment(found.revision.at))
        try:
            desk.save(visit.viewer, identifier, Edit(wanted, revision, note, bool(names_no_one), merging=False))
        except Conflict:
            sentence = "Somebody has changed it since you opened this page. Look at it, then bring this version back."
            return _version(visit, identifier, name, 409, sentence)
        return visit.onward((visit.catalog_now.document(document.id, visit.audiences) or document).address)

    return carefully(
        visit,
        wanted,
        write,
        lambda code, sentence, wrong: _version(visit, identifier, name, code, sentence or " ".join(wrong.values())),
    )


def _version(visit: Visit, identifier: str, name: str, code: int = 200, not_written: str = "") -> Response:
    document = visible(visit, identifier)
    versions = seen(visit, document)
    return _shown(visit, document, versions, named(versions, name), code, not_written)


def _shown(
    visit: Visit,
    document: Document,
    versions: list[Version],
    found: Version,
    code: int = 200,
    not_written: str = "",
    day: str = "",
    iso: str = "",
) -> Response:
    text, said = text_of(visit, document, found)
    rendered = visit.parts.renderer.render(text, drop_title=said["title"])
    writes = may_write(visit.viewer, document) and visit.viewer.account is not None
    return visit.page(
        "document_version.html",
        code,
        document=document,
        version=found,
        title=said["title"],
        html=finish(rendered.html, lambda link: link_address(link, document, visit)).html,
        parts=rendered.parts,
        why_plain=rendered.why,
        is_newest=found is versions[0],
        writes=writes,
        revision=visit.parts.desk.open(visit.viewer, document.id).revision if writes else "",
        day=day,
        cites=[(name, with_parameters(cite_address(document.id, form), day=iso)) for form, (name, *_) in FORMS.items()],
        rule=document.rule == CHATHAM_HOUSE,
        not_written=not_written,
    )
