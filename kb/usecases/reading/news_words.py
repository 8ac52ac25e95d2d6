"""News in words: "North published the notes of its meeting on 14 February 2024". For the page and for mails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kb.library import Catalog
from kb.model import Audience, Document, Kind
from kb.usecases.reading.news import DAY, Item, What

_SEVERAL = {
    Kind.NOTES: "notes",
    Kind.AGENDA: "agendas",
    Kind.RESOURCE: "resources",
    Kind.GROUP: "pages",
    Kind.PAGE: "pages",
}
_DID = {"published": "published", "changed": "revised"}


@dataclass(frozen=True)
class Statement:
    """What one group did on one day with documents of one kind.

    Attributes:
        who: the group's title; of documents of no group, the library's. group: its slug, "" for none.
        did: "published", "revised"; `what` follows it: "the notes of its meeting on 14 February 2024", or of several
            documents "notes of 3 meetings".
    """

    day: date
    group: str
    who: str
    did: str
    what: str
    kind: Kind
    documents: tuple[Document, ...]


def statements(items: Iterable[Item], catalog: Catalog, audiences: frozenset[Audience]) -> list[Statement]:
    """News put together by day, group and kind, in the order in which it came."""
    together: dict[tuple[int, str, What, Kind], list[Document]] = {}
    for item in items:
        day = item.at // DAY
        together.setdefault((day, item.document.group or "", item.what, item.document.kind), []).append(item.document)
    ordered = sorted(together.items(), key=lambda each: -each[0][0])
    return [
        Statement(
            datetime.fromtimestamp(day * DAY, UTC).date(),
            group,
            group_title(group, catalog, audiences),
            _DID[what],
            named(documents[0]) if len(documents) == 1 else _several(kind, documents),
            kind,
            tuple(documents),
        )
        for (day, group, what, kind), documents in ordered
    ]


def group_title(group: str, catalog: Catalog, audiences: frozenset[Audience]) -> str:
    """What a group is called for these readers; "" is the library itself."""
    found = catalog.group(group, audiences) if group else None
    return found.title if found else group or catalog.site.title


def named(document: Document) -> str:
    """One document as it stands in a sentence: of a meeting by its date, of anything else by its title."""
    if document.kind in (Kind.NOTES, Kind.AGENDA) and document.date and document.group:
        which = "notes" if document.kind is Kind.NOTES else "agenda"
        if document.date.day is None or document.date.approximate:
            return f"the {which} of its {document.date.display()} meeting"
        return f"the {which} of its meeting on {document.date.display()}"
    if document.kind is Kind.GROUP:
        return "its page"
    return f"the {document.kind} “{document.title}”"


def _several(kind: Kind, documents: Sequence[Document]) -> str:
    if kind in (Kind.NOTES, Kind.AGENDA) and all(each.group and each.meeting_key for each in documents):
        meetings = len({each.meeting_key for each in documents})
        if meetings == len(documents):
            return f"{_SEVERAL[kind]} of {meetings} meetings"
    return f"{len(documents)} {_SEVERAL[kind]}" if kind is not Kind.NOTES else f"{len(documents)} documents of notes"
