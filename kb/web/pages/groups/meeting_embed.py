"""A meeting in other people's pages: what it was about, and its documents. Only what everybody may read is there."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Meeting
from kb.outward.oembed import Text
from kb.web.plain.words import rule
from kb.web.serving.framing import framed
from kb.web.serving.visit import NotFound, Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()

_MOST = 8


@router.get("/groups/{group}/{key}/embed")
def embed(group: str, key: str, visit: Visiting, theme: str = "") -> Response:
    meeting = visit.catalog.meeting(group, key, EVERYBODY)
    if meeting is None:
        raise NotFound
    home = visit.catalog.group(meeting.group, EVERYBODY)
    return framed(
        visit,
        "meeting_embed.html",
        theme,
        meeting.address,
        meeting.title,
        meeting=meeting,
        group=home.title if home else "",
        about=_about(meeting),
        documents=meeting.documents[:_MOST],
        rule=next(filter(None, (rule(document.rule) for document in meeting.documents)), None),
    )


def length_of_meeting(meeting: Meeting) -> Text:
    ruled = any(document.rule for document in meeting.documents)
    return Text(len(meeting.title), (len(_about(meeting)),), min(len(meeting.documents), _MOST + 1) + ruled)


def _about(meeting: Meeting) -> str:
    return next((document.description for document in meeting.documents if document.description), "")
