"""Groups and meetings as one set of audiences sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.model import Document, Group, Kind, Meeting, slug

_ORDER = {Kind.AGENDA: 0, Kind.NOTES: 1, Kind.RESOURCE: 2}


@dataclass(frozen=True)
class Neighbours:
    """What is next to a document.

    Attributes:
        meeting: the one it belongs to, or None; then all else is empty.
        beside: the other documents of that meeting, agenda first.
        previous, next: the meetings of the group before and after it.
    """

    meeting: Meeting | None = None
    beside: tuple[Document, ...] = ()
    previous: Meeting | None = None
    next: Meeting | None = None


class View:
    """The documents that somebody may see, and all that follows from these alone.

    `homes`: for each group the paths of its documents of kind `group`, the one that counts first.
    """

    def __init__(self, documents: tuple[Document, ...], homes: Mapping[str, tuple[str, ...]]) -> None:
        self.documents = documents
        self._homes = homes

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return tuple(sorted(self._groups.values(), key=lambda group: (group.title.casefold(), group.slug)))

    def group(self, name: str) -> Group | None:
        wanted = slug(name)
        if found := self._groups.get(wanted):
            return found
        homes = (g for g in self._groups.values() if g.home and wanted in {slug(alias) for alias in g.home.aliases})
        moved = self._formerly.get(f"/groups/{wanted}")
        return next(homes, None) or (self._groups.get(moved.group) if moved and moved.group else None)

    def meetings_of(self, group: str | None) -> tuple[Meeting, ...]:
        return self._newest if group is None else self._of_group.get(slug(group), ())

    def meeting(self, group: str, key: str) -> Meeting | None:
        found = self.group(group)
        name = found.slug if found else slug(group)
        if meeting := self._meetings.get((name, key)):
            return meeting
        former = {key, f"/groups/{group}/{key}", f"groups/{group}/{key}"}
        for meeting in self.meetings_of(name):
            if any(former.intersection(document.aliases) for document in meeting.documents):
                return meeting
        moved = self._formerly.get(f"/groups/{slug(group)}/{key}")
        away = self._meetings.get((moved.group, moved.meeting_key or "")) if moved and moved.group else None
        return away or self._meetings.get((name, slug(key)))

    def around(self, document: Document) -> Neighbours:
        key = document.meeting_key
        meeting = self._meetings.get((document.group, key)) if document.group and key else None
        if meeting is None:
            return Neighbours()
        newest = self._of_group[meeting.group]
        position = newest.index(meeting)
        return Neighbours(
            meeting,
            tuple(other for other in meeting.documents if other.path != document.path),
            newest[position + 1] if position + 1 < len(newest) else None,
            newest[position - 1] if position else None,
        )

    @cached_property
    def _formerly(self) -> dict[str, Document]:
        """Documents by the addresses that their groups and meetings had before these moved."""
        return {
            alias: document for document in self.documents for alias in document.aliases if alias.startswith("/groups/")
        }

    @cached_property
    def _groups(self) -> dict[str, Group]:
        of: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            if document.group:
                of[document.group].append(document)
        return {name: self._as_group(name, documents) for name, documents in of.items()}

    def _as_group(self, name: str, documents: list[Document]) -> Group:
        by_path = {document.path: document for document in documents}
        home = next((by_path[path] for path in self._homes.get(name, ()) if path in by_path), None)
        return Group(
            name,
            home.title if home else _label(name, documents),
            home,
            tuple(document for document in documents if document is not home),
        )

    @cached_property
    def _meetings(self) -> dict[tuple[str, str], Meeting]:
        of: dict[tuple[str, str], list[Document]] = defaultdict(list)
        for document in self.documents:
            if document.group and (key := document.meeting_key):
                of[document.group, key].append(document)
        return {place: _as_meeting(*place, documents) for place, documents in of.items()}

    @cached_property
    def _newest(self) -> tuple[Meeting, ...]:
        return _newest_first(self._meetings.values())

    @cached_property
    def _of_group(self) -> dict[str, tuple[Meeting, ...]]:
        of: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in self._newest:
            of[meeting.group].append(meeting)
        return {group: tuple(meetings) for group, meetings in of.items()}


def _label(name: str, documents: list[Document]) -> str:
    """As somebody wrote it in a document that may be seen, rather than as a folder's name."""
    labels = [document.group_label for document in documents if document.group_label]
    return next((label for label in labels if label != name), labels[0] if labels else name)


def _as_meeting(group: str, key: str, documents: list[Document]) -> Meeting:
    documents.sort(key=lambda document: (_ORDER.get(document.kind, 3), document.path))
    dates = [document.date for document in documents if document.date and document.kind is not Kind.RESOURCE]
    other = [document.date for document in documents if document.date]
    return Meeting(group, key, next(iter(dates or other), None), tuple(documents))


def _newest_first(meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
    """Those without a date are first: they are mostly still to come."""
    undated = sorted((m for m in meetings if m.date is None), key=lambda m: (m.group, m.key))
    dated = [m for m in meetings if m.date is not None]
    dated.sort(key=lambda m: (m.date.first, m.key, m.group) if m.date else (), reverse=True)
    return (*undated, *dated)
