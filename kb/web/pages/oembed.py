"""The oEmbed answer, which tells a blog how to show an address of ours.

It is for everybody or for nobody: who is signed in makes no difference, what not everybody may read is not there.
"""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from kb.model import Document
from kb.outward.oembed import OfDocument, OfMeeting, OfSearch, Wanted, as_xml, framed, pictured, wanted
from kb.outward.sizes import Size
from kb.web.pages.document.embed import length, shown
from kb.web.pages.groups.meeting_embed import length_of_meeting
from kb.web.pages.search.search_embed import LENGTH_OF_SEARCH
from kb.web.pieces.pictures import size_of_file
from kb.web.plain.addresses import embed_address, meeting_embed_address, picture_address, search_embed_address
from kb.web.plain.numbers import whole_number
from kb.web.plain.resource import PICTURES, newest_picture
from kb.web.serving.visit import Visit, Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()

_FOR_SCRIPTS = {"Access-Control-Allow-Origin": "*"}


@router.get("/oembed")
def oembed(
    visit: Visiting,
    url: str = "",
    format: str = "json",
    maxwidth: str = "",
    maxheight: str = "",
) -> Response:
    if format not in ("json", "xml"):
        return PlainTextResponse("Only json and xml.\n", 501, _FOR_SCRIPTS)
    asked = wanted(url, visit.origin)
    values = _answer(asked, _pixels(maxwidth), _pixels(maxheight), visit) if asked else None
    if values is None:
        # Also for what is hidden, where the standard has 401: that would say that it is there.
        return PlainTextResponse("Nothing to embed at this address.\n", 404, _FOR_SCRIPTS)
    if format == "xml":
        return Response(as_xml(values), media_type="text/xml; charset=utf-8", headers=_FOR_SCRIPTS)
    return Response(json.dumps(values), media_type="application/json", headers=_FOR_SCRIPTS)


def _answer(asked: Wanted, width: int | None, height: int | None, visit: Visit) -> dict[str, object] | None:
    """None where there is nothing for everybody at this address."""
    site, home = visit.catalog.site.title, f"{visit.origin}/"
    match asked:
        case OfDocument(identifier, anchor):
            document = visit.catalog.document(identifier, EVERYBODY)
            if document is None:
                return None
            size = _size_of_picture(document, visit) if not anchor else None
            if size is not None:
                return pictured(visit.origin + picture_address(document.id), size, site, home, width, height)
            frame, text = embed_address(document.id, anchor), length(shown(document, anchor, visit))
        case OfMeeting(group, key):
            meeting = visit.catalog.meeting(group, key, EVERYBODY)
            if meeting is None:
                return None
            frame, text = meeting_embed_address(meeting.group, meeting.key), length_of_meeting(meeting)
        case OfSearch(query):
            frame, text = search_embed_address(query), LENGTH_OF_SEARCH
    return framed(visit.origin + frame, text, site, home, width, height)


def _size_of_picture(document: Document, visit: Visit) -> Size | None:
    """Of the newest graphic of a resource; None where it has none, or its size cannot be told."""
    file = newest_picture(document, PICTURES)
    return size_of_file(document, file, visit) if file else None


def _pixels(written: str) -> int | None:
    """A whole number from 1; what cannot be meant sets no limit."""
    return whole_number(written) or None
