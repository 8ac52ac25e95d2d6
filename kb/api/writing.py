"""/api/v1/documents, writing: a new one, another version of one, and taking one away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from kb.api.documents import whole
from kb.api.refusals import refusals
from kb.api.shapes import DocumentWhole
from kb.history import HistoryUnusable
from kb.library.files import is_disk_full
from kb.usecases.in_step.refused import WrongWords
from kb.usecases.moving.relocating import Wish, relocate
from kb.usecases.writing.creating import create_document
from kb.usecases.writing.removing import remove_document
from kb.usecases.writing.saving import Conflict, Edit, Unnamed
from kb.usecases.writing.wording import Wording
from kb.web.serving.pace import SAVES
from kb.web.serving.problem import problem
from kb.web.serving.visit import NotFound, Visit, Visiting

_REFUSALS = refusals(
    {
        401: "No token",
        403: "Not theirs to change, or a token that only reads",
        409: "A file that cannot be changed from here",
        412: "Somebody changed it since: with what it says `now`, and what was `sent`",
        413: "More than can be taken in at once",
        428: "No `If-Match`",
        429: "More than a hundred saves in a minute",
        507: "The disk is full",
    }
)
router = APIRouter(responses=_REFUSALS)

_UNNAMED = "It is under the Chatham House Rule: send names_no_one true once somebody has read it for names."
_NO_MATCH = "Send the etag of the version you began from as If-Match, so that nobody's change is overwritten unseen."
_STALE = "Somebody has changed it since. Here is what it says now; put both together and send its etag."
_NOT_NOW = "It cannot be written just now. Nothing was changed."

IfMatch = Annotated[str | None, Header(description="The etag of the version this was begun from.")]


class DocumentWritten(BaseModel):
    """What a document shall say. Of one that is there, what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, examples=["Monthly call"])
    kind: str | None = Field(None, examples=["notes"])
    group: str | None = Field(None, description="Its slug; empty for none.", examples=["pogo"])
    date: str | None = Field(None, examples=["2020-03-31", "2020-06?"])
    tags: list[str] | None = Field(None, examples=[["procurement"]])
    visibility: str | None = Field(None, description="Empty: as usual in its group.", examples=["members"])
    rule: str | None = Field(
        None, description="chatham-house, none, or empty: as in its group.", examples=["chatham-house"]
    )
    url: str | None = Field(None, description="Of a resource that is elsewhere.")
    description: str | None = None
    markdown: str | None = Field(None, description="Its text, without front matter.")
    why: str = Field("", description="A short note for the history.")
    names_no_one: bool = Field(False, description="Needed under the Chatham House Rule.")

    def upon(self, said: Wording) -> Wording:
        """What it says, with what was sent."""
        sent = self.model_dump(exclude_none=True, exclude={"why", "names_no_one", "markdown", "tags"})
        if self.markdown is not None:
            sent["text"] = self.markdown
        if self.tags is not None:
            sent["tags"] = ", ".join(self.tags)
        return replace(said, **sent)


class Refused(Exception):
    """An answer that is no document."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@router.post("/documents", summary="Write a new document", status_code=201, response_model=DocumentWhole)
def create(wanted: DocumentWritten, visit: Visiting) -> Response:
    """It is found by the search when this answers."""
    visit.paced(SAVES)
    try:
        with in_words():
            new = wanted.upon(Wording(kind="page"))
            made = create_document(
                visit.parts.desk, visit.viewer, new, why=wanted.why, names_no_one=wanted.names_no_one
            )
    except Refused as refused:
        return refused.answer
    return whole_answer(visit, made, 201)


@router.put("/documents/{identifier}", summary="Write another version of a document", response_model=DocumentWhole)
def update(identifier: str, wanted: DocumentWritten, visit: Visiting, if_match: IfMatch = None) -> Response:
    """412, with what it says now, where somebody changed it since the version of `If-Match`; 428 without one."""
    visit.paced(SAVES)
    desk = visit.parts.desk
    try:
        opened = desk.open(visit.viewer, identifier)
        revision = _revision(if_match)
        with in_words():
            edit = Edit(wanted.upon(opened.said), revision, wanted.why, wanted.names_no_one, merging=False)
            if opened.revision != revision:
                raise Conflict(opened, frozenset())
            saved = desk.save(visit.viewer, identifier, edit)
    except Conflict as conflict:
        return _stale(visit, conflict, wanted)
    except Refused as refused:
        return refused.answer
    return whole_answer(visit, saved.id, 200)


class Place(BaseModel):
    """What a document is to be called, and where it is to be. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    group: str | None = Field(None, description="Its slug; empty for none.", examples=["pogo"])
    name: str = Field("", description="Of its file, without ending; empty to be named after the title.")
    names_no_one: bool = Field(False, description="Needed under the Chatham House Rule.")


