"""A backup is made while a server runs and people write; from it a new machine has the same library."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx2
import pytest

from kb.state import State
from kb.usecases.people import accounts
from tests.served import Server
from tests.writing import LibraryFolder

from .command import kb

pytestmark = pytest.mark.timeout(300)  # several commands and servers, one after another

PASSWORD = "three words in a row"
ADA = "ada@example.org"


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    for number in range(60):
        library.holds(f"pogo/note-{number:02}.md", note(number, 0))
    library.document("pogo/index.md", "# POGO\n", kind="group", title="POGO", visibility="group")
    library.holds("pogo/note-00/picture.png", random.Random(1).randbytes(300_000))
    made = kb(library.home, "user", "add", ADA, "--admin", "--lead", "pogo", "--password-stdin", given=PASSWORD)
    assert made.returncode == 0, made.stderr
    return library


def note(number: int, version: int) -> str:
    """Says the same version first and last: half of one and half of another would be seen."""
    return f"# Note {number}\n\nVersion {version}.\n\n{'marmalade ' * 2000}\n\nVersion {version}.\n"


def files(notes: Path) -> dict[str, bytes]:
    return {str(path.relative_to(notes)): path.read_bytes() for path in sorted(notes.rglob("*")) if path.is_file()}


def people(home: Path) -> list[dict[str, object]]:
    listed = kb(home, "user", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    return json.loads(listed.stdout)["accounts"]


@contextmanager
def people_at_work(club: LibraryFolder) -> Iterator[None]:
    """Some save documents and make new ones, one makes accounts, until the block ends."""
    done = threading.Event()
    wrong: list[BaseException] = []

    def until_done(step: Callable[[int], None]) -> threading.Thread:
        def steps() -> None:
            try:
                for number in count(1):
                    step(number)
                    if done.wait(0.02):  # people are quick, but no machines
                        return
            except BaseException as error:  # to be told in the test, not in a thread
                wrong.append(error)

        thread = threading.Thread(target=steps)
        thread.start()
        return thread

    def save(number: int) -> None:
        place = club.notes / f"pogo/note-{number % 60:02}.md"
        temporary = place.with_name(f".kb-{number:08}.tmp")
        temporary.write_text(note(number % 60, number))
        temporary.replace(place)

    def add(number: int) -> None:
        club.holds(f"north/new-{number:05}.md", f"# New {number}\n")

    state = State(club.home)

    def join(number: int) -> None:
        accounts.add_account(state, f"member-{number:05}@example.org", groups={"pogo": "member"})

    threads = [until_done(step) for step in (save, add, join)]
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
        state.close()
    assert wrong == []


def test_one_that_is_made_while_people_write_is_whole(club, serving, tmp_path):
    server = serving(club.home)
    before = files(club.notes)
    with people_at_work(club):
        assert server.until(lambda: (club.home / "state/history.git/refs/heads/main").exists(), within=60)
        made = kb(club.home, "backup", tmp_path / "b.zip")
    assert made.returncode == 0, made.stderr
    assert server.get("/").status_code == 200
    assert "Traceback" not in server.said

    restored = kb(tmp_path / "new", "restore", tmp_path / "b.zip")
    assert restored.returncode == 0, restored.stderr
    there = files(tmp_path / "new/notes")
    assert set(before) <= set(there)
    for path, data in there.items():
        if path.startswith("pogo/note-") and path.endswith(".md"):
            versions = {line for line in data.decode().splitlines() if line.startswith("Version")}
            assert len(versions) == 1, path
        elif path.startswith("north/"):
            assert data == f"# New {int(path[10:15])}\n".encode()
    joined = [each for each in people(tmp_path / "new") if each["email"] != ADA]
    assert [each["email"] for each in joined] == [f"member-{n:05}@example.org" for n in range(1, len(joined) + 1)]
    assert all(each["groups"] == {"pogo": "member"} for each in joined), "an account and its roles are one change"
    history = tmp_path / "new/state/history.git"
    checked = subprocess.run(["git", "--git-dir", history, "fsck", "--full"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    log = subprocess.run(["git", "--git-dir", history, "log", "--oneline", "main"], capture_output=True, text=True)
    assert log.stdout, "what was changed is in the history, and that in the backup"


def test_a_new_machine_has_all_documents_and_accounts_and_finds_them(club, serving, tmp_path):
    serving(club.home)
    assert kb(club.home, "backup", tmp_path / "b.zip").returncode == 0
    assert kb(tmp_path / "new", "restore", tmp_path / "b.zip").returncode == 0
    assert files(tmp_path / "new/notes") == files(club.notes)
    assert people(tmp_path / "new") == people(club.home)
    server = serving(tmp_path / "new")
    assert server.search("marmalade")["total"] == 0, "what is for the group stays with it"
    with httpx2.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30) as browser:
        assert browser.post("/login", data={"email": ADA, "password": PASSWORD}).status_code == 303
        assert browser.get("/api/v1/search?q=marmalade").json()["total"] == 60


def test_nobody_is_signed_in_and_no_link_works_on_the_new_machine(club, serving, tmp_path):
    old = serving(club.home)
    with httpx2.Client(base_url=old.url, headers={"Origin": old.url}, timeout=30) as browser:
        assert browser.post("/login", data={"email": ADA, "password": PASSWORD}).status_code == 303
        signed_in = {"Cookie": f"session={browser.cookies['session']}"}
    link = kb(club.home, "user", "reset", ADA).stdout.split("/login/reset/")[1].strip()
    token = kb(club.home, "token", "create", ADA, "--name", "wall", "--scope", "read").stdout.strip()
    assert kb(club.home, "backup", tmp_path / "b.zip").returncode == 0
    assert kb(tmp_path / "new", "restore", tmp_path / "b.zip").returncode == 0
    new = serving(tmp_path / "new")
    assert old.get(f"/login/reset/{link}").status_code == 200
    assert new.get(f"/login/reset/{link}").status_code == 404

    def finds(server: Server, headers: dict[str, str]) -> object:
        return server.get("/api/v1/search?q=marmalade", headers=headers).json()["total"]

    assert (finds(old, signed_in), finds(new, signed_in)) == (60, 0)
    assert finds(new, {"Authorization": f"Bearer {token}"}) == 60


def test_the_command_says_what_it_did_and_refuses_in_a_sentence(club, tmp_path):
    (club.notes / "link.md").symlink_to("/etc/passwd")
    made = kb(club.home, "backup", tmp_path / "b.zip")
    assert "62 files" in made.stdout
    assert made.stderr == "left out: notes/link.md, it is a link\n"
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    for done, why in (
        (kb(club.home, "backup", tmp_path / "b.zip"), "there already"),
        (kb(club.home, "restore", tmp_path / "b.zip"), "never overwrites"),
        (kb(tmp_path / "new", "restore", club.notes / "pogo/index.md"), "no backup"),
        (kb(tmp_path / "new", "restore", tmp_path / "none.zip"), "No such file"),
        (kb(tmp_path / "new", "backup", tmp_path / "c.zip"), "no library"),
    ):
        assert (done.returncode, done.stdout) == (2, ""), why
        [sentence] = done.stderr.splitlines()
        assert why in sentence
    assert not (tmp_path / "new").exists()
    (club.notes / "link.md").unlink()
    (club.notes / "bell\x07.md").write_text("x")
    made = kb(club.home, "backup", tmp_path / "d.zip")
    assert made.returncode == 1
    assert "missing: notes/bell" in made.stderr


def disk_is_full() -> None:
    """For a new process: no file can become larger than this, as where all other blocks of a disk are taken."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_full_disk_leaves_no_half_backup_and_no_half_library(club, tmp_path):
    where = tmp_path / "backups"
    where.mkdir()
    made = kb(club.home, "backup", where / "b.zip", limits=disk_is_full)
    assert (made.returncode, made.stderr) == (2, "File too large.\n")
    assert list(where.iterdir()) == []
    assert kb(club.home, "backup", where / "b.zip").returncode == 0
    restored = kb(tmp_path / "new", "restore", where / "b.zip", limits=disk_is_full)
    assert (restored.returncode, restored.stderr) == (2, "File too large.\n")
    assert not (tmp_path / "new").exists()
    assert kb(tmp_path / "new", "restore", where / "b.zip").returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restore_that_is_stopped_has_made_nothing_and_can_be_done_again(club, tmp_path, how):
    for number in range(40):
        club.holds(f"pogo/note-01/{number}.bin", random.Random(number).randbytes(1_000_000))
    assert kb(club.home, "backup", tmp_path / "b.zip").returncode == 0
    home = tmp_path / "new"
    process = subprocess.Popen(
        [sys.executable, "-m", "kb.cli", "restore", str(tmp_path / "b.zip")],
        env={name: value for name, value in os.environ.items() if not name.startswith("KB_")} | {"KB_HOME": str(home)},
    )
    assert Server.until(lambda: list(home.glob(".kb-restore-*/notes/pogo/*")), within=30)
    process.send_signal(how)
    process.wait(timeout=30)
    shown = [path.name for path in home.glob("*") if not path.name.startswith(".")]
    assert shown == []
    if how == signal.SIGTERM:
        assert not home.exists()
    assert kb(home, "restore", tmp_path / "b.zip").returncode == 0
    assert files(home / "notes") == files(club.notes)
