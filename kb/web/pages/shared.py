"""One document as somebody reads it who was given a link: its text and its files, nothing that is around it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import audience_of
from kb.library import FoundFile
from kb.markup import Reference, finish
from kb.model import Document
from kb.usecases.linking.share_links import opened
from kb.web.pages.document.document_files import send_file
from kb.web.plain.addresses import shared_address, shared_file_address
from kb.web.plain.words import day, rule
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

_HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get("/s/{secret}")
def shared(secret: str, visit: Visiting, part: int = 1) -> Response:
    found = opened(visit.state, visit.catalog, secret, counting=part == 1)
    body = visit.parts.library.body(found[0]) if found else None
    if found is None or body is None:
        raise NotFound
    document, share = found
    rendered = visit.parts.renderer.render(body.text, part, drop_title=document.title)
    if not 1 <= part <= rendered.parts:
        raise NotFound
    answer = visit.page(
        "shared.html",
        document=document,
        html=finish(rendered.html, lambda link: _own_file(link, document, secret, visit)).html,
        part=part,
        parts=rendered.parts,
        part_address=lambda number: shared_address(secret, number),
        file_at=lambda file: shared_file_address(secret, file),
        until=day(share.expires_at),
        rule=rule(document.rule),
    )
    answer.headers.update(_HEADERS)
    return answer


@router.get("/s/{secret}/files/{name:path}")
def shared_file(secret: str, name: str, visit: Visiting) -> Response:
    found = opened(visit.state, visit.catalog, secret, counting=False)
    if found is None:
        raise NotFound
    answer = send_file(found[0], name, visit)
    answer.headers.update(_HEADERS)
    return answer


def _own_file(link: Reference, document: Document, secret: str, visit: Visit) -> str | None:
    """Where a link leads that means a file of this document; None for all others, whoever may read what they mean."""
    there = visit.catalog.resolve(link.target, document, frozenset({audience_of(document)}), wiki=link.wiki)
    if not isinstance(there, FoundFile) or there.document.id != document.id:
        return None
    return visit.parts.templates.link(shared_file_address(secret, there.file))
