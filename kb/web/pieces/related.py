"""What is around one document: where it was discussed, what mentions it, and what is like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.library import Library, Neighbours
from kb.markup import sentence_around
from kb.model import Document, Group, Kind, Link
from kb.search import Found, IndexUnusable, Query, Related
from kb.web.plain.addresses import document_address, search_address
from kb.web.serving.visit import Visit

MOST = 12
"""Shown of each list."""

MEETINGS = (Kind.NOTES, Kind.AGENDA)
"""What a meeting is known by."""


@dataclass(frozen=True)
class Place:
    """A document that links to this one, names its title or has it as a tag; `address` leads to where it does. `said`:
    the sentence in which it links to it, "" where it does not."""

    id: str
    title: str
    address: str
    group_label: str | None
    date: str | None
    date_display: str
    said: str = ""


@dataclass(frozen=True)
class Surroundings:
    """`discussed`: in notes and agendas, newest first; `mentioned`: elsewhere. `more` of either, and where they are."""

    discussed: Sequence[Place]
    mentioned: Sequence[Place]
    similar: Sequence[Found]
    more: str | None


def surroundings(
    document: Document, backlinks: Sequence[Document], around: Neighbours, group: Group | None, visit: Visit
) -> Surroundings:
    """Around a document, for this viewer. What is shown beside it anyway is not among what is like it."""
    beside = [*around.beside, *(d for meeting in (around.previous, around.next) if meeting for d in meeting.documents)]
    home = [group.home] if group and group.home else []
    shown = frozenset(each.id for each in (*backlinks, *beside, *home))
    try:
        related = visit.parts.index.related(document.id, visit.audiences, shown)
    except IndexUnusable:  # a document can be read while the index is being made
        related = Related()
    beside_ids = {each.id for each in around.beside}
    named = [each for each in related.named if each.id not in beside_ids]
    discussed = _places([d for d in backlinks if d.kind in MEETINGS], [f for f in named if f.kind in MEETINGS], visit)
    mentioned = _places(
        [d for d in backlinks if d.kind not in MEETINGS], [f for f in named if f.kind not in MEETINGS], visit
    )
    all_of_it = related.more or max(len(discussed), len(mentioned)) > MOST
    every = search_address(Query(text=f'"{document.title}"')) if all_of_it else None
    linking = {each.id: each for each in backlinks}

    def shown_of(places: list[Place]) -> list[Place]:
        return [_with_sentence(place, linking.get(place.id), document, visit) for place in places[:MOST]]

    return Surroundings(shown_of(discussed), shown_of(mentioned), related.similar, every)


def _with_sentence(place: Place, source: Document | None, there: Document, visit: Visit) -> Place:
    """With what it says around its link."""
    link = visit.catalog.link_between(source, there, visit.audiences) if source else None
    if source is None or link is None:
        return place
    known = visit.catalog.sources.readings[source.path].hash
    return replace(place, said=_sentence(visit.parts.library, source, known, link))


@lru_cache(maxsize=2048)
def _sentence(library: Library, source: Document, _: str, link: Link) -> str:
    """The sentence around a link of a document, which is not read again while its file has the same hash."""
    body = library.body(source)
    return sentence_around(body.text, link.line - body.first_line + 1, link.target) if body else ""


def _places(linking: Sequence[Document], naming: Sequence[Found], visit: Visit) -> list[Place]:
    """Each document once, and of each meeting one, newest first; where it names the title, at that place."""
    found = {
        d.id: Place(d.id, d.title, d.address, d.group_label, d.date.iso if d.date else None, d.date_display)
        for d in linking
    }
    for each in naming:
        address = document_address(each.id, each.slug)
        for passage in each.passages:
            address = document_address(each.id, each.slug, anchor=passage.anchor, part=passage.part)
        found[each.id] = Place(each.id, each.title, address, each.group_label, each.date, each.date_display)
    notes = {d.id for d in linking if d.kind is Kind.NOTES} | {f.id for f in naming if f.kind == Kind.NOTES}
    notes_last = sorted(found, key=notes.__contains__)
    one_each = {_meeting(identifier, visit): found[identifier] for identifier in notes_last}
    return sorted(one_each.values(), key=lambda place: place.date or "", reverse=True)


def _meeting(identifier: str, visit: Visit) -> tuple[str, str]:
    """What tells the meeting of a document from others; of no meeting, the document."""
    document = visit.catalog.document(identifier, visit.audiences)
    key = document.meeting_key if document else None
    return (document.group or "", key) if document and key else ("", identifier)
