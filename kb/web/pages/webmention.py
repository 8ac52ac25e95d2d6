"""Where other sites say that they link here (W3C Webmention). What they say is looked at later, and shown when a lead
says so."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from kb.people.limits import TooMany
from kb.usecases.linking.mentioning import NotMentioned, receive
from kb.web.serving.visit import Text, Visiting

router = APIRouter()


@router.post("/webmention")
def webmention(visit: Visiting, source: Text = "", target: Text = "") -> Response:
    parts = visit.parts
    try:
        receive(visit.state, visit.catalog, parts.fetcher, visit.origin, source, target, visit.place)
    except NotMentioned as error:
        return PlainTextResponse(f"{error}\n", 400)
    except TooMany as error:
        return PlainTextResponse(f"{error}\n", 429, {"Retry-After": str(error.wait)})
    parts.looker.wake()
    return PlainTextResponse("Thank you. It is looked at soon, and shown once somebody here has agreed.\n", 202)
