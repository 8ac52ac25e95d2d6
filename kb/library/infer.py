"""What a document is, from its path and its words, where nobody has written it down.

Each answer comes with its origin in words, for `kb import` and `kb check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.library.namedates import date_in_name, date_of_path, is_only_a_date
from kb.markup.datewords import find_date
from kb.model import Kind, PartialDate, slug

_KIND_WORDS = {
    "agenda": Kind.AGENDA,
    "agendas": Kind.AGENDA,
    "notes": Kind.NOTES,
    "minutes": Kind.NOTES,
    "resource": Kind.RESOURCE,
    "resources": Kind.RESOURCE,
}
_MEETING_WORDS = frozenset({"meeting", "meetings", "call", "calls"})
_CONTAINERS = frozenset({
    "docs", "doc", "documents", "content", "contents", "meetings", "meeting", "calls", "call", "src", "source",
    "sources", "archive", "archives", "notes", "posts", "post", "pages", "page", "blog", "wiki", "files", "file",
    "working-group", "working-groups", "groups", "group", "teams", "team", "data", "public", "static", "assets",
    "images", "image", "img", "media", "attachments", "uploads", "library", "main", "book",
})  # fmt: skip
_INDEX_NAMES = frozenset({"readme", "index", "_index"})
_LINES_LOOKED_AT = 10
_LONGEST_DATE_LINE = 100  # characters: in a longer line a date is part of a story
_FROM_TO = re.compile(r"\s[-–—]\s|\s(?:to|until|till)\s", re.IGNORECASE)
_SEVERAL = 3  # different days in headings make a running file, in the first lines a list of dates


@dataclass(frozen=True)
class Place:
    """A document's path in pieces: its folders, outermost first, and its name without the ending."""

    folders: tuple[str, ...]
    name: str

    @classmethod
    def of(cls, path: str) -> Place:
        *folders, name = path.split("/")
        return cls(tuple(folders), name.rpartition(".")[0] or name)

    @property
    def is_index(self) -> bool:
        """README and index files speak for their folder."""
        return self.name.lower() in _INDEX_NAMES and bool(self.folders)

    @property
    def own_name(self) -> str:
        return self.folders[-1] if self.is_index else self.name

    @property
    def above(self) -> tuple[str, ...]:
        return self.folders[:-1] if self.is_index else self.folders


@dataclass(frozen=True)
class Inferred:
    """A value and, in words, where it was found."""

    value: str
    origin: str


def infer_title(place: Place, heading: str | None) -> Inferred:
    """The first heading, else the name of the file, or of the folder that it speaks for."""
    if heading and heading.strip():
        return Inferred(" ".join(heading.split()), "the first heading")
    words = " ".join(re.sub(r"[-_]+", " ", place.own_name).split())
    return Inferred(words or place.own_name, "the folder's name" if place.is_index else "the file name")


def date_in_path(place: Place) -> tuple[PartialDate, str] | None:
    """The date that the file's name and its folders give, and where it stands."""
    found = date_of_path(place.above, place.own_name)
    if found and place.is_index and found[1] == "the file name":
        return found[0], f"the folder {place.own_name}"
    return found


def date_in_text(title: str | None, lines: Sequence[str], headings: Sequence[str]) -> tuple[PartialDate, str] | None:
    """An unmistakable date in the title or the first lines, and where it stands.

    None for running files and lists of dates: each of their meetings has its own date, and none of them is the file's.
    """
    if len(set(_days(headings))) >= _SEVERAL:
        return None
    if title and (found := _plain_date(title)):
        return found, "the title"
    days = list(_days(line for line in lines[:_LINES_LOOKED_AT] if len(line) <= _LONGEST_DATE_LINE))
    return (days[0], "the first lines") if 0 < len(set(days)) < _SEVERAL else None


def _days(texts: Iterable[str]) -> Iterator[PartialDate]:
    return (found for text in texts if (found := _plain_date(text)) and found.day)


def _plain_date(text: str) -> PartialDate | None:
    """The date in a line; None where it goes from one date to another, for that is a span of time."""
    ends = {found for part in _FROM_TO.split(text) if (found := find_date(part))}
    return find_date(text) if len(ends) <= 1 else None


def infer_kind(place: Place, *, has_day: bool) -> Inferred | None:
    """The kind by the words in the file's name, else in the nearest folder above; None where nothing tells.

    `has_day`: the path holds a day, so in a folder of meetings the document is of one of them.
    """
    if not place.is_index:
        if kind := _kind_of(place.name):
            return Inferred(kind, "the file name")
        for folder in reversed(place.folders):
            if kind := _kind_of_folder(folder):
                return Inferred(kind, f"the folder {folder}")
    if has_day:
        for folder in reversed(place.folders):
            if _words(folder) & _MEETING_WORDS:
                return Inferred(Kind.NOTES, f"the folder {folder} and the day in its path")
    return None


def infer_group(place: Place) -> Inferred | None:
    """The first folder that is neither a kind's, nor a date, nor a common container; as its name is written."""
    for folder in place.folders:
        name = slug(folder)
        if not name or folder.startswith(("_", ".")) or name in _CONTAINERS:
            continue
        if _kind_of_folder(folder) or is_only_a_date(folder):
            continue
        return Inferred(folder, f"the folder {folder}")
    return None


def path_has_day(place: Place) -> bool:
    """Is there a day in the path, be it without its year (`meeting_14_Aug_27`)?"""
    found = date_in_path(place)
    return bool(found and found[0].day) or bool((own := date_in_name(place.own_name)) and own.day)


def _kind_of(name: str) -> Kind | None:
    """By whole words; notes stand above an agenda, for a file with both holds what was said."""
    kinds = {_KIND_WORDS[word] for word in _words(name) if word in _KIND_WORDS}
    return next((kind for kind in (Kind.NOTES, Kind.AGENDA, Kind.RESOURCE) if kind in kinds), None)


def _kind_of_folder(name: str) -> Kind | None:
    """`project-resources` and `meeting-notes-archive` hold a kind; `resource-management` is a subject."""
    kind = _kind_of(name)
    is_subject = kind is Kind.RESOURCE and re.search(r"(?<![^\W_])resource[\W_]+\w", name, re.IGNORECASE)
    return None if is_subject else kind


def _words(name: str) -> set[str]:
    return set(re.split(r"[\W_]+", name.lower()))
