"""A history that is damaged while somebody writes: nothing is lost, nothing half-done, and it mends or says what is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from dulwich.repo import Repo

from kb.history import HistoryUnusable

from .club import CALL, Club


def loose(git: Path) -> list[Path]:
    return sorted(git.glob("objects/??/*"), key=lambda file: file.stat().st_mtime)


def pack(git: Path) -> Path:
    return next(iter(git.glob("objects/pack/*.pack")))


def with_garbage(file: Path) -> None:
    file.chmod(0o644)
    file.write_bytes(b"garbage" * 20)


def packed(git: Path) -> Path:
    with Repo(str(git)) as repo:
        repo.object_store.pack_loose_objects()
    return pack(git)


def trees(git: Path) -> list[Path]:
    with Repo(str(git)) as repo:
        return [file for file in loose(git) if repo[f"{file.parent.name}{file.name}".encode()].type_name == b"tree"]


DAMAGE = {
    "its register is gone": lambda git: [file.unlink() for file in git.glob("kb-register.db*")],
    "its register is garbage": lambda git: with_garbage(git / "kb-register.db"),
    "its newest commit is garbage": lambda git: with_garbage(loose(git)[-1]),
    "all its objects are garbage": lambda git: [with_garbage(file) for file in loose(git)],
    "its lists of files are garbage": lambda git: [with_garbage(file) for file in trees(git)],
    "its pack is garbage": lambda git: with_garbage(packed(git)),
    "its pack is cut off": lambda git: os.truncate(packed(git), 40),
    "its branch is garbage": lambda git: with_garbage(git / "refs/heads/main"),
    "its branch is gone": lambda git: (git / "refs/heads/main").unlink(),
    "its branch is empty": lambda git: (git / "refs/heads/main").write_bytes(b""),
    "its objects are gone": lambda git: shutil.rmtree(git / "objects"),
    "its head is gone": lambda git: (git / "HEAD").unlink(),
    "it is gone": shutil.rmtree,
    "there is a file in its place": lambda git: (shutil.rmtree(git), git.write_text("no folder")),
}


LOST = {
    "all its objects are garbage", "its objects are gone", "it is gone", "there is a file in its place",
    "its pack is garbage", "its pack is cut off",
}  # fmt: skip


@pytest.fixture
def club(library):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document(CALL, "# Call\n\nFirst.\n", id="call22", title="Call: one")
    made = Club(library.home)
    made.save(made.open(CALL), text="# Call\n\nSecond.\n", why="before")
    made.desk.history.close()
    return made


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("restarted", [False, True])
def test_a_save_is_made_or_refused_and_the_next_ones_are_made(club, library, how, restarted):
    DAMAGE[how](library.home / "state" / "history.git")
    if restarted:
        club = Club(library.home)
    opened = club.open(CALL)
    try:
        club.save(opened, text="# Call\n\nThird.\n", why="after")
    except (HistoryUnusable, OSError):
        assert b"Second." in (library.notes / CALL).read_bytes()
    else:
        assert b"Third." in (library.notes / CALL).read_bytes()
        assert club.finds("third") == ["Call: one"]
    club.desk.refresher.tidy()
    club.desk.history.close()
    again = Club(library.home)
    again.save(again.open(CALL), text="# Call\n\nFourth.\n", why="once more")
    assert again.finds("fourth") == ["Call: one"]
    assert again.told(CALL)[0] == (1, "once more")
    begun = [(None, "Changed outside")]
    assert again.told(CALL)[-1:] == begun
    if how not in LOST | {"its newest commit is garbage"}:
        assert (1, "before") in again.told(CALL)
    assert how not in LOST or list((library.home / "state").glob("history-damaged-*.git")) or how == "it is gone"
    again.desk.history.close()
