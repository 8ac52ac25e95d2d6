"""A program with a token sees what its owner may, or less; never more, and not a moment longer."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from kb.people import memberships, tokens
from tests.signed_in import Browsers

ADDRESS = "/api/v1/documents?per_page=100"


@pytest.fixture
def club(library, site):
    library.document("open.md", "# Open\n\nTreacle for everybody.\n")
    for group in ("north", "south"):
        library.document(f"{group}/index.md", "Ours.\n", kind="group", title=group.title())
        library.document(f"{group}/2024-01-15-notes.md", f"# Frank {group}\n\nTreacle.\n", visibility="group")
        library.document(f"{group}/2024-02-15-notes.md", f"# Leads of {group}\n\nTreacle.\n", visibility="leads")
    return Browsers(site())


@pytest.fixture
def program(club):
    """A program that acts for Ada, who leads North and is a member of South."""
    club("ada", north="lead", south="member")

    def made(name="reader", scope="read", groups=None, days=None) -> TestClient:
        return club.program("ada", called=name, scope=scope, groups=groups, days=days)

    return made


def titles(client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    return {each["title"] for each in answer.json()["results"]} - {"North", "South"}


def test_it_sees_what_its_owner_may(program):
    assert titles(program()) == {"Open", "Frank north", "Leads of north", "Frank south"}
    assert program("finder").get("/api/v1/search?q=treacle").json()["total"] == 4


def test_one_for_some_groups_sees_these_and_no_others(program):
    assert titles(program(groups=["south"])) == {"Open", "Frank south"}


def test_it_sees_no_more_once_its_owner_is_out(club, program):
    client = program()
    with club.state.write() as db:
        memberships.remove_member(db, club.number("ada"), "south")
    assert titles(client) == {"Open", "Frank north", "Leads of north"}


def test_one_that_only_reads_changes_nothing(club, program):
    sent = {"title": "New", "group": "north", "kind": "notes", "markdown": "New."}
    assert program().post("/api/v1/documents", json=sent).status_code == 403
    assert program("writer", "write").post("/api/v1/documents", json=sent).status_code == 201


def test_one_that_has_expired_or_was_taken_back_opens_nothing(club, program):
    client = program("short", days=1)
    assert client.get(ADDRESS).status_code == 200
    with club.state.write() as db:
        db.now += 86401
        assert tokens.token_of(db, client.headers["Authorization"].removeprefix("Bearer ")) is None
        number = tokens.tokens(db, club.number("ada"))[0].number
        tokens.revoke_token(db, club.number("ada"), number)
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_its_last_use_is_noted(club, program):
    program().get(ADDRESS)
    with club.state.read() as db:
        assert [each.used_at is not None for each in tokens.tokens(db, club.number("ada"))] == [True]


def test_both_a_cookie_and_a_token_is_the_token(club, program):
    """A browser never sends a token by itself, so whoever sends one means it."""
    client = program(groups=["south"])
    client.cookies.set("session", club("root", admin=True).cookies["session"])
    assert titles(client) == {"Open", "Frank south"}
