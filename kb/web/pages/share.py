"""All the ways to pass something on: a document or a passage of it, a meeting, a search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_read, may_share
from kb.markup import find_place, parse
from kb.model import Document
from kb.outward.citing import styles
from kb.outward.oembed import WIDTH, Text, iframe
from kb.outward.qr import qr_picture
from kb.search import Query
from kb.usecases.linking.share_links import LASTING, links_to
from kb.web.pages.document.embed import length, shown
from kb.web.pages.groups.meeting_embed import length_of_meeting
from kb.web.pages.search.search_embed import LENGTH_OF_SEARCH
from kb.web.pieces.citing import FORMS, source_of
from kb.web.pieces.sharing import links
from kb.web.plain.addresses import (
    cite_address,
    embed_address,
    kept_address,
    meeting_embed_address,
    permanent_address,
    search_address,
    search_embed_address,
    share_address,
    with_parameters,
)
from kb.web.plain.asked import query_of
from kb.web.plain.words import day, openers
from kb.web.serving.headers import POLICY_WITH_FRAMES
from kb.web.serving.visit import NotFound, Visit, Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()

WIDTHS = (("320", "320 pixels"), ("480", "480 pixels"), ("600", "600 pixels"), ("800", "800 pixels"))
THEMES = (("", "as the reader's own"), ("light", "light"), ("dark", "dark"))
_MOST_PASSAGES = 300


@dataclass(frozen=True)
class Passing:
    """Something to be passed on.

    Attributes:
        title: as a link to it says it; `page` is the address it is read at.
        address: what is passed on.
        warning: who alone can open it, or who finds less; "" where everybody sees the same.
        frame: the page of it that others may frame, "" where nobody may; `text` is how long that is, None without one.
        kept: what of this page's own address stays when size or colour is chosen.
    """

    title: str
    page: str
    address: str
    warning: str
    frame: str
    text: Text | None
    kept: tuple[tuple[str, str], ...] = ()


@router.get("/d/{identifier}/share")
def of_document(identifier: str, visit: Visiting, at: str = "", width: str = "", theme: str = "") -> Response:
    document = visit.catalog.document(identifier, visit.audiences)
    if document is None:
        raise NotFound
    return document_page(document, visit, at, width, theme)


def document_page(
    document: Document,
    visit: Visit,
    at: str = "",
    width: str = "",
    theme: str = "",
    *,
    made: str = "",
    not_changed: str = "",
    code: int = 200,
) -> Response:
    """The page of a document its reader may see; `made` is the address of a link just made for somebody outside."""
    body = visit.parts.library.body(document)
    if body is None:
        raise NotFound
    place = find_place(body.text, at) if at else None
    anchor, part = (place.anchor, place.part) if place else ("", 1)
    heading = place.heading if place and place.heading != document.title else ""
    group = visit.catalog.group(document.group, visit.audiences) if document.group else None
    outside = links_to(visit.state, visit.viewer, document)
    public = may_read(document, EVERYBODY)
    return _page(
        Passing(
            f"{document.title}: {heading}" if heading else document.title,
            document.address,
            permanent_address(document.id, anchor=anchor, part=part),
            openers(document, group),
            embed_address(document.id, anchor) if public else "",
            length(shown(document, anchor, visit)) if public else None,
        ),
        width,
        theme,
        visit,
        code,
        document=document,
        at=anchor,
        passages=_passages(document, body.text),
        citations=styles(source_of(document, visit, place)),
        forms=[
            (name, with_parameters(cite_address(document.id, form), at=anchor)) for form, (name, *_) in FORMS.items()
        ],
        outside=outside if may_share(visit.viewer, document) else None,
        made=made,
        not_changed=not_changed,
        lasting=[(str(days), f"{days} day{'s'[: days > 1]}") for days in LASTING],
        day=day,
    )


@router.get("/groups/{group}/{key}/share")
def of_meeting(group: str, key: str, visit: Visiting, width: str = "", theme: str = "") -> Response:
    meeting = visit.catalog.meeting(group, key, visit.audiences)
    if meeting is None:
        raise NotFound
    if (meeting.group, meeting.key) != (group, key):
        return visit.redirect(share_address(meeting.address))
    public = visit.catalog.meeting(meeting.group, meeting.key, EVERYBODY)
    home = visit.catalog.group(meeting.group, visit.audiences)
    if public is None:
        warning = openers(meeting.documents[0], home)
    elif len(public.documents) < len(meeting.documents):
        warning = "Who opens this link sees of the meeting what they may read, which may be less than you see."
    else:
        warning = ""
    frame = meeting_embed_address(meeting.group, meeting.key) if public else ""
    text = length_of_meeting(public) if public else None
    return _page(Passing(meeting.title, meeting.address, meeting.address, warning, frame, text), width, theme, visit)


@router.get("/search/share")
def of_search(visit: Visiting, width: str = "", theme: str = "") -> Response:
    query = replace(query_of(visit.request.query_params)[0], page=1, per_page=Query().per_page)
    address = kept_address(query)
    asked = address.removeprefix("/search").removeprefix("?")
    signed_in = visit.person is not None
    warning = "Who opens this link finds what they may read, which may be less than you find." if signed_in else ""
    frame = search_embed_address(asked)
    kept = tuple(parse_qsl(asked))
    title = f"Search: {query.text}" if query.text else "Everything"
    return _page(
        Passing(title, search_address(query), address, warning, frame, LENGTH_OF_SEARCH, kept), width, theme, visit
    )


def _page(what: Passing, width: str, theme: str, visit: Visit, code: int = 200, /, **more: object) -> Response:
    wide = int(width) if width in dict(WIDTHS) else WIDTH
    theme = theme if theme in dict(THEMES) else ""
    site = visit.catalog.site.title
    address = visit.origin + what.address
    frame = _with_theme(what.frame, theme)
    height = what.text.height(wide) if what.text else 0
    answer = visit.page(
        "share.html",
        code,
        **{"document": None, "at": "", "passages": (), "citations": {}, "forms": (), "outside": None, **more},
        what=what,
        address=address,
        links=links(what.title, address),
        frame=frame,
        code=iframe(visit.origin + frame, site, wide, height) if frame else "",
        width=wide,
        height=height,
        widths=WIDTHS,
        themes=THEMES,
        theme=theme,
        qr=qr_picture(address) if len(address) <= 1000 else "",
    )
    answer.headers["Content-Security-Policy"] = POLICY_WITH_FRAMES
    return answer


def _with_theme(frame: str, theme: str) -> str:
    return f"{frame}{'&' if '?' in frame else '?'}theme={theme}" if frame and theme else frame


def _passages(document: Document, text: str) -> list[tuple[str, str]]:
    """The anchors of its passages, each with the heading."""
    return [(h.anchor, h.text) for h in parse(text).headings if h.text != document.title][:_MOST_PASSAGES]
