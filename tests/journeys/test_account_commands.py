"""Accounts from the shell, for whoever holds the machine: made, changed, shut, erased; and tokens for programs."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.served import Server
from tests.writing import LibraryFolder

from .command import file_modes_hold, kb

ADA, BEN = "ada@example.org", "ben@example.org"
PASSWORD = "three words in a row"


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    library.document("pogo/index.md", "# POGO\n", kind="group", title="Pogo London")
    library.document("pogo/2020-03-31-notes.md", "# Call\n\nmarmalade in the open\n")
    library.document("north/2020-04-01-notes.md", "# Other call\n\nmarmalade behind doors\n", visibility="group")
    return library


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that could not be carried out."""
    assert (done.returncode, done.stdout) == (2, ""), done.stdout
    [sentence] = done.stderr.splitlines()
    assert sentence[-1] in ".?"
    return sentence


def accounts(home: Path) -> dict[str, dict[str, object]]:
    return {each["email"]: each for each in json.loads(said(kb(home, "user", "list", "--json")))["accounts"]}


def signs_in(server: Server, email: str, password: str) -> bool:
    with httpx2.Client(base_url=server.url, headers={"Origin": server.url}) as browser:
        answer = browser.post("/login", data={"email": email, "password": password})
        return answer.status_code == 303 and "session" in browser.cookies


def test_who_is_added_chooses_a_password_by_the_link_and_comes_in(club, serving):
    server = serving(club.home)
    printed = said(kb(club.home, "user", "add", "Ada@Example.org", "--name", "Ada", "--admin", KB_URL=server.url))
    [link] = re.findall(r"http\S+", printed)
    assert link.startswith(f"{server.url}/login/reset/")
    with httpx2.Client(headers={"Origin": server.url}) as browser:
        assert browser.get(link).status_code == 200
        assert browser.post(link, data={"password": PASSWORD}).status_code == 303
    assert signs_in(server, ADA, PASSWORD)
    assert httpx2.get(link).status_code == 404, "it works once"


def test_a_password_can_come_from_a_script(club, serving):
    printed = said(kb(club.home, "user", "add", ADA, "--password-stdin", given=f"{PASSWORD}\n"))
    assert "http" not in printed
    assert signs_in(serving(club.home), ADA, PASSWORD)
    assert "at least 12" in refused(kb(club.home, "user", "add", BEN, "--password-stdin", given="short\n"))
    assert "already" in refused(kb(club.home, "user", "add", ADA))
    assert "not an email address" in refused(kb(club.home, "user", "add", "ada"))
    assert list(accounts(club.home)) == [ADA]


def test_roles_are_given_however_a_group_is_written_and_all_at_once_or_not_at_all(club):
    said(kb(club.home, "user", "add", ADA, "--lead", "POGO", "--member", "NORTH"))
    assert accounts(club.home)[ADA]["groups"] == {"north": "member", "pogo": "lead"}
    assert "Did you mean pogo?" in refused(kb(club.home, "user", "role", ADA, "--admin", "--member", "pogoo"))
    assert "only lead of pogo" in refused(kb(club.home, "user", "role", ADA, "--admin", "--leave", "pogo"))
    assert not accounts(club.home)[ADA]["admin"]
    assert "admin" in said(kb(club.home, "user", "role", ADA, "--admin", "--lead", "north"))
    assert accounts(club.home)[ADA]["groups"] == {"north": "lead", "pogo": "lead"}
    assert "only admin" in refused(kb(club.home, "user", "role", ADA, "--no-admin"))
    assert "Say what is to change" in refused(kb(club.home, "user", "role", ADA))


def test_somebody_leaves_a_group_that_the_library_has_no_more(club):
    said(kb(club.home, "user", "add", ADA, "--member", "north"))
    (club.notes / "north/2020-04-01-notes.md").unlink()
    said(kb(club.home, "user", "role", ADA, "--leave", "North"))
    assert accounts(club.home)[ADA]["groups"] == {}


