"""/api/v1/documents/{id}/files: files attached, replaced and taken away. What was there is kept in the history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from kb.api.multipart import NO_FILES, files_and
from kb.api.refusals import refusals
from kb.api.shapes import DocumentWhole
from kb.api.writing import Refused, in_words, whole_answer
from kb.usecases.writing.attaching import Upload, attach, detach, put_in_place
from kb.usecases.writing.uploading import NotTaken
from kb.web.serving.pace import SAVES
from kb.web.serving.problem import problem
from kb.web.serving.sent import Sending
from kb.web.serving.visit import Visiting

router = APIRouter(
    responses=refusals(
        {
            401: "No token",
            403: "Not theirs to change, or a token that only reads",
            409: "A file of another kind than the one it is to replace",
            413: "More than can be taken in at once",
            429: "More than a hundred saves in a minute",
            507: "The disk is full",
        }
    )
)

_FORM = files_and(names_no_one="Needed under the Chatham House Rule.")
NamesNoOne = Annotated[bool, Query(description="Needed under the Chatham House Rule.")]


@router.post(
    "/documents/{identifier}/files", summary="Attach files", status_code=201, response_model=DocumentWhole,
    openapi_extra=_FORM,
)  # fmt: skip
def add(identifier: str, visit: Visiting, sent: Sending) -> Response:
    """Pictures, PDFs and office files lose what they say of place, camera and author."""
    visit.paced(SAVES)
    try:
        with in_words():
            for each in _uploads(visit, identifier, sent):
                attach(visit.parts.desk, visit.viewer, identifier, each, names_no_one=sent.names_no_one)
    except Refused as refused:
        return refused.answer
    return whole_answer(visit, identifier, 201)


@router.put(
    "/documents/{identifier}/files/{name:path}", summary="Replace an attached file", response_model=DocumentWhole,
    openapi_extra=_FORM,
)  # fmt: skip
def replace(identifier: str, name: str, visit: Visiting, sent: Sending) -> Response:
    """Links to it go on. The new file has to be of the same kind."""
    visit.paced(SAVES)
    try:
        with in_words():
            upload = _uploads(visit, identifier, sent)[0]
            put_in_place(visit.parts.desk, visit.viewer, identifier, name, upload, names_no_one=sent.names_no_one)
    except Refused as refused:
        return refused.answer
    return whole_answer(visit, identifier, 200)


@router.delete("/documents/{identifier}/files/{name:path}", summary="Take an attached file away", status_code=204)
def remove(identifier: str, name: str, visit: Visiting, names_no_one: NamesNoOne = False) -> Response:
    visit.paced(SAVES)
    try:
        with in_words():
            detach(visit.parts.desk, visit.viewer, identifier, name, names_no_one=names_no_one)
    except Refused as refused:
        return refused.answer
    return Response(status_code=204)


def _uploads(visit: Visiting, identifier: str, sent: Sending) -> list[Upload]:
    """The files that were sent. Raises NotThere, NotTheirs before any of them is read, Refused."""
    visit.parts.desk.document(visit.viewer, identifier)
    try:
        uploads = sent.uploads(visit.parts.settings.largest_upload)
    except NotTaken as error:
        raise Refused(problem(422, str(error))) from None
    if not uploads:
        raise Refused(problem(422, NO_FILES))
    return uploads
