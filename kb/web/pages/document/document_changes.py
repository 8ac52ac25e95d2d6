"""What changed between two versions of a document: word by word, or in the page as it looks."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import Piece, marked_changes, word_differences
from kb.markup import finish
from kb.model import Document
from kb.usecases.moving.undoing import may_undo
from kb.web.pages.document.document_edit import FIELDS
from kb.web.pieces.links import link_address
from kb.web.pieces.versions import named, seen, text_of, visible
from kb.web.plain.addresses import changes_address
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

PAGE = "page"
"""`view=` for the changes in the page as it looks."""
_AROUND = 3  # lines shown before and after a change


@router.get("/d/{identifier}/history/{name}/changes")
def changes(identifier: str, name: str, visit: Visiting, since: str = "", merged: str = "", view: str = "") -> Response:
    document = visible(visit, identifier)
    versions = seen(visit, document)
    place = next((number for number, each in enumerate(versions) if each.name == name), None)
    before = versions[place + 1] if place is not None and place + 1 < len(versions) else None
    if since:
        before = named(versions, since)
    if place is None:
        raise NotFound
    after = versions[place]
    old, new = (text_of(visit, document, each) if each else ("", {}) for each in (before, after))
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
        pieces=[] if view == PAGE else list(_shortened(word_differences(old[0], new[0]))),
        html=_as_page(visit, document, old, new) if view == PAGE else "",
        address=lambda view: changes_address(document.id, name, since, merged=bool(merged), view=view),
        merged=bool(merged),
        may_undo=not since and may_undo(visit.parts.desk, visit.viewer, after.revision),
    )


def _as_page(visit: Visit, document: Document, old: tuple[str, dict[str, str]], new: tuple[str, dict[str, str]]) -> str:
    """Of a long document its first part."""
    before, after = (
        visit.parts.renderer.render(text, drop_title=said.get("title")).html if text else ""
        for text, said in (old, new)
    )
    return finish(marked_changes(before, after), lambda link: link_address(link, document, visit)).html


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
