"""Writing that is not saved yet: kept as it is typed, offered when somebody comes back, gone once it is saved."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kb.people.unsaved import (
    Unsaved,
    all_unsaved,
    drop_file,
    drop_unsaved,
    file_of,
    files_of,
    keep_file,
    keep_unsaved,
    size_of_files,
    unsaved,
)
from kb.state import State
from kb.usecases.writing.attaching import Upload, numbered, placed
from kb.usecases.writing.creating import NOTHING_MORE, Parcel
from kb.usecases.writing.saving import NotThere

MOST_BYTES = 200_000_000
"""Of all files that somebody has in documents that are not saved yet."""

MOST_TEXT = 6_000_000
"""Letters of all that stands in a form."""

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class TooMuch(Exception):
    """No more can be kept for this person; the message says what to do."""


def keep(state: State, account: int, key: str, document: str, fields: Mapping[str, str]) -> int:
    """Keep what stands in a form; gives the time it was kept at. Raises NotThere for a key that is none, TooMuch."""
    _check(key)
    if sum(map(len, fields.values())) > MOST_TEXT:
        raise TooMuch("This is longer than a document can be, so it is not kept while you write.")
    with state.write() as db:
        keep_unsaved(db, account, key, document, " ".join(fields.get("title", "").split())[:300], fields)
        return db.now


def kept(state: State, account: int, key: str) -> Unsaved:
    """Raises NotThere."""
    with state.read() as db:
        found = unsaved(db, account, key)
    if found is None:
        raise NotThere
    return found


def all_kept(state: State, account: int, document: str | None = None) -> list[Unsaved]:
    """All of somebody's, newest first; with `document` those of one document ("" for new ones)."""
    with state.read() as db:
        return all_unsaved(db, account, document)


def drop(state: State, account: int, key: str) -> None:
    """Forget one, with its files."""
    with state.write() as db:
        drop_unsaved(db, account, key)


def add(state: State, account: int, key: str, upload: Upload) -> str:
    """Keep a file with the form of a new document; gives the name it got. The same file twice is there once.

    Raises NotThere for a key that is none, TooMuch.
    """
    _check(key)
    with state.write() as db:
        for name in numbered(upload.name):
            there = file_of(db, account, key, name)
            if there is None:
                if size_of_files(db, account) + len(upload.data) > MOST_BYTES:
                    raise TooMuch(
                        "You have too many files in documents that are not saved yet. Save or drop some first."
                    )
                keep_file(db, account, key, name, upload.data)
            if there is None or there == upload.data:
                return name
    raise TooMuch("There are too many files of this name here; give it another one.")


def file(state: State, account: int, key: str, name: str) -> bytes:
    """Raises NotThere."""
    with state.read() as db:
        found = file_of(db, account, key, name)
    if found is None:
        raise NotThere
    return found


def files(state: State, account: int, key: str) -> list[tuple[str, int]]:
    """Names and sizes."""
    with state.read() as db:
        return files_of(db, account, key)


@contextmanager
def parcel(state: State, account: int, key: str, text: str) -> Iterator[Parcel]:
    """What a new document brings along: the files of its form, and its text with links to where they will lie."""
    with tempfile.TemporaryDirectory(prefix="kb-new-") as folder:
        paths = []
        for number, (name, _) in enumerate(files(state, account, key)):
            path = Path(folder) / str(number)
            path.write_bytes(file(state, account, key, name))
            paths.append((name, path))
        names = [name for name, _ in paths]
        yield Parcel(files=paths, text=lambda own: placed(text, own, names)) if paths else NOTHING_MORE


def take_out(state: State, account: int, key: str, name: str) -> None:
    """Forget one file of a form."""
    with state.write() as db:
        drop_file(db, account, key, name)


def _check(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise NotThere
