"""/api/v1/documents: the list of documents, and one with its text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from kb.api.shapes import DocumentListed, Documents, DocumentWhole, FileShape
from kb.model import Document
from kb.web.pages.document.document import whole_html
from kb.web.plain.addresses import document_address, file_address
from kb.web.serving.gone import missing
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()


@router.get("/documents", summary="All documents")
def documents(
    visit: Visiting,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Documents:
    """In the order of their paths."""
    found = visit.catalog.documents(visit.audiences)
    first = (page - 1) * per_page
    return Documents(total=len(found), results=[listed(d) for d in found[first : first + per_page]])


@router.get("/documents/{identifier}", summary="One document with its text")
def document(identifier: str, visit: Visiting) -> DocumentWhole:
    """By its id or a former one."""
    found = visit.catalog.document(identifier, visit.audiences)
    if found is None:
        raise missing(visit, identifier)
    shown = whole(visit, found)
    if shown is None:
        raise NotFound
    return shown


def whole(visit: Visit, found: Document) -> DocumentWhole | None:
    """A document with its text as a viewer sees it; None where it is gone this moment."""
    body = visit.parts.library.body(found)
    if body is None:
        return None
    return DocumentWhole(
        **listed(found).model_dump(),
        description=found.description,
        tags=[tag.slug for tag in found.tags],
        files=[FileShape(name=f.name, size=f.size, url=file_address(found, f)) for f in found.files],
        markdown=body.text,
        html=whole_html(found, body.text, visit),
        etag=f'"{body.hash}"',
    )


def listed(document: Document) -> DocumentListed:
    return DocumentListed(
        id=document.id,
        title=document.title,
        kind=document.kind.value,
        group=document.group,
        date=document.date.iso if document.date else None,
        visibility=document.visibility.value,
        url=document_address(document.id, document.slug),
        path=document.path,
    )
