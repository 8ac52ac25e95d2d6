"""What a page tells other software in its head. Only what everybody may read has such a card: a program that shows one
asks without a cookie, and may keep it for ever."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from kb.access import may_read
from kb.model import Document, Group, Kind, Meeting
from kb.outward.cards import Card, Named, Picture, Shows, linked_data, tags
from kb.outward.citing import author_of
from kb.web.plain.addresses import card_picture_address, file_address, oembed_address, permanent_address
from kb.web.plain.resource import ending, newest_picture
from kb.web.serving.visit import Visit
from kb.web.serving.who import EVERYBODY

_OEMBED = {"json": "application/json", "xml": "text/xml"}
_EVERYWHERE = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""Pictures that every network shows; SVG is none of them."""


@dataclass(frozen=True)
class Head:
    """A card as it stands in a page.

    Attributes:
        oembed: where a blog learns how to embed it, by media type; the first is the one to prefer.
        tags: as attribute, name and content. data: JSON-LD.
    """

    canonical: str
    oembed: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str, str], ...]
    data: Markup


def of_document(document: Document, visit: Visit) -> Head | None:
    """The card of a document; None where it is not for everybody."""
    if not may_read(document, EVERYBODY):
        return None
    site = _site(visit)
    group = visit.catalog.group(document.group, EVERYBODY) if document.group else None
    meeting = visit.catalog.around(document, EVERYBODY).meeting
    of = _named(group.title, group.address, visit) if group else None
    at = _named(meeting.title, meeting.address, visit) if meeting else None
    when = _named(_when(meeting), meeting.address, visit) if meeting else None
    return _head(
        Card(
            Shows.RESOURCE if document.kind is Kind.RESOURCE else Shows.DOCUMENT,
            document.title,
            document.summary,
            visit.origin + document.address,
            author_of(document, site.name),
            site,
            document.date,
            of,
            at,
            tuple(tag.label for tag in document.tags),
            _picture(document, visit),
            tuple(filter(None, (of, when))),
            drawn=visit.origin + card_picture_address(permanent_address(document.id)),
        ),
        visit,
        embeds=True,
    )


def of_meeting(meeting: Meeting, visit: Visit) -> Head | None:
    """The card of a meeting, as visitors see it; None where they do not."""
    public = visit.catalog.meeting(meeting.group, meeting.key, EVERYBODY)
    group = visit.catalog.group(meeting.group, EVERYBODY)
    if public is None or public.key != meeting.key or group is None:
        return None
    site, of = _site(visit), _named(group.title, group.address, visit)
    described = next((d for d in public.documents if d.description), public.documents[0])
    return _head(
        Card(
            Shows.MEETING,
            public.title,
            described.summary,
            visit.origin + public.address,
            group.title,
            site,
            public.date,
            of,
            path=(of,),
            drawn=visit.origin + card_picture_address(public.address),
            documents=tuple(_named(d.title, d.address, visit) for d in public.documents),
        ),
        visit,
        embeds=True,
    )


def of_group(group: Group, visit: Visit) -> Head | None:
    """The card of a group, as visitors see it; None where they do not."""
    public = visit.catalog.group(group.slug, EVERYBODY)
    if public is None or public.slug != group.slug:
        return None
    said = public.home.description if public.home else None
    address = visit.origin + public.address
    drawn = card_picture_address(address)
    return _head(Card(Shows.GROUP, public.title, said or "", address, public.title, _site(visit), drawn=drawn), visit)


def discovery(address: str, visit: Visit) -> tuple[tuple[str, str], ...]:
    """Where a blog learns how to embed the page at this address of ours."""
    return tuple(
        (f"{media_type}+oembed", visit.origin + oembed_address(visit.origin + address, form))
        for form, media_type in _OEMBED.items()
    )


def _head(card: Card, visit: Visit, *, embeds: bool = False) -> Head:
    oembed = discovery(card.address.removeprefix(visit.origin), visit) if embeds else ()
    return Head(card.address, oembed, tuple(tags(card)), Markup(linked_data(card)))  # noqa: S704 (it escapes what could end it)


def _site(visit: Visit) -> Named:
    return Named(visit.catalog.site.title, f"{visit.origin}/")


def _named(name: str, address: str, visit: Visit) -> Named:
    return Named(name, visit.origin + address)


def _when(meeting: Meeting) -> str:
    return meeting.date.display() if meeting.date else meeting.title


def _picture(document: Document, visit: Visit) -> Picture | None:
    file = newest_picture(document, _EVERYWHERE)
    if file is None:
        return None
    media_type = _EVERYWHERE[ending(file.name)]
    return Picture(visit.origin + file_address(document, file), media_type, document.description or document.title)
