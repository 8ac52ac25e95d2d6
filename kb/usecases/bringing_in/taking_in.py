"""Files from somebody's desk become drafts: one for each document in them, with what their own words tell of it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote

from kb.access import audiences_of, may_write_anywhere, may_write_in
from kb.drafts import Draft, Fields, add_draft, drafts_of_file, ids_by, taken_as
from kb.drafts.drafts import Told, new_id
from kb.intake import Taken, take_in
from kb.intake.knowing import likely_group
from kb.intake.names import safe_path
from kb.library import FrontMatterUnreadable, text_of
from kb.model import Kind, PartialDate, Viewer, slug
from kb.usecases.bringing_in.converting import Document, documents_of
from kb.usecases.bringing_in.draft_rule import held
from kb.usecases.bringing_in.drafting import DraftRoom
from kb.usecases.bringing_in.import_plan import files_within
from kb.usecases.bringing_in.offering import understood
from kb.usecases.bringing_in.own_facts import left_out
from kb.usecases.bringing_in.own_readers import with_its_readers
from kb.usecases.writing.saving import NotTheirs
from kb.usecases.writing.wording import wording_of

MOST_DRAFTS = 300
"""Of one account: a ZIP of everything belongs to `kb import`."""
_DEEPEST = 3  # files within files
_FULL = "You have {} drafts, the most there can be. Publish some, or throw some away."
_NO_ROOM = "There is not enough room on the disk of this library. Whoever runs it has to make some; try again then."
_PASTED = "pasted"


class NoRoom(OSError):
    """The disk has too little room for it; the message says so."""


@dataclass(frozen=True)
class Received:
    """A file as it was sent. `name` is what its sender calls it, "" for what was pasted."""

    name: str
    file: BinaryIO


@dataclass(frozen=True)
class TakenIn:
    """What became of one file, or of a file within one: drafts, or why there are none."""

    name: str
    drafts: tuple[Draft, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class _Original:
    """A file with all that is known of it before it is read."""

    name: str
    path: str
    file: BinaryIO
    size: int
    digest: str


def take_all(room: DraftRoom, viewer: Viewer, received: Sequence[Received], given: Fields) -> list[TakenIn]:
    """Make drafts of files. `given`: what the sender says of all of them; `kind` "" for whatever each is.

    Raises NotTheirs, NoRoom, OSError, StateUnusable; what was made before stays.
    """
    if viewer.account is None or not may_write_anywhere(viewer):
        raise NotTheirs
    if given.group and not may_write_in(viewer, given.group):
        raise NotTheirs
    taking = _Taking(room, viewer, given)
    taken = []
    for each in received:
        with tempfile.TemporaryFile() as copy:
            taken += list(taking.take(_copied(each, copy), ()))
    return taken


@dataclass
class _Taking:
    """One upload."""

    room: DraftRoom
    viewer: Viewer
    given: Fields

    def take(self, original: _Original, outer: tuple[str, ...]) -> Iterator[TakenIn]:
        """What became of a file, and of each within it."""
        if not self.room.shelf.has_room(original.size):
            raise NoRoom(_NO_ROOM)
        taken = take_in(original.file, original.path, original.size)
        if taken.pieces or taken.kept:
            yield self._drafts(original, taken)
        elif not taken.files:
            yield TakenIn(original.name, why=taken.why)
        for path, inner in files_within(original.path, taken):
            name = PurePosixPath(path).name
            if len(outer) + 1 >= _DEEPEST:
                yield TakenIn(name, why="It lies too deep within other files.")
                continue
            with tempfile.TemporaryFile() as file:
                file.write(inner.data)
                file.seek(0)
                digest = hashlib.sha256(inner.data).hexdigest()
                made = _Original(name, name, file, len(inner.data), digest)
                yield from self.take(made, (*outer, original.name))

    def _drafts(self, original: _Original, taken: Taken) -> TakenIn:
        made: list[Draft] = []
        wanted = {name: getattr(self.given, name) for name in ("group", "kind", "visibility", "date", "title", "rule")}
        given = {name: value for name, value in wanted.items() if value}
        for document in documents_of(self.room.desk.library, original.path, taken, given):
            if self._is_full():
                return TakenIn(original.name, tuple(made), _FULL.format(MOST_DRAFTS))
            try:
                made.append(self.keep(original, taken, document, like=made[0].id if made else ""))
            except FrontMatterUnreadable as error:
                return TakenIn(original.name, tuple(made), str(error))
        return TakenIn(original.name, tuple(made), taken.why if not made else "")

    def keep(self, original: _Original, taken: Taken, document: Document, like: str = "") -> Draft:
        """Make a draft of one document that was found in a file; `like`: another of the same file, so that this is kept
        once. Raises OSError, StateUnusable; then there is none."""
        draft, files, whole = self._draft(original, taken, document)
        self.room.shelf.put(draft.id, like or original.file, files, whole)
        try:
            with self.room.state.write() as db:
                return add_draft(db, draft)
        except BaseException:
            self.room.shelf.remove(draft.id)
            raise

    def _is_full(self) -> bool:
        assert self.viewer.account is not None
        with self.room.state.read() as db:
            return len(ids_by(db, self.viewer.account)) >= MOST_DRAFTS

    def _draft(
        self, original: _Original, taken: Taken, document: Document
    ) -> tuple[Draft, list[tuple[str, bytes]], str]:
        """The draft, its files, and the text as it was taken out of the original."""
        assert self.viewer.account is not None
        library = self.room.desk.library
        own = document.path.removesuffix(".md")
        files = [(file.name.removeprefix(f"{own}/").replace("/", "-"), file.data) for file in document.files]
        text = text_of(document.content).lstrip("\n")
        for name, _ in files:
            for written in {name, quote(name)}:
                text = text.replace(f"({quote(PurePosixPath(own).name)}/{written})", f"(files/{quote(name)})")
        facts = library.facts_of(document.path, document.content)
        said = Fields(
            title=self.given.title or facts.title,
            date=str(facts.date) if facts.date else "",
            kind=(Kind.PAGE if facts.kind is Kind.GROUP else facts.kind).value,
            group=self._group((document.facts.get("group", ""), facts.title, text), facts.date),
            tags=wording_of(library, document.path, document.content).tags,
            visibility=self.given.visibility,
            url=facts.url or "",
            description=facts.description or "",
            rule=self.given.rule,
        )
        if original.name == "" and not self.given.title and said.title.casefold() == _PASTED:
            said = replace(said, title="")
        report = (taken.why, taken.report, *left_out(document.facts), *understood(text, facts.date))
        told = Told(
            original.name,
            taken.format.name,
            taken.format.label,
            tuple(name for name, _ in files),
            tuple(sentence for sentence in report if sentence),
            dict(facts.origins),
            document.path,
        )
        draft = Draft(new_id(), self.viewer.account, said, text, told=told, digest=original.digest)
        return held(self.room.desk, with_its_readers(self.room.desk, self.viewer, draft, document)), files, text

    def _group(self, texts: Sequence[str], date: PartialDate | None) -> str:
        """As given, else the likeliest of those that they may write in: a group that is hidden from them must not show
        in what is found. `texts`: where it may be named, from the first that counts."""
        if self.given.group:
            return self.given.group
        catalog = self.room.desk.library.catalog
        audiences = audiences_of(self.viewer, catalog.audiences)
        theirs = {
            each.slug: (each.slug, each.title)
            for each in catalog.groups(audiences)
            if may_write_in(self.viewer, each.slug)
        }
        if (named := slug(texts[0])) in theirs:
            return named
        meetings = catalog.meetings(audiences) if date else ()
        on_that_day = {meeting.group for meeting in meetings if meeting.date == date}
        return likely_group(theirs, texts, on_that_day) or ""


class ImportedDrafts:
    """Makes drafts, for one person, of what an import may not publish unread."""

    def __init__(self, room: DraftRoom, viewer: Viewer) -> None:
        self._room, self._viewer = room, viewer

    def __call__(self, source: Path, taken: Taken, document: Document) -> bool:
        """True where a draft was made, False where an earlier import has made it. Raises NotTheirs, OSError,
        StateUnusable."""
        room, viewer = self._room, self._viewer
        facts = room.desk.library.facts_of(document.path, document.content)
        if not may_write_in(viewer, facts.group):
            raise NotTheirs
        with source.open("rb") as file, tempfile.TemporaryFile() as copy:
            original = _copied(Received(source.name, file), copy)
            with room.state.read() as db:
                theirs = [each for each in drafts_of_file(db, original.digest) if each.owner == viewer.account]
                done = any(each.told.path == document.path for each in theirs)
                done = done or bool(taken_as(db, original.digest))
            if not done:
                given = Fields(kind="", group=facts.group or "")
                _Taking(room, viewer, given).keep(original, taken, document)
        return not done


def _copied(received: Received, copy: BinaryIO) -> _Original:
    """A file of the disk at its beginning, whatever it came in."""
    digest, size = hashlib.sha256(), 0
    while chunk := received.file.read(1 << 20):
        digest.update(chunk)
        copy.write(chunk)
        size += len(chunk)
    copy.flush()
    copy.seek(0)
    name = (safe_path(received.name.replace("\\", "/").rpartition("/")[2]) or "file") if received.name else ""
    return _Original(name, name or f"{_PASTED}{_ending(copy)}", copy, size, digest.hexdigest())


def _ending(copy: BinaryIO) -> str:
    """Of something pasted: a page where it is one, Markdown where it looks like it."""
    head = copy.read(4000)
    copy.seek(0)
    if head.lstrip()[:1] == b"<":
        return ".html"
    lines = head.splitlines()
    return ".md" if any(line.startswith((b"# ", b"## ", b"- [", b"```", b"---")) for line in lines) else ".txt"
