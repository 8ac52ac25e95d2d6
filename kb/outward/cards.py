"""How a public page presents itself to other software: cards in chats and networks, search engines, reference managers.

Open Graph, Twitter cards, Dublin Core and Highwire Press tags for its head, and schema.org as JSON-LD. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kb.model import PartialDate


class Shows(StrEnum):
    """What a page is about, by its type at schema.org."""

    DOCUMENT = "DigitalDocument"
    RESOURCE = "CreativeWork"
    MEETING = "Event"
    GROUP = "Organization"


@dataclass(frozen=True)
class Named:
    """Something with a page of its own; `address` with host."""

    name: str
    address: str


@dataclass(frozen=True)
class Picture:
    """A picture every network can show, with words for those who cannot see it."""

    address: str
    media_type: str
    alt: str


@dataclass(frozen=True)
class Card:
    """What is told of a page, all of it for everybody.

    Attributes:
        author: the group, the library, or whom the document names.
        site: the library, with the address of its front door.
        group, meeting: where a document belongs, None where it does not.
        date: of a document or meeting, as far as it is known.
        path: the pages above this one, the highest first.
        documents: of a meeting.
        drawn: address of a picture of the card itself (PNG), for networks where there is no other.
    """

    shows: Shows
    title: str
    description: str
    address: str
    author: str
    site: Named
    date: PartialDate | None = None
    group: Named | None = None
    meeting: Named | None = None
    tags: tuple[str, ...] = ()
    picture: Picture | None = None
    path: tuple[Named, ...] = ()
    documents: tuple[Named, ...] = ()
    drawn: str = ""

    @property
    def shown(self) -> Picture | None:
        """What a network shows with it."""
        return self.picture or (Picture(self.drawn, "image/png", self.title) if self.drawn else None)

    @property
    def sure_date(self) -> PartialDate | None:
        """None where it is not confirmed: other software has no way to say so."""
        return self.date if self.date and not self.date.unconfirmed else None


def tags(card: Card) -> Iterator[tuple[str, str, str]]:
    """The `<meta>` elements of a page: which attribute names them, their name, and their content."""
    for name, value in _open_graph(card):
        if value:
            yield "property", name, value  # RDFa, as ogp.me has it
    for name, value in (*_twitter(card), *_dublin_core(card), *_highwire(card)):
        if value:
            yield "name", name, value


def linked_data(card: Card) -> str:
    """schema.org as JSON-LD, such that no text in it ends the script element it stands in (HTML, 4.12.1.3)."""
    graph = [_without_nothing(_thing(card)), _crumbs(card)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _open_graph(card: Card) -> Iterator[tuple[str, str]]:
    """The Open Graph protocol, ogp.me."""
    written = card.shows in (Shows.DOCUMENT, Shows.RESOURCE)
    yield "og:title", card.title
    yield "og:type", "article" if written else "website"
    yield "og:url", card.address
    yield "og:site_name", card.site.name
    yield "og:description", card.description
    yield "og:locale", "en_GB"
    if card.shown:
        yield "og:image", card.shown.address
        yield "og:image:type", card.shown.media_type
        yield "og:image:alt", card.shown.alt
    if written and card.date and card.date.is_exact:
        yield "article:published_time", card.date.iso
    if written:
        yield from (("article:tag", tag) for tag in card.tags)


def _twitter(card: Card) -> Iterator[tuple[str, str]]:
    yield "twitter:card", "summary_large_image" if card.shown else "summary"
    yield "twitter:title", card.title
    yield "twitter:description", card.description
    if card.shown:
        yield "twitter:image", card.shown.address
        yield "twitter:image:alt", card.shown.alt


def _dublin_core(card: Card) -> Iterator[tuple[str, str]]:
    """Dublin Core in HTML (DCMI, DC-HTML)."""
    if card.shows not in (Shows.DOCUMENT, Shows.RESOURCE):
        return
    yield "DC.title", card.title
    yield "DC.creator", card.author
    yield "DC.publisher", card.site.name
    yield "DC.date", card.sure_date.iso if card.sure_date else ""
    yield "DC.identifier", card.address
    yield "DC.language", "en-GB"
    yield "DC.description", card.description
    yield from (("DC.subject", tag) for tag in card.tags)


def _highwire(card: Card) -> Iterator[tuple[str, str]]:
    """Highwire Press tags, as Google Scholar's guide for webmasters describes them; dates with slashes."""
    if card.shows not in (Shows.DOCUMENT, Shows.RESOURCE):
        return
    yield "citation_title", card.title
    yield "citation_author", card.author
    yield "citation_publisher", card.site.name
    yield "citation_publication_date", card.sure_date.iso.replace("-", "/") if card.sure_date else ""
    yield "citation_public_url", card.address
    yield "citation_language", "en-GB"


def _thing(card: Card) -> dict[str, Any]:
    """What the page is about. A group and the library are organisations."""
    thing: dict[str, Any] = {
        "@type": card.shows.value,
        "@id": card.address,
        "url": card.address,
        "name": card.title,
        "description": card.description,
        "image": card.picture and {
            "@type": "ImageObject",
            "contentUrl": card.picture.address,
            "encodingFormat": card.picture.media_type,
            "caption": card.picture.alt,
        },
    }  # fmt: skip
    site = {"@type": "Organization", "name": card.site.name, "url": card.site.address}
    group = {"@type": "Organization", "name": card.group.name, "url": card.group.address} if card.group else None
    match card.shows:
        case Shows.MEETING:
            thing |= {
                "startDate": card.sure_date and card.sure_date.iso,
                "organizer": group,
                "subjectOf": [{"@type": "DigitalDocument", "name": d.name, "url": d.address} for d in card.documents],
            }
        case Shows.GROUP:
            thing |= {"parentOrganization": site}
        case _:
            meeting = card.meeting
            thing |= {
                "datePublished": card.sure_date and card.sure_date.iso,
                "author": _author(card, group, site),
                "publisher": site,
                "inLanguage": "en-GB",
                "keywords": list(card.tags),
                "about": meeting and {"@type": "Event", "name": meeting.name, "url": meeting.address},
            }
    return thing


def _author(card: Card, group: dict[str, str] | None, site: dict[str, str]) -> dict[str, str]:
    if group and card.author == group["name"]:
        return group
    return site if card.author == site["name"] else {"@type": "Person", "name": card.author}


def _crumbs(card: Card) -> dict[str, Any]:
    places = (card.site, *card.path, Named(card.title, card.address))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": place.name, "item": place.address}
            for number, place in enumerate(places, 1)
        ],
    }


def _without_nothing(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value}
