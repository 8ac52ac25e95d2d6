"""The library: notes/ as it was when somebody last looked, and what has changed since."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kb.library import scanning
from kb.library.attached import within_reach
from kb.library.catalog import Catalog
from kb.library.facts import Facts, describe
from kb.library.files import SITE_FILES, FileText, StillChanging, read_text, settled
from kb.library.frontmatter import read_front_matter
from kb.library.ledger import Ledger, State
from kb.library.links import file_targets
from kb.library.reading import Interpreted, Reading, file_of, interpret
from kb.library.rules import PathRule
from kb.library.scanning import OnRead
from kb.library.site import Site, load_site
from kb.library.sources import Sources
from kb.library.spool import Spool
from kb.model import Document, Link, Passage, Tag, Visibility

_LATELY = 4  # texts of which it is known for a while what they would be


@dataclass(frozen=True)
class Changes:
    """What is different in notes/ from what the library knows.

    Attributes:
        catalog: as it will be once this is accepted.
        put: paths of documents the index must take in anew: their text, or anything that holds for them, has changed.
        remove: paths of documents that are gone.
        site_changed: kb.yml says something else than before.
    """

    catalog: Catalog
    put: tuple[str, ...]
    remove: tuple[str, ...]
    site_changed: bool
    state: State


@dataclass(frozen=True)
class Body:
    """The text of a document without its front matter.

    Attributes:
        text: Markdown, with `\\n` line ends.
        first_line: the number of its first line in the file, from 1.
        hash: of the whole file.
        cut: the file is too large, and this only its beginning.
    """

    text: str
    first_line: int
    hash: str
    cut: bool = False


class Library:
    """A folder of notes, with its ledger in `ledger_folder` (None: in memory only).

    One caller at a time computes `changes` and `accept`s them; everybody else reads `catalog`, which is swapped whole.
    Any thread may `follow` what other processes have accepted, also in the process that writes.
    """

    def __init__(self, notes: Path, ledger_folder: Path | None = None) -> None:
        self.notes = notes
        self._folder = ledger_folder
        self._ledger = Ledger(ledger_folder)
        self._state = self._ledger.read(State()) or State()
        self._pending = self._state
        self._swapping = threading.Lock()
        self._followed = self._ledger.head
        self._spool: Spool | None = None
        self._accepted: Site | None = None
        self._read_lately: tuple[tuple[tuple[PathRule, ...], Interpreted], ...] = ()
        self.catalog = self._catalog(self._state, load_site(notes))

    @property
    def site(self) -> Site:
        return self.catalog.site

    def changes(self, paths: Iterable[str] | None = None, on_read: OnRead | None = None) -> Changes:
        """Look at notes/, or only at these files and folders below it ("" is all of it), and read what differs.

        Nothing is changed by it: do what must be done, then `accept`. Files that are being written just now count as
        they were before.
        """
        paths = None if paths is None else tuple(paths)
        paths = None if paths is None or "" in paths else paths
        site = self.site
        if paths is None or any(name in paths for name in SITE_FILES):
            site = load_site(self.notes)
        self._spool = self._spool or Spool(self._folder)
        state = scanning.scan(
            self.notes,
            self._state,
            site,
            paths,
            self._spool,
            on_read,
            lambda path, file: self._at_hand(path, file, site),
        )
        self._pending = state
        before = self.catalog
        catalog = self._catalog(state, site)
        put, remove = catalog.changed_since(before), catalog.gone_since(before)
        if state.site != self._state.site and before.site is not self._accepted:
            # kb.yml was changed while nobody looked: nothing here knows what held for each document before.
            put = tuple(document.path for document in catalog.every())
        return Changes(catalog, put, remove, site != before.site, state)

    def accept(self, changes: Changes) -> None:
        """Take the changes as known: for this process at once, for others and the next start through the ledger."""
        with self._swapping:
            self._ledger.write(self._state, changes.state)
            self._swap(changes.state, changes.catalog)
        self._pending = changes.state
        self._accepted = self.site
        if self._spool:
            self._spool.close()
            self._spool = None

    def forget(self) -> None:
        """Let what is accepted next be kept anew, with nothing beside it that held before."""
        self._ledger.forget()

    def follow(self) -> bool:
        """Take over what another process has accepted since. True where there was something.

        A thread that comes while another one does so waits for it: what it reads then is no older than its call.
        """
        if self.is_followed():
            return False
        with self._swapping:
            state = self._ledger.read(self._state)
            if state is None:
                self._followed = self._ledger.head
                return False
            self._swap(state, self._catalog(state, load_site(self.notes)))
            return True

    def is_followed(self) -> bool:
        """Is the catalog what was accepted last, by whichever process?"""
        return self._ledger.head_now() == self._followed

    def unnoticed(self, step: Callable[[], None] = lambda: None) -> frozenset[str]:
        """Files and folders of notes/ that are not as the catalog knows them, or could not be read; "" is all of it.

        Reads no document. `step` is called for each file, a few times.
        """
        if load_site(self.notes) != self.site:
            return frozenset({""})
        return scanning.unnoticed(self.notes, self._state, self.site, step)

    def is_current(self) -> bool:
        """Does the catalog cover every file of notes/ as it is now, as far as they can be read?"""
        readings = self._state.readings
        return all(path in readings and not readings[path].hash for path in self.unnoticed())

    def body(self, document: Document) -> Body | None:
        """The text of a document; None where it is gone, or says now that others may read it than the catalog knows."""
        known = self._state.readings.get(document.path)
        try:
            away = FileNotFoundError if (self.notes / document.path).parent.is_dir() else StillChanging
            file = settled(lambda: read_text(self.notes, document.path), away, StillChanging)
        except OSError:
            return None
        if known is None:
            return None
        if file.hash != known.hash:
            now, _ = interpret(document.path, file, self.site.rules)
            if _access(now) != _access(known):
                return None
        front = read_front_matter(file.text)
        return Body(front.body, front.first_line, file.hash, file.cut)

    def passages(self, document: Document) -> tuple[Passage, ...]:
        """The passages of a document for the index, as it was read last; none where it is gone since."""
        spool, reading = self._spool, self._pending.readings.get(document.path)
        if spool and reading and (found := spool.get(document.path, reading.hash)) is not None:
            return found
        try:
            return interpret(document.path, read_text(self.notes, document.path), self.site.rules)[1]
        except OSError:
            return ()

    def open_attached(self, document: Document, name: str) -> Path | None:
        """Where an attached file lies, by its name in the document; None where there is none, or it is a link."""
        file = next((file for file in document.files if file.name == name), None)
        if file is None:
            return None
        try:
            root = self.notes.resolve(strict=True)
            place = (root / file.path).resolve(strict=True)
        except (OSError, RuntimeError):
            return None
        return place if place == root / file.path and place.is_relative_to(root) and place.is_file() else None

    def inferred(self, path: str, content: bytes) -> dict[str, tuple[str, str]]:
        """What a file would be at `path`: for title, date, kind and group the value, and in words what told it."""
        return describe(self.facts_of(path, content))

    def facts_of(self, path: str, content: bytes) -> Facts:
        """What a file would say about itself at `path`."""
        return self._as_read(path, content).facts

    def would_be(self, path: str, content: bytes, identifier: str = "") -> Document:
        """The document that a file of this content would be at `path`, with what its group and the library say."""
        return self.catalog.would_be(self._as_read(path, content), identifier)

    def document_after(self, path: str, content: bytes) -> Document:
        """The document that is at `path` once this is written there, as all the others will let it be: one whose id
        another file has too is for fewer, and what the page of a group says holds for itself together with others."""
        sources = self.catalog.sources
        readings = sources.readings.changed({path: self._as_read(path, content)})
        found = Catalog(replace(sources, readings=readings), self.catalog).by_path(path)
        assert found is not None
        return found

    def new_files(self, path: str, content: bytes) -> frozenset[str]:
        """The files that a document of this content could come to have and does not have yet."""
        files, known = self.catalog.sources.files, self.catalog.sources.readings.get(path)
        reading = self._as_read(path, content)
        return within_reach(files, reading) - (within_reach(files, known) if known else frozenset())

    def new_links(self, path: str, content: bytes, known: str) -> list[tuple[Link, tuple[str, ...]]]:
        """The links of a document of this content that the one at `known` has not, with the files each may mean."""
        there = self.catalog.sources.readings.get(known)
        had = {(link.target, link.wiki) for link in there.links} if there else set()
        links = (link for link in self._as_read(path, content).links if (link.target, link.wiki) not in had)
        found = ((link, tuple(file_targets(path, link.target, link.wiki))) for link in links)
        return [(link, targets) for link, targets in found if targets]

    def usual_readers(self, document: Document) -> Visibility:
        """Who could read a document that said nothing about it."""
        reading = self._state.readings.get(document.path)
        if reading is None:
            return self.site.default_visibility
        plain = replace(reading, facts=replace(reading.facts, visibility=None, closed=False))
        return self.catalog.would_be(plain, document.id).visibility

    def tags_of(self, path: str, content: bytes) -> tuple[str, ...]:
        """The slugs of the tags that a file would have at `path`, from its front matter and its text."""
        return tuple(tag.slug for tag in self.facts_of(path, content).tags)

    def tags_as_written(self, document: Document) -> tuple[Tag, ...]:
        """The tags that a document's own file gives, whatever other names mean."""
        reading = self._state.readings.get(document.path)
        return reading.facts.tags if reading else ()

    def _as_read(self, path: str, content: bytes) -> Reading:
        """What a file would be. A save asks several things of the old text and the new one, and to take a long one
        apart takes its time."""
        rules, digest = self.site.rules, hashlib.sha256(content).hexdigest()
        for known, made in self._read_lately:
            if (made[0].path, made[0].hash) == (path, digest) and known == rules:
                return made[0]
        made = interpret(path, file_of(content), rules)
        self._read_lately = ((rules, made), *self._read_lately[: _LATELY - 1])
        return made[0]

    def _at_hand(self, path: str, file: FileText, site: Site) -> Interpreted | None:
        """What a save has just asked of the text that it then wrote."""
        for rules, (reading, passages) in self._read_lately:
            if (reading.path, reading.hash, rules) == (path, file.hash, site.rules):
                return replace(reading, stamp=file.stamp), passages
        return None

    def _swap(self, state: State, catalog: Catalog) -> None:
        """In this order: whoever finds it followed finds the catalog too."""
        self._state = state
        self.catalog = catalog
        self._followed = self._ledger.head

    def _catalog(self, state: State, site: Site) -> Catalog:
        previous: Catalog | None = getattr(self, "catalog", None)
        return Catalog(Sources(site, state.readings, state.files, state.problems), previous)


def _access(reading: Reading) -> tuple[object, ...]:
    facts = reading.facts
    return facts.visibility, facts.rule, facts.closed, facts.group, facts.kind, facts.id
