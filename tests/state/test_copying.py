"""All rows out of a database and into an empty one, of either kind."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, String, Text, select, text

from kb import drafts
from kb.people import accounts, audit, links, memberships, mentions, sessions, tokens
from kb.people.tables import FLEETING
from kb.state import Base, State, StateRefused, dump, load, migrating
from tests.databases import Database

KEPT = [table for table in Base.metadata.sorted_tables if table.name not in FLEETING]
ADA = "ada@example.org"


@pytest.fixture
def state(database: Database) -> State:
    return database.state()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.clients)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    """Another database, in which there is nothing."""
    address = None if request.param == "sqlite" else request.getfixturevalue("postgresql_server").new()
    opened = State(tmp_path / "other", address, migrated=False)
    yield opened
    opened.close()


def fill(state: State) -> None:
    """Something in every table."""
    with state.write() as db:
        ada = accounts.create_account(db, ADA, "Ada “Zoë” \N{SLICE OF PIZZA}", admin=True).number
        ben = accounts.create_account(db, "ben@example.org").number
        memberships.set_member(db, ada, "pogo", "lead")
        memberships.ask_to_join(db, ben, "pogo", "Two\nlines")
        tokens.make_token(db, ada, "wall", "read", groups=["pogo"], days=3)
        audit.note(db, None, "account made", account=ada)
        links.make_link(db, "reset", account=ada)
        sessions.begin_session(db, ada)
        db.execute(text("INSERT INTO empty_search (day, query, count) VALUES ('2020-03-31', 'treacle', 2)"))
        db.execute(text("INSERT INTO identity (issuer, subject, account) VALUES ('https://id.example', 's', 1)"))
        db.execute(text("INSERT INTO news_choice (account, group_slug, how, told_to) VALUES (1, 'pogo', 'weekly', 9)"))
        drafts.add_draft(db, drafts.Draft("5f0c3a9be27d41c886a2f1d0", ada, drafts.Fields("Call"), "Treacle.\n"))
        drafts.became(db, "ab" * 32, "k7w3qd")
        mentions.put_mention(db, "https://a.example/", "a.example", "k7w3qd", "https://notes.example/d/k7w3qd")
        gone = accounts.create_account(db, "cat@example.org").number
        accounts.erase_account(db, gone)


def dumped(state: State) -> bytes:
    file = io.BytesIO()
    with state.read() as db:
        dump(db.connection(), file, without=FLEETING)
    return file.getvalue()


def loaded(state: State, lines: bytes) -> None:
    with state.write() as db:
        load(db.connection(), io.BytesIO(lines))


def rows(state: State) -> dict[str, list[tuple[object, ...]]]:
    with state.read() as db:
        return {t.name: sorted((tuple(row) for row in db.execute(select(t))), key=repr) for t in KEPT}


def test_every_row_is_there_again_apart_from_what_must_not_open_anything(state, empty):
    fill(state)
    loaded(empty, dumped(state))
    assert rows(empty) == rows(state)
    assert all(rows(empty).values()), "nothing of this test is left out"
    with empty.read() as db:
        for name in FLEETING:
            assert db.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() == 0


def test_no_number_is_given_twice(state, empty):
    fill(state)
    loaded(empty, dumped(state))
    with empty.write() as db:
        assert accounts.create_account(db, "dan@example.org").number == 4, "3 was somebody who is gone"
        audit.note(db, None, "account made", account=4)
    assert [row[0] for row in rows(empty)["audit"]] == [1, 2]


def test_what_people_write_meanwhile_is_not_half_in_it(database, state):
    fill(state)
    with state.read() as db:
        before = accounts.account_of(db, ADA)
        other = database.state()
        with other.write() as writing:
            accounts.create_account(writing, "dan@example.org")
        file = io.BytesIO()
        dump(db.connection(), file)
    assert before is not None
    assert b"ben@example.org" in file.getvalue()
    assert b"dan@example.org" not in file.getvalue()


def test_a_database_with_people_in_it_is_refused(state, empty):
    fill(state)
    lines = dumped(state)
    loaded(empty, lines)
    before = rows(empty)
    with pytest.raises(StateRefused, match="accounts in the database already"):
        loaded(empty, lines)
    assert rows(empty) == before


def test_tables_that_were_made_but_not_used_are_filled(state, database, empty):
    fill(state)
    with empty.write() as db:
        migrating.upgrade(db.connection(), None)
        links.make_link(db, "setup")  # as `kb serve` makes one
    loaded(empty, dumped(state))
    assert rows(empty) == rows(state)


def spoil(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda lines: b"".join(change(lines.splitlines(keepends=True)))


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "no JSON": lambda _: b"\x00\xff",
    "no heading": spoil(lambda lines: [b"[1]\n", *lines]),
    "no table": spoil(lambda lines: [lines[0], *lines[2:]]),
    "another table": lambda lines: lines.replace(b'"table":"account"', b'"table":"sqlite_master"'),
    "another column": lambda lines: lines.replace(b'"email"', b'"no_such"'),
    "a row too short": spoil(lambda lines: [*lines[:2], b"[1]\n", *lines[3:]]),
    "a row twice": spoil(lambda lines: [*lines[:3], lines[2], *lines[3:]]),
    "a member of no account": spoil(lambda lines: [line for line in lines if ADA.encode() not in line]),
    "lists in rows": lambda lines: lines.replace(b'"ada@example.org"', b'["ada@example.org"]'),
    "counted in words": lambda lines: lines.replace(b'"account":3', b'"account":"many"'),
    "a revision that is none": lambda lines: lines.replace(b'"revision":"0001"', b'"revision":"9999"'),
}


@pytest.mark.parametrize("how", SPOILT)
def test_lines_that_are_no_dump_change_nothing(state, empty, how):
    fill(state)
    lines = SPOILT[how](dumped(state))
    assert lines != dumped(state)
    with pytest.raises(StateRefused):
        loaded(empty, lines)
    with empty.read() as db:
        assert migrating.revision_of(db.connection()) is None


def test_a_dump_of_an_older_program_is_brought_up_to_date(state, empty, tmp_path, monkeypatch):
    fill(state)
    lines = dumped(state)
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "versions/0001_people.py"):
        (scripts / name).write_text((migrating.SCRIPTS / name).read_text())
    newer = "import sqlalchemy as sa\nfrom alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
    newer += "def upgrade():\n    op.add_column('account', sa.Column('shoes', sa.Integer(), server_default='2'))\n"
    (scripts / "versions" / "0002_shoes.py").write_text(newer)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    loaded(empty, lines)
    with empty.read() as db:
        assert migrating.revision_of(db.connection()) == "0002"
        assert db.execute(text("SELECT sum(shoes) FROM account")).scalar_one() == 4


def test_every_column_is_of_a_kind_that_json_keeps():
    kinds = (BigInteger, Boolean, Integer, String, Text)
    assert [c for table in KEPT for c in table.columns if not isinstance(c.type, kinds)] == []
