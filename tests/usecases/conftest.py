"""A library with two groups and the database of its people."""

from __future__ import annotations

import pytest

from kb.library import Catalog, Library
from kb.state import State
from tests.databases import Database
from tests.writing import LibraryFolder


@pytest.fixture
def state(database: Database) -> State:
    return database.state()


@pytest.fixture
def catalog(library: LibraryFolder) -> Catalog:
    library.document("pogo/index.md", "# POGO\n", kind="group", title="Pogo London", aliases=["pogo-club"])
    library.document("north/2020-03-31-notes.md", "# Call\n", visibility="leads")
    return Library(library.notes).changes().catalog
