"""What was taken in and waits to be published: one's own, and that of the groups one leads."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.people.accounts import FORMER, names_of
from kb.usecases.bringing_in.drafting import drafts_to_see
from kb.web.pages.account.account import group_called
from kb.web.plain.addresses import draft_address
from kb.web.plain.words import day
from kb.web.serving.visit import Visiting

router = APIRouter()

_DONE = {"gone": "The draft is thrown away, and the file it came from."}
_SOON = 7 * 24 * 3600
"""Seconds before its end from which a draft is shown to end soon."""


@router.get("/drafts")
def drafts(visit: Visiting, done: str = "") -> Response:
    assert visit.me
    found = drafts_to_see(visit.parts.drafts, visit.viewer)
    with visit.state.read() as db:
        names = names_of(db, {each.owner for each in found})
        now = db.now
    return visit.page(
        "drafts.html",
        done=_DONE.get(done, ""),
        drafts=[
            {
                "draft": each,
                "address": draft_address(each.id),
                "group": group_called(visit, each.fields.group)[0] if each.fields.group else "",
                "owner": "" if each.owner == visit.viewer.account else names.get(each.owner, FORMER),
                "until": day(each.expires_at),
                "soon": each.expires_at - now < _SOON,
            }
            for each in found
        ],
    )
