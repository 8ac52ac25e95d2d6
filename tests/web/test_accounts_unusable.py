"""The database of accounts is held, broken or gone: whoever needs no account reads on, nobody else is let in."""

from __future__ import annotations

import sqlite3

import pytest

from kb.people import sessions
from tests.signed_in import OURS, Browsers


@pytest.fixture
def club(library, site):
    library.document("open.md", "# Treacle\n\nFor everybody.\n", id="0p3n00")
    library.document("closed.md", "# Treacle for leads\n\nNot for everybody.\n", id="cl0sed", visibility="leads")
    return site()


def test_while_somebody_else_writes_people_read_on(library, club, monkeypatch):
    ada = Browsers(club)("ada", admin=True)
    monkeypatch.setattr(sessions, "is_due", lambda db, session: True)  # the visit is to be written down
    impatient(club, monkeypatch)
    other = sqlite3.connect(library.home / "state" / "kb.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert ada.get("/d/cl0sed/treacle-for-leads").status_code == 200
    finally:
        other.close()


def test_a_change_that_has_to_wait_too_long_is_not_made_and_says_so(library, club, monkeypatch):
    browsers = Browsers(club)
    visitor = browsers.visitor()
    browsers("ada", admin=True)
    impatient(club, monkeypatch)
    other = sqlite3.connect(library.home / "state" / "kb.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = visitor.post("/login", data={"email": "ada@example.org", "password": "a long password"})
    finally:
        other.close()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Nothing was changed" in answer.text


def test_a_broken_database_lets_nobody_in_and_says_nothing_of_the_machine(library, club):
    ada = Browsers(club)("ada", admin=True)
    club.app.state.parts.state.close()
    for file in (library.home / "state").glob("kb.db*"):
        file.write_bytes(b"This is no database. " * 200)
    visitor = ada.__class__(club.app, headers=OURS)
    assert visitor.get("/d/0p3n00/treacle").status_code == 200
    assert visitor.get("/search?q=treacle").status_code == 200
    for answer in (
        ada.get("/d/cl0sed/treacle-for-leads"),
        ada.get("/search?q=treacle"),
        visitor.post("/login", data={"email": "ada@example.org", "password": "a long password"}),
        visitor.get("/api/v1/documents", headers={"Authorization": "Bearer kb_something"}),
    ):
        assert answer.status_code == 503
        assert "nothing was changed" in answer.text
        assert str(library.home) not in answer.text
        assert "Not for everybody" not in answer.text


def impatient(club, monkeypatch):
    """Wait for others only for a moment; the database is opened anew for it."""
    monkeypatch.setattr("kb.state.database.PATIENCE", 0.1)
    club.app.state.parts.state.close()
