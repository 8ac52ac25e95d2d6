"""The original of a draft as it looked: a page with its pages, which the draft shows within it, and pictures of them.

It is a page of its own because making it may take a while, for which the draft does not wait; it needs no script.
"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kb.files import Busy
from kb.usecases.bringing_in.draft_pages import pages_of_draft, picture_of_draft
from kb.web.pages.document.document_files import FILE_HEADERS
from kb.web.plain.addresses import draft_address
from kb.web.plain.numbers import whole_number
from kb.web.serving.headers import POLICY_WITHIN_OURS
from kb.web.serving.visit import NotFound, Visiting

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
async def page(number: str, page: str, visit: Visiting) -> Response:
    """A picture of one; kept beside the original, and gone with it. Whoever waits for it keeps no thread."""
    assert visit.me
    parts, which = visit.parts, whole_number(page)
    try:
        making = await run_in_threadpool(picture_of_draft, parts.drafts, parts.renderings, visit.viewer, number, which)
        made = await asyncio.shield(asyncio.wrap_future(making))
        content = await run_in_threadpool(made.place.read_bytes) if made.place else None
    except FileNotFoundError:  # published or thrown away a moment ago
        raise NotFound from None
    except (Busy, OSError):
        return Response(status_code=503, headers={"Retry-After": "5"})
    if content is None:
        raise NotFound
    return Response(content, media_type=made.media_type, headers=FILE_HEADERS)
