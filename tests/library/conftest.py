"""A folder of notes to write into, and the library over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.library import Catalog, Changes, Library
from kb.model import MEMBERS, PUBLIC, Document

EVERYBODY = frozenset({PUBLIC})
SIGNED_IN = frozenset({PUBLIC, MEMBERS})
ALL = frozenset({PUBLIC, MEMBERS, "leads:", "group:pogo", "leads:pogo", "group:north", "leads:north", "leads:london"})


class Notes:
    """A library made for one test: files are written by their paths, then it is looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "notes"
        self.ledger = folder / "index"
        self.folder.mkdir()
        self.ledger.mkdir()
        self._library: Library | None = None

    def has(self, path: str, text: str | bytes = "") -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
        return place

    @property
    def library(self) -> Library:
        self._library = self._library or Library(self.folder, self.ledger)
        return self._library

    def refresh(self, *paths: str) -> Changes:
        """Look (everywhere, or at these paths only) and take what changed as known."""
        changes = self.library.changes(paths or None)
        self.library.accept(changes)
        return changes

    def catalog(self) -> Catalog:
        self.refresh()
        return self.library.catalog

    def document(self, path: str) -> Document:
        found = self.catalog().by_path(path)
        assert found is not None, f"{path} is no document"
        return found

    def complaints(self, path: str | None = None) -> list[str]:
        """What is said about a file, or about all of them."""
        return [problem.message for problem in self.catalog().problems() if path is None or problem.path == path]

    def reopened(self) -> Notes:
        self._library = None
        return self


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)
