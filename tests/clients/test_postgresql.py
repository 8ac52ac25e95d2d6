"""A library whose accounts are kept in a real PostgreSQL.

What the database must do is tested where SQLite is (tests/state, tests/people, tests/usecases): each test there runs on
both. Here are whole servers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from kb.state import State, StateUnusable
from tests.journeys.command import kb

pytestmark = pytest.mark.clients

ADA = {"email": "ada@example.org", "name": "Ada", "password": "quite a long password"}


@pytest.fixture
def address(postgresql_server):
    return postgresql_server.new()


def setup_path(server) -> str:
    """The path of the link to set the library up, which a server prints last."""
    return server.printed.split()[-1].removeprefix(server.url)


def test_servers_that_start_at_once_on_an_empty_database_share_it(serving, library, address):
    library.document("north/2020-03-31-notes.md", "Marmalade.\n", visibility="members")
    with ThreadPoolExecutor() as both:
        servers = list(both.map(lambda _: serving(library.home, KB_DATABASE_URL=address), range(3)))
    assert [server.said for server in servers if "database" in server.said] == []
    one, other = servers[:2]
    answer = one.client.post(setup_path(servers[2]), data=ADA, headers={"Origin": one.url})
    assert answer.status_code == 303
    seen = httpx2.get(f"{other.url}/", cookies={"session": answer.cookies["session"]})
    assert "Sign out" in seen.text
    assert not (library.home / "state" / "kb.db").exists()


def test_a_server_without_its_database_serves_what_is_public(serving, library):
    library.document("north/2020-03-31-notes.md", "Marmalade.\n")
    nowhere = "postgresql://ada:secret@127.0.0.1:1/club"
    server = serving(library.home, KB_DATABASE_URL=nowhere)
    assert server.finds("marmalade")
    assert "cannot be used" in server.said
    assert "secret" not in server.said
    signing_in = server.client.post("/login", data=ADA, headers={"Origin": server.url})
    assert signing_in.status_code == 503
    assert "secret" not in signing_in.text


def test_a_name_that_the_server_does_not_know_is_said(tmp_path, postgresql_server):
    state = State(tmp_path, postgresql_server.address("nowhere"))
    with pytest.raises(StateUnusable, match='"nowhere" does not exist'):
        state.open()


def test_accounts_move_from_a_file_to_postgresql_and_back_by_a_backup(library, address, tmp_path):
    library.document("north/2020-03-31-notes.md", "Marmalade.\n", visibility="members")
    assert kb(library.home, "user", "add", ADA["email"], "--admin", "--member", "north").returncode == 0
    listed = kb(library.home, "user", "list", "--json").stdout
    assert ADA["email"] in listed
    assert kb(library.home, "backup", tmp_path / "file.zip").returncode == 0

    there, back = tmp_path / "there", tmp_path / "back"
    assert kb(there, "restore", tmp_path / "file.zip", KB_DATABASE_URL=address).returncode == 0
    assert not (there / "state/kb.db").exists()
    assert kb(there, "user", "list", "--json", KB_DATABASE_URL=address).stdout == listed
    assert kb(there, "backup", tmp_path / "server.zip", KB_DATABASE_URL=address).returncode == 0
    again = kb(tmp_path / "again", "restore", tmp_path / "file.zip", KB_DATABASE_URL=address)
    assert (again.returncode, again.stderr.count("accounts in the database already")) == (2, 1)
    assert not (tmp_path / "again").exists()

    assert kb(back, "restore", tmp_path / "server.zip").returncode == 0
    assert kb(back, "user", "list", "--json").stdout == listed
