"""What a document said before: its versions, one of them, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_write
from kb.history import Piece, word_differences
from kb.library import FrontMatterUnreadable
from kb.library.files import LARGEST, decode
from kb.library.frontmatter import read_front_matter
from kb.library.reading import file_of, interpret
from kb.markup import finish
from kb.model import CHATHAM_HOUSE, Document
from kb.usecases.group_pages import NotWritten
from kb.usecases.saving import Conflict, Edit
from kb.usecases.versions import Version, version_of, versions_of
from kb.usecases.wording import in_place, wording_of
from kb.web.addresses import history_address
from kb.web.document import link_address
from kb.web.document_edit import FIELDS
from kb.web.visit import NotFound, Text, Visit, Visiting
from kb.web.words import moment
from kb.web.writing import carefully

router = APIRouter()

_AROUND = 3  # lines shown before and after a change
_RESTORED = "As it was on {}"


@router.get("/d/{identifier}/history")
def history(identifier: str, visit: Visiting) -> Response:
    document = _visible(visit, identifier)
    if document.id != identifier:
        return visit.redirect(history_address(document.id))
    versions = versions_of(visit.state, visit.parts.history, visit.catalog_now, visit.viewer, document)
    return visit.page("document_history.html", document=document, versions=versions, moment=moment)


@router.get("/d/{identifier}/history/{name}")
def version(identifier: str, name: str, visit: Visiting) -> Response:
    return _version(visit, identifier, name)


@router.post("/d/{identifier}/history/{name}")
def restore(
    identifier: str, name: str, visit: Visiting, revision: Text = "", why: Text = "", names_no_one: Text = ""
) -> Response:
    """Let a document say again what it said then; who can read it stays as it is now."""
    assert visit.me
    desk, document = visit.parts.desk, _visible(visit, identifier)
    found = _found(visit, document, name)
    try:
        then = wording_of(visit.parts.library, document.path, visit.parts.history.content(found.revision))
    except FrontMatterUnreadable as error:
        raise NotWritten(f"This version cannot be brought back from here. {error}") from None
    opened = desk.open(visit.viewer, identifier)
    wanted = in_place(then, opened.said)

    def write() -> Response:
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


@router.get("/d/{identifier}/history/{name}/changes")
def changes(identifier: str, name: str, visit: Visiting, since: str = "", merged: str = "") -> Response:
    document = _visible(visit, identifier)
    versions = versions_of(visit.state, visit.parts.history, visit.catalog_now, visit.viewer, document)
    place = next((number for number, each in enumerate(versions) if each.name == name), None)
    before = versions[place + 1] if place is not None and place + 1 < len(versions) else None
    if since:
        before = next((each for each in versions if each.name == since), None)
    if place is None or (since and before is None):
        raise NotFound
    after = versions[place]
    old, new = (_text(visit, document, each) if each else ("", {}) for each in (before, after))
    return visit.page(
        "document_changes.html",
        document=document,
        before=before,
        after=after,
        fields=[
            (label, old[1].get(key, ""), value)
            for key, label in FIELDS.items()
            if (value := new[1].get(key, "")) != old[1].get(key, "")
        ]
        if before
        else [],
        pieces=list(_shortened(word_differences(old[0], new[0]))),
        merged=bool(merged),
        moment=moment,
    )


def _version(visit: Visit, identifier: str, name: str, code: int = 200, not_written: str = "") -> Response:
    document = _visible(visit, identifier)
    versions = versions_of(visit.state, visit.parts.history, visit.catalog_now, visit.viewer, document)
    found = next((each for each in versions if each.name == name), None)
    if found is None:
        raise NotFound
    text, said = _text(visit, document, found)
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
        revision=visit.parts.desk.open(visit.viewer, identifier).revision if writes else "",
        rule=document.rule == CHATHAM_HOUSE,
        not_written=not_written,
        moment=moment,
    )


def _visible(visit: Visit, identifier: str) -> Document:
    found = visit.catalog.document(identifier, visit.audiences)
    if found is None:
        raise NotFound
    return found


def _found(visit: Visit, document: Document, name: str) -> Version:
    found = version_of(visit.state, visit.parts.history, visit.catalog_now, visit.viewer, document, name)
    if found is None:
        raise NotFound
    return found


def _text(visit: Visit, document: Document, found: Version) -> tuple[str, dict[str, str]]:
    """What it said then, whatever was wrong with the file: its text, and its fields by their keys."""
    content = visit.parts.history.content(found.revision)[:LARGEST]
    facts = interpret(document.path, file_of(content), visit.parts.library.site.rules)[0].facts
    said = {
        "title": facts.title,
        "date": facts.date.display() if facts.date else facts.date_note or "",
        "kind": facts.kind.value,
        "group": facts.group_label or "",
        "tags": ", ".join(tag.label for tag in facts.tags),
        "url": facts.url or "",
        "description": facts.description or "",
    }
    return read_front_matter(decode(content)[0]).body, said


def _shortened(pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """Pieces with their kinds; of long stretches in which nothing changed only the lines beside a change."""
    for number, piece in enumerate(pieces):
        lines = piece.text.splitlines(keepends=True)
        head = _AROUND if number else 0
        tail = _AROUND if number < len(pieces) - 1 else 0
        if piece.kind != "same" or len(lines) <= head + tail + 2:
            yield piece.kind, piece.text
            continue
        if head:
            yield "same", "".join(lines[:head])
        yield "left out", str(len(lines) - head - tail)
        if tail:
            yield "same", "".join(lines[-tail:])
