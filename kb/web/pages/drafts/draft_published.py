"""What a draft has become, and what to do next."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Document
from kb.usecases.bringing_in.drafting import document_id
from kb.web.pieces.letters import may_tell
from kb.web.pieces.sharing import sharing
from kb.web.plain.words import readers
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()


@router.get("/drafts/{number}/published")
def published(number: str, visit: Visiting) -> Response:
    assert visit.me
    document = became(visit, number)
    group = visit.catalog_now.group(document.group, visit.audiences) if document.group else None
    return visit.page(
        "draft_published.html",
        document=document,
        group=group,
        readers=readers(document, group),
        share=sharing(document, group, visit),
        mail=_mail(visit, document),
        may_tell=may_tell(visit, document),
    )


def became(visit: Visit, number: str) -> Document:
    """The document that a draft has become, for those who may read it. Raises NotFound."""
    document = visit.catalog_now.document(document_id(number), visit.audiences)
    if document is None:
        raise NotFound
    return document


def _mail(visit: Visit, document: Document) -> str:
    """A message to the group's own list, with the link; whom it goes to is for whoever sends it to fill in."""
    values = {"subject": document.title, "body": f"{visit.origin}/d/{document.id}\r\n"}
    return "mailto:?" + "&".join(f"{name}={quote(value)}" for name, value in values.items())
