"""/api/v1/uploads and /api/v1/drafts: files taken in, what was made of them, and publishing it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData

from kb.access import may_write_anywhere
from kb.api.multipart import NO_FILES, files_and
from kb.api.refusals import refusals
from kb.api.shapes import DraftShape, DraftsMade, FindingShape, LeftOut, Published
from kb.api.writing import Refused, in_words, whole_answer
from kb.drafts import Draft, Fields
from kb.intake.findings import findings
from kb.library.files import is_disk_full
from kb.usecases.bringing_in import drafting, publishing
from kb.usecases.bringing_in.draft_rule import ForALead
from kb.usecases.bringing_in.drafting import StaleDraft
from kb.usecases.bringing_in.taking_in import NoRoom, take_all
from kb.usecases.writing.saving import NotTheirs, NotThere, Unnamed
from kb.web.pages.upload import MOST_FILES, at_its_turn, received_in, sentence_of, text_in
from kb.web.plain.addresses import draft_address
from kb.web.plain.numbers import whole_number
from kb.web.serving.problem import problem
from kb.web.serving.visit import Visit, Visiting

router = APIRouter(
    responses=refusals(
        {
            401: "No token",
            403: "Not theirs to do, or a token that only reads",
            413: "More than is taken in at once",
            507: "The disk is full",
        }
    )
)

_STALE = "Somebody has changed it since. Read it again, and send its revision as If-Match."
_OPEN = "It is under the Chatham House Rule. Look at the findings, and send names_no_one true once it names no one."
_FOR_A_LEAD = "It is under the Chatham House Rule: a lead of its group publishes it, or an admin where there is none."
_FORM = files_and(group="", kind="", date="", title="", visibility="", rule="")


class DraftWritten(BaseModel):
    """What a draft shall say. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    kind: str | None = None
    group: str | None = None
    date: str | None = None
    tags: list[str] | None = None
    visibility: str | None = None
    url: str | None = None
    description: str | None = None
    rule: str | None = None
    markdown: str | None = None

    def upon(self, said: Fields) -> Fields:
        sent: dict[str, Any] = self.model_dump(exclude_none=True, exclude={"markdown", "tags"})
        if self.tags is not None:
            sent["tags"] = ", ".join(self.tags)
        return replace(said, **sent)


class Publishing(BaseModel):
    """How a draft is published."""

    model_config = ConfigDict(extra="forbid")

    accept_proposals: bool = Field(False, description="Put what is proposed in the place of every open finding.")
    names_no_one: bool = Field(False, description="Needed under the Chatham House Rule.")
    why: str = Field("", description="A short note for the history.")


@router.post(
    "/uploads", summary="Take files in", status_code=201, response_model=DraftsMade, openapi_extra=_FORM
)  # fmt: skip
async def upload(visit: Visiting) -> Response:
    """Each file becomes a draft, or several where there are several documents in it. Nothing is published."""
    assert visit.me
    if not may_write_anywhere(visit.viewer):
        raise NotTheirs
    try:
        async with visit.request.form(max_files=MOST_FILES) as form:
            return await at_its_turn(_taken, visit, form)
    except OSError as error:
        full = isinstance(error, NoRoom) or is_disk_full(error)
        return problem(507 if full else 503, sentence_of(error), {"Retry-After": "60"})


@router.get("/drafts/{number}", summary="A draft", response_model=DraftShape)
def draft(number: str, visit: Visiting) -> Response:
    assert visit.me
    return _answer(drafting.open_draft(visit.parts.drafts, visit.viewer, number))


@router.patch("/drafts/{number}", summary="Change a draft", response_model=DraftShape)
def change(
    number: str,
    wanted: DraftWritten,
    visit: Visiting,
    if_match: Annotated[str | None, Header(description="The revision this was begun from; without it, any.")] = None,
) -> Response:
    """412 where somebody changed it since the revision of `If-Match`."""
    assert visit.me
    room = visit.parts.drafts
    now = drafting.open_draft(room, visit.viewer, number)
    begun = _revision(if_match)
    revision = now.revision if begun is None else begun
    text = now.text if wanted.markdown is None else wanted.markdown
    try:
        with in_words():
            return _answer(drafting.change(room, visit.viewer, number, wanted.upon(now.fields), text, revision))
    except StaleDraft:
        return problem(412, _STALE)
    except Refused as refused:
        return refused.answer