@router.post("/documents/{identifier}/move", summary="Rename or move a document", response_model=DocumentWhole)
def move(identifier: str, wanted: Place, visit: Visiting) -> Response:
    """Its id and all addresses stay; links to it in other documents go along."""
    visit.paced(SAVES)
    desk = visit.parts.desk
    try:
        said = desk.open(visit.viewer, identifier).said
        title = said.title if wanted.title is None else wanted.title
        group = said.group if wanted.group is None else wanted.group
        with in_words():
            moved = relocate(desk, visit.viewer, identifier, Wish(title, group, wanted.name, wanted.names_no_one))
    except Refused as refused:
        return refused.answer
    return whole_answer(visit, moved, 200)


@router.delete("/documents/{identifier}", summary="Take a document away", status_code=204)
def delete(identifier: str, visit: Visiting, if_match: IfMatch = None, why: str = "") -> Response:
    """It is kept in the bin. Needs `If-Match`, as a change does."""
    visit.paced(SAVES)
    try:
        visit.parts.desk.document(visit.viewer, identifier)
        with in_words():
            remove_document(visit.parts.desk, visit.viewer, identifier, _revision(if_match), why)
    except Conflict as conflict:
        return _stale(visit, conflict, None)
    except Refused as refused:
        return refused.answer
    return Response(status_code=204)


def _revision(if_match: str | None) -> str:
    """Any one version is not what somebody has seen: `*` will not do."""
    if not if_match or if_match.strip() == "*":
        raise Refused(problem(428, _NO_MATCH))
    return if_match.strip().strip('"')[:32]


@contextmanager
def in_words() -> Iterator[None]:
    """Why something cannot be, as a problem. Raises Refused."""
    try:
        yield
    except WrongWords as error:
        raise Refused(problem(422, f"“{error.field}”: {error}")) from None
    except Unnamed:
        raise Refused(problem(422, _UNNAMED)) from None
    except HistoryUnusable:
        raise Refused(problem(503, _NOT_NOW, {"Retry-After": "60"})) from None
    except OSError as error:
        raise Refused(problem(507 if is_disk_full(error) else 503, _NOT_NOW, {"Retry-After": "60"})) from None


def _stale(visit: Visit, conflict: Conflict, wanted: DocumentWritten | None) -> Response:
    """Both: what it says now, and what was sent."""
    now = visit.catalog_now.document(conflict.theirs.document.id, visit.audiences)
    document = whole(visit, now) if now else None
    body = {
        "type": "about:blank",
        "title": "Precondition Failed",
        "status": 412,
        "detail": _STALE,
        "now": document.model_dump(mode="json") if document else None,
        "sent": wanted.model_dump(mode="json", exclude_none=True) if wanted else None,
    }
    return JSONResponse(body, 412, media_type="application/problem+json")


def whole_answer(visit: Visit, identifier: str, status: int, under: str = "") -> Response:
    """The document, or an object that has it `under` this name."""
    document = visit.catalog_now.document(identifier, visit.audiences)
    shown = whole(visit, document) if document else None
    if shown is None:
        raise NotFound
    headers = {"Location": f"{visit.origin}/api/v1/documents/{shown.id}"} if status == 201 else {}
    said = shown.model_dump(mode="json")
    return JSONResponse({under: said} if under else said, status, {"ETag": shown.etag, **headers})
