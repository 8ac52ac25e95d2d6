"""The database: opened when it is needed, one writer after another, a change whole or not at all."""

from __future__ import annotations

import stat
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from kb.drafts import tables as drafts  # noqa: F401 (declares them)
from kb.people import outside_tables, tables  # noqa: F401 (declares them)
from kb.state import Base, State, StateBusy, StateRefused, StateUnusable, migrating
from kb.state import database as opening


@pytest.fixture
def state(database):
    return database.state()


@pytest.fixture
def file(tmp_path):
    """SQLite's, where that alone is meant."""
    opened = State(tmp_path)
    yield opened
    opened.close()


def counted(state: State) -> int:
    with state.read() as db:
        return db.execute(text("SELECT count(*) FROM empty_search")).scalar_one()


def add(db, query: str) -> None:
    db.execute(text("INSERT INTO empty_search (day, query, count) VALUES ('2020-03-31', :query, 1)"), {"query": query})


def test_nothing_is_made_before_it_is_needed(tmp_path, file):
    assert not (tmp_path / "state").exists()
    counted(file)
    assert (tmp_path / "state" / "kb.db").exists()


def test_only_its_owner_may_read_it(tmp_path, file):
    counted(file)
    folder = tmp_path / "state"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("kb.db*")} == {0o600}


def test_a_change_that_fails_never_happened(state):
    def fails() -> None:
        with state.write() as db:
            add(db, "treacle")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert counted(state) == 0


def test_what_was_kept_is_there_for_another_process(database, state):
    with state.write() as db:
        add(db, "treacle")
    assert counted(database.state()) == 1


def test_what_a_writer_has_read_stays_true_until_it_ends(database, state):
    """Each of many adds one only where there are fewer than five: never are there more."""

    def add_if_few(number: int) -> None:
        own = database.state()
        with own.write() as db:
            if db.execute(text("SELECT count(*) FROM empty_search")).scalar_one() < 5:
                add(db, f"query {number}")
        own.close()

    counted(state)
    threads = [threading.Thread(target=add_if_few, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(state) == 5


def test_many_processes_may_open_a_new_one_at_once(database):
    states = [database.state() for _ in range(8)]
    failed: list[BaseException] = []

    def opened(one: State) -> None:
        try:
            assert counted(one) == 0
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=opened, args=(one,)) for one in states]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_reader_sees_one_moment_however_often_it_looks(database, state):
    counted(state)
    with state.read() as db:
        before = db.execute(text("SELECT count(*) FROM empty_search")).scalar_one()
        with database.state().write() as other:
            add(other, "treacle")
        assert db.execute(text("SELECT count(*) FROM empty_search")).scalar_one() == before
    assert counted(state) == before + 1


def test_whoever_finds_all_connections_in_use_is_told_so(database, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    crowded = database.state()

    def looked_at_by(readers: int) -> None:
        with ExitStack() as looking:
            for _ in range(readers):
                looking.enter_context(crowded.read()).execute(text("SELECT 1"))

    looked_at_by(10)
    with pytest.raises(StateBusy):
        looked_at_by(100)


def test_a_character_that_a_database_cannot_hold_stops_nothing(state):
    with state.write() as db:
        add(db, "tre\0cle")
    with state.read() as db:
        assert db.execute(text("SELECT query FROM empty_search")).scalar_one() in ("tre\0cle", "tre\ufffdcle")


def test_readers_do_not_wait_for_a_writer(state):
    counted(state)
    with state.write() as db:
        add(db, "treacle")
        assert counted(state) == 0
    assert counted(state) == 1


def test_a_writer_that_waits_too_long_is_told_so(database, state, monkeypatch):
    counted(state)
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    impatient = database.state()
    with state.write(), pytest.raises(StateBusy, match=r"busy.*Nothing was changed"), impatient.write():
        pass


def test_a_folder_that_cannot_be_written_is_said_and_tried_again(tmp_path):
    (tmp_path / "state").write_text("a file is in the way")
    state = State(tmp_path)
    with pytest.raises(StateUnusable, match="cannot be written"), state.read():
        pass
    (tmp_path / "state").unlink()
    assert counted(state) == 0
    state.close()


def test_a_file_that_is_no_database_is_not_touched(tmp_path):
    file = tmp_path / "state" / "kb.db"
    file.parent.mkdir()
    file.write_bytes(b"these are not the bytes of a database at all, but somebody may want them" * 50)
    before = file.read_bytes()
    state = State(tmp_path)
    with pytest.raises(StateUnusable, match="not a database"), state.read():
        pass
    assert file.read_bytes() == before


@pytest.mark.parametrize("address", ["nonsense", "oracle://host/name", "redis://localhost", "sqlite:///kb.db"])
def test_an_address_that_is_none_is_refused(tmp_path, address):
    with pytest.raises(StateRefused, match="KB_DATABASE_URL"):
        State(tmp_path, address).open()


def test_a_database_of_a_newer_program_is_refused_and_stays_as_it_is(database, state):
    with state.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StateRefused, match="newer Knowledge Club"):
        database.state().open()
    with state.read() as db:
        assert db.scalars(text("SELECT version_num FROM alembic_version")).all() == ["9999"]


def test_a_migration_that_fails_leaves_the_database_as_it_was(database, tmp_path, monkeypatch):
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "versions/0001_people.py"):
        (scripts / name).write_text((migrating.SCRIPTS / name).read_text())
    broken = "revision = '0002'\ndown_revision = '0001'\nfrom alembic import op\ndef upgrade():\n"
    broken += "    op.execute('CREATE TABLE half (a INTEGER)')\n    op.execute('no such statement')\n"
    (scripts / "versions" / "0002_broken.py").write_text(broken)
    database.state().open()
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    monkeypatch.setattr(migrating, "HEAD", "0002")
    with pytest.raises(StateUnusable):
        database.state().open()
    monkeypatch.undo()
    assert not inspect(database.state().open()).has_table("half")


def test_the_migrations_make_the_tables_that_the_program_declares(state):
    engine = state.open()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_head_is_the_newest_migration():
    assert ScriptDirectory(Path(migrating.SCRIPTS)).get_current_head() == migrating.HEAD
