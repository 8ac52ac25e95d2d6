"""Documents and what they carry: kind, visibility, tags, attached files, links, problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kb.model.dates import PartialDate
from kb.model.slugs import slug, tag_slug


class Kind(StrEnum):
    """What a document is."""

    NOTES = "notes"
    AGENDA = "agenda"
    RESOURCE = "resource"
    GROUP = "group"
    PAGE = "page"


class Visibility(StrEnum):
    """Who may read a document, from the widest to the narrowest."""

    PUBLIC = "public"
    MEMBERS = "members"
    GROUP = "group"
    LEADS = "leads"


CHATHAM_HOUSE = "chatham-house"
"""The rule of a group whose talk may be used, but not tied to who said it or whom they speak for."""


_NOT_MEETINGS = ("people", "join", "edit", "history")
"""What stands after a group in an address and is no meeting; one that is called so gets another key."""


_NOT_TITLES = ("at", "cited-by", "edit", "embed", "history", "move", "picture", "remove", "share", "tell")
"""What stands after a document in an address and is no title of it."""


@dataclass(frozen=True)
class Tag:
    """A subject word: its slug decides which tag it is, its label is how somebody wrote it.

    `others`: names that count as this one, as the library's settings give them.
    """

    slug: str
    label: str
    others: tuple[str, ...] = ()

    @classmethod
    def named(cls, label: str) -> Tag:
        return cls(tag_slug(label), " ".join(label.split()))


@dataclass(frozen=True)
class AttachedFile:
    """A file that belongs to a document.

    Attributes:
        name: what stands after `/d/{id}/files/`, unique in its document; may hold `/`.
        path: below notes/, with `/`.
        size: in bytes.
    """

    name: str
    path: str
    size: int


@dataclass(frozen=True)
class Link:
    """A link in a document's text, as written.

    Attributes:
        target: the path or address, or the title of a wiki link, without its fragment, percent-decoded.
        fragment: what stands after `#`, "" where there is none.
        wiki: written `[[target]]`.
        line: counted from 1 in the file.
    """

    target: str
    fragment: str
    wiki: bool
    line: int


def file_anchors(files: Iterable[AttachedFile]) -> dict[str, str]:
    """For the name of each of a document's files the id it has in the document's page; that of its third page is the
    same with `.3`. No id of a document's text begins so (kb.markup.anchors)."""
    anchors: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for file in files:
        anchor = f"kb-file-{slug(file.name) or 'file'}"
        taken[anchor] += 1
        anchors[file.name] = anchor if taken[anchor] == 1 else f"{anchor}_{taken[anchor]}"
    return anchors


Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file, for the person who can mend it.

    Attributes:
        path: below notes/, with `/`.
        line: counted from 1; None where the whole file is meant.
        message: what is wrong and what to do, in plain words.
        severity: `error`, something is lost or hidden until it is mended; `warning`, the program had to guess or
            leave out; `note`, good to know.
    """

    path: str
    line: int | None
    message: str
    severity: Severity = "warning"


@dataclass(frozen=True)
class Document:
    """One Markdown file of the library, without its text.

    Attributes:
        id: short and stable; the permalink is `/d/{id}`.
        path: below notes/, with `/`.
        title, description: plain text.
        group: slug, or None where the document belongs to no group; `group_label` is its title, else as written.
        date: None where there is none, or it is not known; then `date_note` may say why ("to be confirmed").
        meeting: the meeting's key where it is not the date.
        visibility: as it holds, after group and library have been asked.
        rule: "chatham-house", another group rule, or None.
        url: where a resource lives elsewhere.
        aliases: former ids and addresses.
        cited_by: pages elsewhere that cite it, `(address, title)`.
        files: attached files in the order of their names.
        words: how many words the text has; `opening` are the first of them, as much as a card shows.
        extra: other front matter values that pages show (a group's `lead`, `chair`, `champion`, `next`, `join` …), as
            plain text, in the order written.
    """

    id: str
    path: str
    title: str
    kind: Kind
    group: str | None = None
    group_label: str | None = None
    date: PartialDate | None = None
    date_note: str | None = None
    meeting: str | None = None
    tags: tuple[Tag, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    rule: str | None = None
    url: str | None = None
    description: str | None = None
    aliases: tuple[str, ...] = ()
    cited_by: tuple[tuple[str, str], ...] = ()
    files: tuple[AttachedFile, ...] = ()
    words: int = 0
    opening: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def slug(self) -> str:
        """The readable end of the document's address; never empty."""
        name = slug(self.title) or "document"
        return f"document-{name}" if name in _NOT_TITLES else name

    @property
    def address(self) -> str:
        """`/d/{id}/{slug}`, below the site's own address."""
        return f"/d/{self.id}/{self.slug}"

    @property
    def date_display(self) -> str:
        """The date in words, "" where nothing is known about it."""
        if self.date is None:
            return f"date {self.date_note}" if self.date_note == "to be confirmed" else (self.date_note or "")
        return self.date.display()

    @property
    def meeting_key(self) -> str | None:
        """What this document's meeting is called within its group: `meeting:`, else the date; None for no meeting."""
        if self.group is None or self.kind in (Kind.GROUP, Kind.PAGE):
            return None
        if self.meeting:
            key = slug(self.meeting)
            return f"meeting-{key}" if key in _NOT_MEETINGS else key
        if self.kind is Kind.RESOURCE or self.date is None:
            return None
        return self.date.iso

    @property
    def summary(self) -> str:
        """What it is about, for cards and feeds: its description, else its first words."""
        return self.description or self.opening

    def value(self, key: str) -> str | None:
        """An `extra` front matter value by its key."""
        return dict(self.extra).get(key)
