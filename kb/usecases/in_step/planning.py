"""Move documents, files and folders: what each move means for front matter and for every link to what moves.

The id is written down with the first move, and former places and addresses are kept as `aliases:`, so that no address
that was given away ever leads nowhere. Links are written anew in every document, also in those that whoever moves may
not read; nothing of these is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.history import Change
from kb.history.records import HASH
from kb.library import Catalog, FrontMatterUnreadable, Library, OutsideLibrary, Stale, place, read_revision, with_keys
from kb.library.infer import Place, infer_group
from kb.library.moving import moved_to
from kb.library.persistent import PersistentMap
from kb.library.reading import Reading, file_of, interpret
from kb.library.relinking import Relinker
from kb.library.sources import Sources
from kb.library.texts import with_links
from kb.model import Document, Kind, slug
from kb.usecases.in_step.former import aliases_with, former_addresses, opens
from kb.usecases.in_step.recording import change_of
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.in_step.several import Steps, Write


@dataclass(frozen=True)
class Planned:
    """A move before it is done.

    Attributes:
        before: the moved documents as they are. after: as they will be, in the same order.
        renamed: groups that move as a whole, each from its slug to the one it has then.
        plain: paths of moved documents in which nothing can be written, so that links to them may break.
        opened: paths, as they are, of all documents that others could read then.
        kept: what lies on disk and may not be in the history yet.
    """

    steps: Steps
    before: tuple[Document, ...]
    after: tuple[Document, ...]
    renamed: Mapping[str, str]
    plain: tuple[str, ...]
    opened: tuple[str, ...]
    kept: tuple[Change, ...]


@dataclass
class Planner:
    """Plans one move.

    Attributes:
        moves: files and folders, each from where to where.
        contents: what moved documents shall say then, where that is something else; by where they are.
        merged: from documents that go to the ones that take their place.
        known: what was read already of files that `contents` were made from, with the revisions: they must be so still.
        advance: called for each document that is planned.
    """

    library: Library
    moves: tuple[tuple[str, str], ...]
    contents: Mapping[str, bytes] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    advance: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.catalog = self.library.catalog
        self._texts: dict[str, tuple[bytes, str]] = dict(self.known)
        self._plain: list[str] = []
        self._renamed: dict[str, str] = {}
        self.contents = {**self._regrouped(), **self.contents}

    def plan(self) -> Planned:
        """Raises NotWritten, OSError; nothing is changed by it."""
        moved = {path: self._with_id(path) for path in self._moved}
        after = self._catalog_after(moved)
        self._renamed = self._whole(after)
        relinker = Relinker(self.catalog, after, self.there)
        writes: list[Write] = []
        also: dict[str, str | None] = dict.fromkeys((*moved, *self.merged))
        for path, content in moved.items():
            new = self.there(path)
            content = self._relinked(relinker, path, self._with_aliases(path, content, after))
            also[new] = hashlib.sha256(content).hexdigest()
            writes += self._write(path, new, content)
            self.advance()
        for path in self._linking(after):
            try:
                content, _ = self._read(path)
            except (NotWritten, OSError):
                if path in self.merged.values():
                    raise
                continue  # its links are found by the former place, and whoever moves learns nothing of it
            there = self._with_former(path, content)
            writes += self._write(path, path, self._relinked(relinker, path, there))
        writes += [Write(path, *self._read(path), None) for path in self.merged]
        before = tuple(self._document(path) for path in moved)
        found = tuple(after.by_path(self.there(path)) or self._document(path) for path in moved)
        steps, plain = Steps(self.moves, tuple(writes), also), tuple(dict.fromkeys(self._plain))
        opened = tuple(document.path for document in self.catalog.every() if self._is_opened(document, after))
        return Planned(steps, before, found, self._renamed, plain, opened, tuple(self._kept()))

    def there(self, path: str) -> str:
        """Where what is at this path will be."""
        if path in self.merged:
            return self.merged[path]
        return moved_to(path, self.moves)

    @cached_property
    def _moved(self) -> list[str]:
        readings = self.catalog.sources.readings
        moving = (path for path in readings if self.there(path) != path or path in self.contents)
        return sorted(path for path in moving if path not in self.merged)

    def _document(self, path: str) -> Document:
        document = self.catalog.by_path(path)
        assert document is not None
        return document

    def _read(self, path: str) -> tuple[bytes, str]:
        """What a file says, and its revision; both are what the history has to know before it is written over."""
        if path not in self._texts:
            try:
                content, revision = read_revision(place(self.library.notes, path))
            except OutsideLibrary as error:
                raise NotWritten(f"{path} cannot be moved or changed from here. {error}.") from None
            if not revision:
                raise Stale
            self._texts[path] = content, revision
        return self._texts[path]

    def _with_id(self, path: str) -> bytes:
        content = self.contents.get(path, self._read(path)[0])
        facts = self.catalog.sources.readings[path].facts
        if facts.id is not None:
            return content
        return self._with(path, content, {"id": self._document(path).id})

    def _with(self, path: str, content: bytes, keys: Mapping[str, str | list[str]]) -> bytes:
        try:
            return with_keys(content, keys)
        except FrontMatterUnreadable:
            self._plain.append(path)
            return content

    def _catalog_after(self, moved: Mapping[str, bytes]) -> Catalog:
        """The library as it will be, but for the links and aliases, which are written by it."""
        sources = self.catalog.sources
        readings: dict[str, Reading] = {}
        for path, reading in sources.readings.items():
            if path in self.merged:
                continue
            new = self.there(path)
            if path in moved:
                anew = interpret(new, file_of(moved[path]), self.library.site.rules)[0]
                reading = replace(anew, targets=self._targets(reading))
            elif not self._moved_files.isdisjoint(reading.targets):
                reading = replace(reading, targets=self._targets(reading))
            readings[new] = reading
        files = {self.there(path): size for path, size in sources.files.items()}
        after = Sources(sources.site, PersistentMap(readings), PersistentMap(files), sources.problems)
        return Catalog(after, self.catalog)

    def _targets(self, reading: Reading) -> tuple[str, ...]:
        return tuple(each if each.startswith("//") else self.there(each) for each in reading.targets)

    @cached_property
    def _moved_files(self) -> frozenset[str]:
        return frozenset(path for path in self.catalog.sources.files if self.there(path) != path)

    def _linking(self, after: Catalog) -> Iterator[str]:
        """Documents that stay, and may have a link to what moves: by the names of these, then and now."""
        readings = self.catalog.sources.readings
        names = {name for path in (*self._moved, *self.merged) for name in readings[path].names}
        names |= {name for path in self._moved for name in after.sources.readings[self.there(path)].names}
        files = {*self._moved_files, *(f"//{path.rpartition('/')[2]}" for path in self._moved_files)}
        moved, taking = {*self._moved, *self.merged}, set(self.merged.values())
        for path, reading in readings.items():
            if path not in moved and (
                path in taking or not names.isdisjoint(reading.mentions) or not files.isdisjoint(reading.targets)
            ):
                yield path

    def _relinked(self, relinker: Relinker, path: str, content: bytes) -> bytes:
        try:
            return with_links(content, lambda text: relinker.text(text, path))
        except FrontMatterUnreadable:
            if path in self._moved:
                self._plain.append(path)
            return content

    def _with_aliases(self, path: str, content: bytes, after: Catalog) -> bytes:
        """With what still has to lead to it: its former place, and where its meeting or group was."""
        old, new = self._document(path), after.by_path(self.there(path))
        assert new is not None
        former = [] if old.id == new.id else [old.id]
        if not self._is_opened(old, after):
            former.append(f"/{path}")
            former += self._former_addresses(old, new)
        return self._with_more(path, content, former, {new.id, f"/{new.path}"})

    def _with_former(self, path: str, content: bytes) -> bytes:
        """With what led to the documents whose place it takes."""
        gone = [self._document(each) for each, taking in self.merged.items() if taking == path]
        former = [name for each in gone for name in (each.id, *each.aliases, f"/{each.path}")]
        if not former:
            return content
        keys = {} if self.catalog.sources.readings[path].facts.id else {"id": self._document(path).id}
        document = self._document(path)
        changed = self._with_more(path, self._with(path, content, keys), former, {document.id, f"/{path}"})
        if path in self._plain:
            raise NotWritten(f"{path} is written in a way that it cannot take another's place; mend it by hand first.")
        return changed

    def _with_more(self, path: str, content: bytes, former: list[str], now: set[str]) -> bytes:
        aliases = aliases_with(content, former, now)
        return content if aliases is None else self._with(path, content, {"aliases": aliases})

    def _is_opened(self, old: Document, after: Catalog) -> bool:
        new = after.by_path(self.there(old.path)) if old.path not in self.merged else None
        return new is not None and opens(old, new, renamed=self._renamed.get(old.group or "") == new.group)

    def _former_addresses(self, old: Document, new: Document) -> Iterator[str]:
        """Of its group and its meeting, where it has others now."""
        yield from former_addresses(old, new)
        if old.group and old.group != new.group:
            if old.kind is Kind.GROUP:
                yield old.group
            elif not self._has_page(old.group):
                yield f"/groups/{old.group}"

    def _regrouped(self) -> dict[str, bytes]:
        """A folder that is called like its group takes the group along: what names the group itself names the new one.

        So it is where nothing else is called so yet; else each document stays in the group that it names.
        """
        found: dict[str, bytes] = {}
        for start, end in self.moves:
            old, new = slug(start.rpartition("/")[2]), end.rpartition("/")[2]
            inferred = infer_group(Place.of(f"{end}/x.md"))
            those = [document for document in self.catalog.every() if document.group == old]
            joined = any(document.group == slug(new) for document in self.catalog.every())
            if joined or old == slug(new) or not inferred or slug(inferred.value) != slug(new):
                continue
            if any(document.path.startswith(f"{start}/") for document in those):
                naming = (document.path for document in those if self._names_group(document.path))
                found |= {path: self._with(path, self._read(path)[0], {"group": new}) for path in naming}
        return found

    def _names_group(self, path: str) -> bool:
        return ("group", "front matter") in self.catalog.sources.readings[path].facts.origins

    def _whole(self, after: Catalog) -> dict[str, str]:
        """Groups that move as a whole and become ones that were not there: nothing stays, and none is joined."""
        found: dict[str, set[str | None]] = {}
        for document in self.catalog.every():
            if document.group:
                new = after.by_path(self.there(document.path))
                found.setdefault(document.group, set()).add(new.group if new else None)
        there = {document.group for document in self.catalog.every()}
        return {
            old: str(new)
            for old, those in found.items()
            for new in those
            if len(those) == 1 and new not in (None, old) and new not in there
        }

    def _has_page(self, group: str) -> bool:
        found = self.catalog.group(group, self.catalog.audiences)
        return bool(found and found.home)

    def _write(self, path: str, new: str, content: bytes) -> Iterator[Write]:
        before, revision = self._read(path)
        if content != before:
            yield Write(new, before, revision, content)

    def _kept(self) -> Iterator[Change]:
        for path, (content, revision) in self._texts.items():
            document = self._document(path)
            if self.catalog.sources.readings[path].hash[:HASH] != revision:
                document = self.library.would_be(path, content, document.id)
            yield change_of(document, path, content)
