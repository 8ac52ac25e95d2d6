"""Where links lead, among the documents and files that there are."""

from __future__ import annotations

import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.library.links import bases, documents_at, is_inside, permalink, without_ending
from kb.library.sources import Sources
from kb.model import AttachedFile, Document, slug

Visible = Callable[[Document], bool]


@dataclass(frozen=True)
class FoundFile:
    """An attached file, and the document by whose address it is reached."""

    document: Document
    file: AttachedFile


class Resolver:
    """Finds what links mean. Every answer is chosen among what `visible` lets through, as if the rest did not exist."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        sources: Sources,
        by_id: Mapping[str, str],
        owners: Mapping[str, str],
    ) -> None:
        self._documents = documents
        self._sources = sources
        self._by_id = by_id
        self._owners = owners

    def resolve(self, target: str, source: Document, visible: Visible, *, wiki: bool) -> Document | FoundFile | None:
        if not is_inside(target, wiki=wiki):
            return None
        if link := permalink(target):
            return self._permalink(*link, visible)
        paths = bases(source.path, target, wiki=wiki)
        for base in paths:
            if there := self._at(base, source, visible):
                return there
        if wiki:
            found = self._named(target, source, visible) or self._file_named(target, source, visible)
        else:
            spellings = (folded for base in paths for folded in self._by_folded.get(_folded(base), ()))
            found = next((there for each in spellings if (there := self._at(each, source, visible))), None)
        return found or next(filter(visible, self._formerly_at(paths)), None)

    def _permalink(self, identifier: str, name: str | None, visible: Visible) -> Document | FoundFile | None:
        path = self._by_id.get(identifier)
        candidates: list[Document] = [self._documents[path]] if path else []
        candidates += self._by_alias.get(identifier, [])
        document = next((each for each in candidates if visible(each)), None)
        if document is None:
            return None
        if name is None:
            return document
        file = next((file for file in document.files if file.name == name), None)
        return FoundFile(document, file) if file else None

    def _at(self, base: str, source: Document, visible: Visible) -> Document | FoundFile | None:
        if base in self._sources.files and (file := self._file(base, source, visible)):
            return file
        for path in documents_at(base):
            document = self._documents.get(path)
            if document and visible(document):
                return document
        return None

    def _formerly_at(self, paths: Iterable[str]) -> Iterator[Document]:
        """Documents that have moved away from where a link leads."""
        for base in paths:
            for path in documents_at(base):
                yield from self._by_alias.get(f"/{path}", ())

    def _file(self, path: str, source: Document, visible: Visible) -> FoundFile | None:
        """By the linking document's own address where it has the file, else by that of the document that owns it."""
        for document in (source, self._documents.get(self._owners.get(path, ""))):
            if document and visible(document):
                for file in document.files:
                    if file.path == path:
                        return FoundFile(document, file)
        return None

    def _named(self, target: str, source: Document, visible: Visible) -> Document | None:
        """By name: the nearest file of that name and folder, then a title, then an alias."""
        folders, _, name = target.replace("\\", "/").strip("/").rpartition("/")
        wanted = slug(without_ending(name))
        found = [document for document in self._by_name.get(wanted, ()) if visible(document)]
        if folders:
            ending = f"/{_folded(folders)}/"
            found = [d for d in found if f"/{_folded(posixpath.dirname(d.path))}/".endswith(ending)]
            titled = [d for d in self._by_name.get(slug(target), ()) if visible(d) and slug(d.title) == slug(target)]
            found = found or titled  # a title may hold a slash
        return min(found, key=lambda document: _distance(document, source, wanted), default=None)

    def _file_named(self, target: str, source: Document, visible: Visible) -> FoundFile | None:
        name = posixpath.basename(target)
        for file in source.files:
            if posixpath.basename(file.path) == name and visible(source):
                return FoundFile(source, file)
        found = [self._file(path, source, visible) for path in self._files_by_name.get(name, ())]
        return next((file for file in found if file), None)

    @cached_property
    def _by_name(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = defaultdict(list)
        for path, reading in self._sources.readings.items():
            for name in reading.names:
                found[name].append(self._documents[path])
        return found

    @cached_property
    def _by_alias(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = defaultdict(list)
        for document in self._documents.values():
            for alias in document.aliases:
                found[alias].append(document)
        return found

    @cached_property
    def _files_by_name(self) -> dict[str, list[str]]:
        return _by(self._sources.files, posixpath.basename)

    @cached_property
    def _by_folded(self) -> dict[str, list[str]]:
        """Paths by their spelling in small letters: links are often written on computers that ignore case."""
        paths = [*self._documents, *self._sources.files, *(without_ending(path) for path in self._documents)]
        folders = {posixpath.dirname(path) for path in self._documents} - {""}
        return _by([*paths, *folders], _folded)


def _by(paths: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        found[key(path)].append(path)
    return found


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _distance(document: Document, source: Document, wanted: str) -> tuple[bool, bool, int, str]:
    """How far a document of that name is: a file's name before a title, then its folder, then the shortest path."""
    stem = posixpath.basename(document.path).rpartition(".")[0]
    return (
        slug(stem) != wanted,
        posixpath.dirname(document.path) != posixpath.dirname(source.path),
        document.path.count("/"),
        document.path,
    )