def test_a_shut_account_is_out_at_once_and_in_again_when_it_is_opened(club, serving):
    said(kb(club.home, "user", "add", ADA, "--lead", "pogo", "--password-stdin", given=PASSWORD))
    token = said(kb(club.home, "token", "create", ADA, "--name", "wall", "--scope", "read")).strip()
    server = serving(club.home)
    assert signs_in(server, ADA, PASSWORD)
    assert "pogo has no lead now" in said(kb(club.home, "user", "disable", ADA))
    assert not signs_in(server, ADA, PASSWORD)
    assert server.get("/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert "shut" in refused(kb(club.home, "user", "reset", ADA))
    said(kb(club.home, "user", "enable", ADA))
    assert signs_in(server, ADA, PASSWORD)
    assert "/login/reset/" in said(kb(club.home, "user", "reset", ADA))


def test_erasing_asks_first(club):
    said(kb(club.home, "user", "add", ADA))
    assert kb(club.home, "user", "erase", ADA, given="n\n").returncode == 1
    assert kb(club.home, "user", "erase", ADA, given="").returncode == 1
    assert list(accounts(club.home)) == [ADA]
    assert "Did you mean ada@example.org?" in refused(kb(club.home, "user", "erase", "ada@exmple.org"))
    said(kb(club.home, "user", "erase", ADA, "--yes"))
    assert accounts(club.home) == {}


def test_a_token_is_alone_on_the_output_opens_what_it_is_for_and_is_taken_back(club, serving):
    said(kb(club.home, "user", "add", ADA, "--member", "north", "--member", "pogo"))
    server = serving(club.home)

    def create(*more: str) -> subprocess.CompletedProcess[str]:
        return kb(club.home, "token", "create", ADA, "--scope", "read", *more)

    north = said(create("--name", "wall display", "--group", "North", "--days", "30"))
    assert re.fullmatch(r"kb_[\w-]{43}\n", north)
    pogo = said(create("--name", "other", "--group", "pogo"))

    def finds(token: str) -> int:
        answer = server.get("/api/v1/search?q=marmalade", headers={"Authorization": f"Bearer {token.strip()}"})
        return answer.json()["total"]

    assert (finds(north), finds(pogo)) == (2, 1)
    listed = json.loads(said(kb(club.home, "token", "list", ADA, "--json")))["tokens"]
    assert {each["name"]: each["groups"] for each in listed} == {"wall display": ["north"], "other": ["pogo"]}
    assert north.strip() not in said(kb(club.home, "token", "list", ADA))
    assert "already" in refused(create("--name", "other"))
    assert "“wall display”" in refused(kb(club.home, "token", "revoke", ADA, "wall"))
    said(kb(club.home, "token", "revoke", ADA, "wall display"))
    assert server.get("/", headers={"Authorization": f"Bearer {north.strip()}"}).status_code == 401


def test_a_search_as_somebody_finds_what_they_may_read(club):
    said(kb(club.home, "user", "add", ADA, "--member", "north"))
    said(kb(club.home, "user", "add", BEN))
    said(kb(club.home, "user", "add", "cat@example.org", "--admin"))

    def found(*who: str) -> int:
        return json.loads(said(kb(club.home, "search", "marmalade", "--json", *who)))["total"]

    assert [found(), found("--as", ADA), found("--as", BEN), found("--as", "cat@example.org")] == [1, 2, 1, 2]
    assert "no account" in refused(kb(club.home, "search", "marmalade", "--as", "dan@example.com"))


def test_a_database_that_cannot_be_used_is_said_in_a_sentence(club):
    said(kb(club.home, "user", "add", ADA))
    database = club.home / "state" / "kb.db"
    holder = sqlite3.connect(database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert "busy" in refused(kb(club.home, "user", "add", BEN))
    assert list(accounts(club.home)) == [ADA], "it can be read meanwhile"
    holder.close()

    database.chmod(0)
    assert "cannot be used" in refused(kb(club.home, "user", "list", limits=file_modes_hold))
    database.chmod(0o600)
    database.write_bytes(b"not a database at all, but long enough to look like one" * 100)
    for leftover in ("kb.db-wal", "kb.db-shm"):
        database.with_name(leftover).unlink(missing_ok=True)
    assert "cannot be used" in refused(kb(club.home, "user", "list"))
    assert "KB_DATABASE_URL" in refused(kb(club.home, "user", "list", KB_DATABASE_URL="mysql://x/y"))


def test_where_there_is_no_library_nothing_is_made(tmp_path):
    assert "no library" in refused(kb(tmp_path, "user", "add", ADA))
    assert list(tmp_path.iterdir()) == []
