"""Save a document: written whole or not at all, in the history, and found by the search when this returns.

What is written is what differs from the version somebody began from. Where the file says something else by now, both
are put together; where they cannot be, nothing is written and both come back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kb.access import audience_of, audiences_of, may_lead, may_open_to, may_read, may_write, may_write_in
from kb.history import Change, History, merge_lines
from kb.library import (
    FrontMatterUnreadable,
    Library,
    OutsideLibrary,
    Stale,
    place,
    read_revision,
    text_of,
    with_keys,
    write_revision,
)
from kb.library.files import settled
from kb.markup import anchors_of, with_old_anchors
from kb.model import CHATHAM_HOUSE, Document, Link, Viewer, Visibility, slug
from kb.usecases.in_step.carrying_out import carried_out, renaming
from kb.usecases.in_step.former import with_former_addresses
from kb.usecases.in_step.recording import change_of, record_done, recorded
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.writing.group_pages import UNREADABLE
from kb.usecases.writing.reaching import check_files, check_group_page
from kb.usecases.writing.wording import Wording, checked, differing, reworded, together, wording_of

_LONG = 50_000  # characters
_TRIES = 3
"""Times a save begins anew where an editor outside writes at the same moment."""


class NotThere(Exception):
    """There is no such document for this viewer."""


class NotTheirs(Exception):
    """They can read it, and may not change it."""


class Unnamed(Exception):
    """Under the Chatham House Rule somebody has to say that a text names no one, and did not."""


@dataclass(frozen=True)
class Opened:
    """A document as it lies on disk: what is in its file, the name of this version of it, and what it says."""

    document: Document
    content: bytes
    revision: str
    said: Wording


class Conflict(Exception):
    """Somebody else changed the same; nothing was written.

    Attributes:
        theirs: the document as it is now. fields: names of those that both changed, `text` among them.
    """

    def __init__(self, theirs: Opened, fields: frozenset[str]) -> None:
        super().__init__("Somebody else has changed the same since you began.")
        self.theirs = theirs
        self.fields = fields


class BreaksLinks(Exception):
    """Links to places in the document would lead nowhere; nothing was written. `links`: with the documents they are in,
    as far as whoever saves may see these."""

    def __init__(self, links: list[tuple[Document, Link]]) -> None:
        super().__init__()
        self.links = links


@dataclass(frozen=True)
class Edit:
    """What somebody made of a document.

    Attributes:
        revision: the version they began from.
        why: a short note.
        names_no_one: they said so; without it nothing is written under the Chatham House Rule.
        merging: put it together with what others did meanwhile; else raise Conflict where they did anything.
        minds_links: raise BreaksLinks where a link to a place in it would lead nowhere.
    """

    wanted: Wording
    revision: str
    why: str = ""
    names_no_one: bool = False
    merging: bool = True
    minds_links: bool = False


@dataclass(frozen=True)
class Saved:
    """The id of what was saved; `merged_with`: the version of others that it was put together with, "" for none."""

    id: str
    merged_with: str = ""


class Desk:
    """Where documents are written: the library, its history and its index, put together."""

    def __init__(self, library: Library, history: History, refresher: Refresher) -> None:
        self.library = library
        self.history = history
        self.refresher = refresher

    def document(self, viewer: Viewer, identifier: str) -> Document:
        """Raises NotThere, NotTheirs."""
        catalog = self.library.catalog
        found = catalog.document(identifier, audiences_of(viewer, catalog.audiences))
        if found is None or viewer.account is None:
            raise NotThere
        if not may_write(viewer, found):
            raise NotTheirs
        return found

    def open(self, viewer: Viewer, identifier: str) -> Opened:
        """Read a document anew. Raises NotThere, NotTheirs, NotWritten where it cannot be changed from here."""
        opened = self._opened(self.document(viewer, identifier))
        now = self.library.would_be(opened.document.path, opened.content, opened.document.id)
        if not may_read(now, audiences_of(viewer, self.library.catalog.audiences | {audience_of(now)})):
            raise NotThere  # somebody has closed it in the folder this moment
        return opened

    def save(self, viewer: Viewer, identifier: str, edit: Edit) -> Saved:
        """Write what differs. Raises NotThere, NotTheirs, NotWritten, WrongWords, Unnamed, Conflict and OSError; then
        nothing was changed."""
        saved = Saved("")
        if len(edit.wanted.text) > _LONG:
            self._take_apart(viewer, identifier, edit)

        def write() -> frozenset[str]:
            nonlocal saved
            opened = self.open(viewer, identifier)
            wanted = checked(edit.wanted, new=False)
            merged_with = ""
            if opened.revision != edit.revision and differing(opened.said, wanted):
                wanted = self._put_together(opened, wanted, edit)
                merged_with = opened.revision
            saved = Saved(opened.document.id, merged_with)
            if not differing(opened.said, wanted):
                return frozenset()
            content = self._content(viewer, opened, wanted, edit.names_no_one)
            if edit.minds_links and (broken := self._broken(viewer, opened, text_of(content))):
                raise BreaksLinks(broken)
            self.keep(opened)
            if planned := renaming(self.library, opened.document, (opened.content, opened.revision), content):
                carried_out(self.library, self.history, planned, viewer.account)
                return planned.steps.paths
            self.put(viewer, self.change(opened.document.path, content), edit.why, opened.revision)
            return frozenset({opened.document.path})

        self.patiently(write)
        return saved

    def keep(self, opened: Opened) -> None:
        """Put what somebody outside has just written into the history, before it is written over. Raises OSError and
        HistoryUnusable."""
        document = opened.document
        if self.history.with_hash([document.id], opened.revision) is None:
            recorded(self.history, [self.change(document.path, opened.content)])

    def change(self, path: str, content: bytes) -> Change:
        """What the history keeps of a document that says this at `path` from now on."""
        return change_of(self.library.document_after(path, content), path, content)

    def put(self, viewer: Viewer, change: Change, why: str, revision: str) -> None:
        """Write a file that was at this revision; it is a version with its author, whatever another program puts in
        its place a moment later. Raises Stale, OSError, HistoryUnusable; then nothing was changed."""
        assert viewer.account is not None
        assert change.content is not None
        with self.history.telling(change.path, change.content, viewer.account, why):
            write_revision(place(self.library.notes, change.path), change.content, revision)
        record_done(self.history, change)

    def check(self, viewer: Viewer, before: Document | None, path: str, content: bytes, names_no_one: bool) -> None:
        """May they write just this? Raises NotTheirs, WrongWords, Unnamed, NotWritten, HistoryUnusable."""
        now = self.library.would_be(path, content, before.id if before else "")
        if not may_write_in(viewer, now.group) or not may_write(viewer, now):
            raise NotTheirs
        check_files(self.library, self.history, viewer, path, content, before)
        if before is None or (now.visibility, now.group) != (before.visibility, before.group):
            self._check_readers(viewer, before, now, path, content)
        if before and (now.kind, now.group) != (before.kind, before.group):
            check_group_page(self.library, before)
        if not names_no_one and CHATHAM_HOUSE in (now.rule, before.rule if before else None):
            raise Unnamed

    def _check_readers(self, viewer: Viewer, before: Document | None, now: Document, path: str, content: bytes) -> None:
        usual = self.library.would_be(path, with_keys(content, {"visibility": None})).visibility
        if before and before.group != now.group:  # to move it opens it no more than choosing readers would
            usual = max(usual, self.library.usual_readers(before), key=list(Visibility).index)
        if now.visibility not in may_open_to(viewer, before.visibility if before else usual, usual):
            raise WrongWords("visibility", "Only an admin can let more people read this than is usual here.")
        if audience_of(now) not in audiences_of(viewer, self.library.catalog.audiences | {audience_of(now)}):
            raise WrongWords("visibility", "You could not read it yourself then.")

    def _opened(self, document: Document) -> Opened:
        try:
            content, revision = settled(lambda: _read(place(self.library.notes, document.path)), FileNotFoundError)
            return Opened(document, content, revision, wording_of(self.library, document.path, content))
        except FileNotFoundError:
            raise NotThere from None
        except (OutsideLibrary, FrontMatterUnreadable) as error:
            raise NotWritten(f"{document.path} cannot be changed here. {error}") from None

    def _put_together(self, opened: Opened, mine: Wording, edit: Edit) -> Wording:
        document = opened.document
        content = self.history.with_hash([document.id], edit.revision) if edit.merging else None
        try:
            base = wording_of(self.library, document.path, content) if content is not None else None
        except FrontMatterUnreadable:
            base = None
        if base is None:
            raise Conflict(opened, differing(opened.said, mine))
        mine = replace(mine, text=with_old_anchors(base.text, mine.text))
        text = merge_lines(base.text, mine.text, opened.said.text)
        merged, both = together(base, mine, opened.said, text or "")
        if both or text is None:
            raise Conflict(opened, both if text is not None else both | {"text"})
        return merged

    def _content(self, viewer: Viewer, opened: Opened, wanted: Wording, names_no_one: bool) -> bytes:
        document = opened.document
        if wanted.visibility == UNREADABLE and opened.said.visibility != UNREADABLE:
            raise WrongWords("visibility", "Choose who can read it.")
        try:
            wanted = replace(wanted, text=with_old_anchors(opened.said.text, wanted.text))
            content = reworded(opened.content, opened.said, wanted, document.id)
            content = with_former_addresses(self.library, document, content)
        except FrontMatterUnreadable as error:
            raise NotWritten(f"{document.path} cannot be changed here. {error}") from None
        if opened.said.rule != wanted.rule:
            check_rule(viewer, wanted, document.group)
        self.check(viewer, document, document.path, content, names_no_one)
        return content

    def _broken(self, viewer: Viewer, opened: Opened, text: str) -> list[tuple[Document, Link]]:
        """The links, in documents that they may see, to places in this one that are not there any more."""
        lost = anchors_of(opened.said.text) - anchors_of(text)
        if not lost:
            return []
        catalog, document = self.library.catalog, opened.document
        audiences = audiences_of(viewer, catalog.audiences)
        return [
            (each, link)
            for each in catalog.backlinks(document, audiences)
            for link in catalog.sources.readings[each.path].links
            if (link.fragment in lost or slug(link.fragment) in lost)
            and catalog.resolve(link.target, each, audiences, wiki=link.wiki) is document
        ]

    def _take_apart(self, viewer: Viewer, identifier: str, edit: Edit) -> None:
        """To take a long text apart takes its time: it is done before others have to wait for it. What is wrong with
        it is said where it is written."""
        with suppress(NotThere, NotTheirs, NotWritten, WrongWords, FrontMatterUnreadable, OSError):
            opened = self.open(viewer, identifier)
            content = reworded(opened.content, opened.said, checked(edit.wanted, new=False), opened.document.id)
            self.library.facts_of(opened.document.path, content)

    def patiently(self, write: Callable[[], frozenset[str]]) -> None:
        """Plan and do it; anew where somebody outside writes meanwhile. Raises what `write` raises, but Stale."""
        for remaining in reversed(range(_TRIES)):
            try:
                self.refresher.after(write)
            except OutsideLibrary as error:  # a link was put in its place
                raise NotWritten(f"{error}.") from None
            except Stale:  # an editor wrote between our look and our writing
                if not remaining:
                    raise NotWritten("Files are being changed all the time just now; please try again.") from None
            else:
                return


def _read(target: Path) -> tuple[bytes, str]:
    content, revision = read_revision(target)
    if not revision:
        raise FileNotFoundError
    return content, revision


def check_rule(viewer: Viewer, wanted: Wording, group: str | None) -> None:
    """Whoever writes may put a document under the Chatham House Rule; only leads take it out. Raises WrongWords."""
    if wanted.rule != CHATHAM_HOUSE and not may_lead(viewer, group or ""):
        raise WrongWords("rule", "Only a lead of the group can take a document out of its rule.")
