"""The original of a draft as it looked: a page with its pages, which the draft shows within it, and pictures of them.

It is a page of its own because making it may take a while, for which the draft does not wait; it needs no script.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from kb.files import Busy
from kb.usecases.draft_pages import pages_of_draft, picture_of_draft
from kb.web.addresses import draft_address
from kb.web.document_files import FILE_HEADERS
from kb.web.headers import POLICY_WITHIN_OURS
from kb.web.numbers import whole_number
from kb.web.visit import Visiting

router = APIRouter()


@router.get("/drafts/{number}/pages")
def pages(number: str, visit: Visiting) -> Response:
    """All of them, one under the other."""
    assert visit.me
    code, look, mine = 200, None, False
    try:
        draft, look = pages_of_draft(visit.parts.drafts, visit.viewer, number)
        mine = draft.owner == visit.viewer.account
    except (Busy, OSError):
        code = 503
    answer = visit.page("draft_pages.html", code, address=draft_address(number), look=look, mine=mine)
    answer.headers["Content-Security-Policy"] = POLICY_WITHIN_OURS
    return answer


@router.get("/drafts/{number}/pages/{page}")
def page(number: str, page: str, visit: Visiting) -> Response:
    """A picture of one; kept beside the original, and gone with it."""
    assert visit.me
    try:
        path = picture_of_draft(visit.parts.drafts, visit.viewer, number, whole_number(page))
    except (Busy, OSError):
        return Response(status_code=503, headers={"Retry-After": "5"})
    return FileResponse(path, media_type=f"image/{path.suffix[1:]}", headers=FILE_HEADERS)
