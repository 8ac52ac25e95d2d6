"""A library with two groups and the database of its people."""

from __future__ import annotations

import pytest

from kb.library import Catalog, Library
from kb.state import State
from tests.databases import Database
from tests.usecases.club import NOTES, Club
from tests.writing import LibraryFolder


@pytest.fixture
def state(database: Database) -> State:
    return database.state()


@pytest.fixture
def catalog(library: LibraryFolder) -> Catalog:
    library.document("pogo/index.md", "# POGO\n", kind="group", title="Pogo London", aliases=["pogo-club"])
    library.document("north/2020-03-31-notes.md", "# Call\n", visibility="leads")
    return Library(library.notes).changes().catalog


@pytest.fixture
def club(library):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.holds("north/2020-01-01-notes.md", NOTES)
    library.document("north/leads.md", "# For leads\n", visibility="leads", kind="page")
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house", visibility="group")
    library.document("about.md", "# About\n", kind="page")
    made = Club(library.home)
    yield made
    made.desk.history.close()
