"""The picture that networks and chats show with a link to a document, meeting or group: for everybody, or not there."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import VISITOR, Document
from kb.web.plain.hues import hue_degrees
from kb.web.plain.words import kind, rule
from kb.web.serving.gone import missing
from kb.web.serving.headers import etag_of
from kb.web.serving.visit import NotFound, Visit, Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()


@router.get("/d/{identifier}/card.png")
def of_document(identifier: str, visit: Visiting) -> Response:
    document = visit.catalog.document(identifier, EVERYBODY)
    if document is None:
        raise missing(visit, identifier, VISITOR)
    group = visit.catalog.group(document.group, EVERYBODY) if document.group else None
    above = (kind(document.kind), group.title if group else document.group_label, document.date_display)
    return _picture(document.title, above, document, document.group, visit)


@router.get("/groups/{group}/{key}/card.png")
def of_meeting(group: str, key: str, visit: Visiting) -> Response:
    meeting = visit.catalog.meeting(group, key, EVERYBODY)
    home = visit.catalog.group(meeting.group, EVERYBODY) if meeting else None
    if meeting is None or home is None:
        raise NotFound
    ruled = next((document for document in meeting.documents if document.rule), None)
    above = ("Meeting", home.title, meeting.date.display() if meeting.date else "")
    return _picture(meeting.title, above, ruled, meeting.group, visit)


@router.get("/groups/{slug}/card.png")
def of_group(slug: str, visit: Visiting) -> Response:
    group = visit.catalog.group(slug, EVERYBODY)
    if group is None:
        raise NotFound
    return _picture(group.title, ("Group",), group.home, group.slug, visit)


def _picture(
    title: str, above: tuple[str | None, ...], ruled: Document | None, group: str | None, visit: Visit
) -> Response:
    from kb.outward.drawing import Words, drawn  # when one is wanted: letters and pictures take a while to load

    named = rule(ruled.rule) if ruled else None
    said = f"Shared under the {named[0]}" if named else ""
    words = Words(title, " · ".join(filter(None, above)), said, visit.catalog.site.title, hue_degrees(group))
    content = drawn(words)
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "ETag": etag_of(content)}
    return Response(content, media_type="image/png", headers=headers)
