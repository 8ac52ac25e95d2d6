"""Read the text of attached files, and give it to the index as passages of their documents."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence

from kb.files import TOO_LONG, FileText, Texts, is_readable, read_file
from kb.library import Catalog, Library
from kb.library.files import Stamp
from kb.model import AttachedFile, Document, Passage, Problem, file_anchors

BATCH = 3.0
"""Seconds of reading after which what was read is given to the index."""


class FileReader:
    """The texts of a library's attached files. Many may ask for passages; whoever refreshes the library reads, one at a
    time."""

    def __init__(self, library: Library, texts: Texts) -> None:
        self._library = library
        self._texts = texts
        self._begun = False
        self._kept: Mapping[str, tuple[AttachedFile, ...]] | None = None

    def passages(self, document: Document) -> Iterator[Passage]:
        """What is known of a document's files as they are now, page by page."""
        readable = [file for file in document.files if is_readable(file.name)]
        anchors = file_anchors(document.files) if readable else {}
        for file in readable:
            text = self.text(file)
            for number, page in enumerate(text.pages if text else (), 1):
                heading = f"{file.name}, {page.label}" if page.label else file.name
                yield Passage(f"{anchors[file.name]}.{number}", heading, (), page.text, file=file.name)

    def text(self, file: AttachedFile) -> FileText | None:
        """None where it is not read yet, or the file is gone."""
        stamp = self._stamp(file.path)
        return self._texts.of(file.path, stamp) if stamp else None

    def unread(self, catalog: Catalog) -> dict[str, list[str]]:
        """For each file that is not read yet, as it is now, or is not found yet: the documents that have it."""
        if not any(map(is_readable, catalog.sources.files)):
            return {}
        if not self._begun:
            self._texts.forget(TOO_LONG)  # the machine may have been busy: each start tries them once more
            self._begun = True
        known = self._texts.stamps()
        stamps: dict[str, Stamp | None] = {}
        unread: dict[str, list[str]] = {}
        for path, files in catalog.attached.items():
            for file in files:
                if is_readable(file.name):
                    stamps[file.path] = stamps.get(file.path) or self._stamp(file.path)
                    if stamps[file.path] and known.get(file.path) != stamps[file.path]:
                        unread.setdefault(file.path, []).append(path)
        return unread

    def read(self, paths: Sequence[str]) -> tuple[list[str], list[str]]:
        """Read the first of these files, for BATCH seconds: those that were read, and those that are left."""
        until = time.monotonic() + BATCH
        done: list[str] = []
        for number, path in enumerate(paths):
            if number and time.monotonic() > until:
                return done, list(paths[number:])
            if read_file(self._library.notes, path, self._texts):
                done.append(path)
        return done, []

    def found(self, paths: Sequence[str]) -> None:
        """The index has the passages of these files."""
        self._texts.found(paths)

    def forget(self, catalog: Catalog) -> None:
        """Drop the texts of all files that are gone."""
        if catalog.attached is not self._kept:
            self._texts.only(file.path for files in catalog.attached.values() for file in files)
            self._kept = catalog.attached

    def problems(self, catalog: Catalog) -> Iterator[Problem]:
        """Of the files that were read, those in which there is nothing to search."""
        for path in dict.fromkeys(file.path for files in catalog.attached.values() for file in files):
            stamp = self._stamp(path) if is_readable(path) else None
            text = self._texts.of(path, stamp) if stamp else None
            if text and text.why:
                yield Problem(path, None, text.why, "note" if text.kept else "warning")

    def close(self) -> None:
        self._texts.close()

    def _stamp(self, path: str) -> Stamp | None:
        try:
            return Stamp.of(os.lstat(self._library.notes / path))
        except OSError:
            return None
