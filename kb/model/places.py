"""Where documents belong: groups and their meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.model.dates import PartialDate
from kb.model.document import Document, Kind


@dataclass(frozen=True)
class Group:
    """A peer learning group as one viewer may see it.

    Attributes:
        slug, title: `title` is its document's, else its label as written.
        home: the document of kind `group`, or None where there is none or the viewer may not see it.
        documents: of the group, its home left out, in the order of their paths.
    """

    slug: str
    title: str
    home: Document | None
    documents: tuple[Document, ...]

    @property
    def address(self) -> str:
        return f"/groups/{self.slug}"

    @property
    def announced(self) -> PartialDate | None:
        """The date its document gives in `next:`, where that is one."""
        try:
            return PartialDate.parse((self.home and self.home.value("next")) or "")
        except ValueError:
            return None


@dataclass(frozen=True)
class Meeting:
    """One gathering of a group: the documents that share its group and key.

    Attributes:
        key: its date, or the slug of `meeting:`; stands after the group in its address.
        documents: agenda first, then notes, then resources, then by path; at least one.
    """

    group: str
    key: str
    date: PartialDate | None
    documents: tuple[Document, ...]

    @property
    def address(self) -> str:
        return f"/groups/{self.group}/{self.key}"

    @property
    def has_notes(self) -> bool:
        return any(document.kind is Kind.NOTES for document in self.documents)

    @property
    def title(self) -> str:
        """The title of its notes, else of its agenda, else of whatever there is."""
        return next((d.title for d in self.documents if d.kind is Kind.NOTES), self.documents[0].title)


@dataclass(frozen=True)
class Schedule:
    """When a group met last and meets next, as far as anyone has said.

    Attributes:
        last: its latest meeting that is over and has notes; one that was only announced may not have been held. Where
            no meeting has notes, the latest that is over and whose date was confirmed.
        next: a date still to come: the nearest meeting with documents, else what the group's document announces.
        announced: what the group's document says in `next:` and `next_note:`, in words, whether or not it is over.
        is_over: the announced date has passed.
    """

    last: Meeting | None
    next: PartialDate | None
    announced: str | None
    is_over: bool


def schedule(group: Group, meetings: Iterable[Meeting], today: date) -> Schedule:
    """Read off a group's document and its meetings. A month or year is over when its last day is."""
    dated = sorted((m for m in meetings if m.date), key=lambda m: m.date or PartialDate(1))
    past = [m for m in dated if m.date and not m.date.unconfirmed and m.date.last < today]
    noted = [m for m in past if m.has_notes]
    coming = [m.date for m in dated if m.date and m.date.last >= today]
    said = group.announced
    note = group.home.value("next_note") if group.home else None
    if said and said.last >= today:
        coming.append(said)
    words = ", ".join(part for part in (said.display() if said else None, note) if part)
    return Schedule(
        next(reversed(noted or past), None),
        min(coming, default=None),
        words or None,
        bool(said and said.last < today),
    )