@router.post(
    "/drafts/{number}/publish", summary="Publish a draft", status_code=201, response_model=Published
)  # fmt: skip
def publish(
    number: str,
    wanted: Publishing,
    visit: Visiting,
    if_match: Annotated[str | None, Header(description="The revision that was read; without it, any.")] = None,
) -> Response:
    """It is found by the search when this answers. Asked again it gives the same document.

    412 where somebody changed it since the revision of `If-Match`; 422 with what is open where something is; 403 where
    it is under the Chatham House Rule and whoever asks does not lead its group.
    """
    assert visit.me
    room = visit.parts.drafts
    try:
        now = drafting.open_draft(room, visit.viewer, number)
    except NotThere:
        return whole_answer(visit, drafting.document_id(number), 201, under="document")
    said: dict[str, Any] = {
        "names_no_one": wanted.names_no_one,
        "accept_proposals": wanted.accept_proposals,
        "why": wanted.why,
        "revision": _revision(if_match),
    }
    try:
        with in_words():
            try:
                made = publishing.publish(room, visit.viewer, number, **said)
            except StaleDraft:
                return problem(412, _STALE)
            except ForALead:
                return problem(403, _FOR_A_LEAD)
            except Unnamed:
                return _open(now)
    except Refused as refused:
        return refused.answer
    return whole_answer(visit, made, 201, under="document")


def _taken(visit: Visit, form: FormData) -> Response:
    received = received_in(form)
    if not received:
        return problem(422, NO_FILES)
    given = Fields(**{name: text_in(form, name) for name in ("group", "kind", "date", "title", "visibility", "rule")})
    try:
        with in_words():
            if given != Fields(kind=""):
                drafting.tidied(replace(given, kind=given.kind or "notes"), "")
    except Refused as refused:
        return refused.answer
    taken = take_all(visit.parts.drafts, visit.viewer, received, given)
    drafts = [_shape(each) for one in taken for each in one.drafts]
    left_out = [LeftOut(name=each.name or "pasted", why=each.why) for each in taken if each.why]
    if not drafts:
        return problem(422, " ".join(each.why for each in taken if each.why))
    return JSONResponse(DraftsMade(drafts=drafts, left_out=left_out).model_dump(mode="json"), 201)


def _revision(if_match: str | None) -> int | None:
    """The one that was named, 0 for what names none."""
    begun = (if_match or "").strip().strip('"')
    return whole_number(begun) if begun else None


def _open(found: Draft) -> Response:
    """Why it is not published: what somebody has to look at."""
    shown = [each.model_dump(mode="json") for each in _findings(found.text, found.private)]
    body = {"type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": _OPEN}
    return JSONResponse({**body, "findings": shown}, 422, media_type="application/problem+json")


def _answer(found: Draft) -> Response:
    return JSONResponse(_shape(found).model_dump(mode="json"), headers={"ETag": f'"{found.revision}"'})


def _shape(found: Draft) -> DraftShape:
    said = found.fields
    return DraftShape(
        id=found.id,
        url=draft_address(found.id),
        title=said.title,
        date=said.date or None,
        group=said.group or None,
        kind=said.kind,
        tags=[tag.strip() for tag in said.tags.split(",") if tag.strip()],
        visibility=said.visibility,
        rule=said.rule,
        description=said.description,
        markdown=found.text,
        findings=_findings(found.text, found.private),
        report=" ".join(found.told.report),
        revision=found.revision,
    )


def _findings(text: str, roster: str) -> list[FindingShape]:
    return [FindingShape(**asdict(each)) for each in findings(text, roster=roster)]
