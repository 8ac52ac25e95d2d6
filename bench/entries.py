"""The passages every engine indexes: read from a library by the product, kept in a file, streamed from it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

from kb.access import audience_of
from kb.library import Library
from kb.search import Entry


def read_entries(notes: Path) -> Iterator[Entry]:
    """Each document of the folder with its passages and its audience."""
    library = Library(notes, None)
    for document in library.changes().catalog.every():
        yield Entry(document, audience_of(document), tuple(library.passages(document)))


def keep_entries(notes: Path, file: Path) -> int:
    """Read a library's entries into a file; returns how many passages they hold."""
    passages = 0
    with file.open("wb") as stream:
        for entry in read_entries(notes):
            passages += len(entry.passages)
            pickle.dump(entry, stream, pickle.HIGHEST_PROTOCOL)
    return passages


def kept_entries(file: Path) -> Iterator[Entry]:
    """One entry after the other, so that an engine's peak memory is its own."""
    with file.open("rb") as stream:
        while stream.peek(1):
            yield pickle.load(stream)
