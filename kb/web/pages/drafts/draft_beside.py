"""A draft and a document that may be the same, side by side; and the one put into the other."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_lead, may_write
from kb.drafts import Draft
from kb.history import side_by_side
from kb.model import CHATHAM_HOUSE, Document
from kb.usecases.bringing_in.draft_rule import ForALead, is_for_a_lead, under_the_rule
from kb.usecases.bringing_in.drafting import StaleDraft, open_draft
from kb.usecases.bringing_in.duplicates import put_into
from kb.usecases.writing.saving import Conflict
from kb.usecases.writing.wording import Wording
from kb.web.pages.account.account import group_called
from kb.web.pieces.writing import carefully
from kb.web.plain.addresses import draft_address
from kb.web.plain.numbers import whole_number
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()

_NOT_PUT = "It is under the Chatham House Rule, so a lead has to read it for names first; nothing was changed yet."


@router.get("/drafts/{number}/beside/{identifier}")
def beside(number: str, identifier: str, visit: Visiting) -> Response:
    assert visit.me
    return _beside(visit, number, identifier)


@router.post("/drafts/{number}/beside/{identifier}")
def put(
    number: str, identifier: str, visit: Visiting, names_no_one: Text = "", revision: Text = "", do: Text = ""
) -> Response:
    """The draft becomes another version of the document, or its end."""

    def again(code: int, sentence: str, wrong: dict[str, str]) -> Response:
        return _beside(visit, number, identifier, code, not_written=sentence, wrong=wrong)

    def write() -> Response:
        try:
            put_into(
                visit.parts.drafts, visit.viewer, number, identifier, at_the_end=do == "append",
                names_no_one=bool(names_no_one), revision=whole_number(revision) if revision else None,
            )  # fmt: skip
        except StaleDraft:
            return again(409, "Somebody has changed the draft since. Look at it again.", {})
        except ForALead:
            return again(403, _NOT_PUT, {})
        except Conflict:
            return again(409, "Somebody is changing it just now. Look at it again.", {})
        document = visit.catalog_now.document(identifier, visit.audiences)
        return visit.onward(document.address if document else "/drafts")

    return carefully(visit, Wording(), write, again)


def _beside(
    visit: Visit, number: str, identifier: str, code: int = 200, *, not_written: str = "",
    wrong: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    found = open_draft(visit.parts.drafts, visit.viewer, number)
    document = visit.catalog.document(identifier, visit.audiences)
    body = visit.parts.library.body(document) if document else None
    if document is None or body is None:
        raise NotFound
    return visit.page(
        "draft_beside.html",
        code,
        draft=found,
        address=draft_address(found.id),
        document=document,
        rows=side_by_side(body.text, found.text),
        for_a_lead=is_for_a_lead(visit.parts.desk, visit.viewer, found, document),
        theirs=may_write(visit.viewer, document),
        elsewhere=_elsewhere(visit, found, document),
        rule=under_the_rule(visit.parts.desk, found, document),
        not_written=not_written,
        wrong=wrong or {},
    )


def _elsewhere(visit: Visit, found: Draft, document: Document) -> str:
    """The group whose leads have to read the draft for names and do not see it, as it is for another; "" for none."""
    group = document.group or ""
    ruled = document.rule == CHATHAM_HOUSE and group not in ("", found.fields.group)
    return group_called(visit, group)[0] if ruled and not may_lead(visit.viewer, group) else ""
