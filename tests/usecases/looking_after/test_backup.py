"""A backup is whole or is not there; a restore makes all of it or nothing, whatever is in the file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.people import audit
from kb.state import State
from kb.usecases.looking_after.archive import BackupUnusable
from kb.usecases.looking_after.backup import NoPlace, make_backup
from kb.usecases.looking_after.restoring import NotEmpty, restore
from kb.usecases.people import accounts
from tests.writing import LibraryFolder

FILES = {
    "notes/kb.yml": b"title: Club\n",
    "notes/pogo/index.md": b"# POGO\n",
    "notes/pogo/call.md": "# Café “call”\n".encode(),
    "notes/pogo/call/slides.pdf": b"%PDF\0\xff" * 1000,
    "notes/.obsidian/app.json": b"{}",
    "templates/about.html": b"<p>",
    "state/history.git/HEAD": b"ref: refs/heads/main\n",
}


@pytest.fixture
def club(library: LibraryFolder) -> Path:
    for path, data in FILES.items():
        (library.home / path).parent.mkdir(parents=True, exist_ok=True)
        (library.home / path).write_bytes(data)
    return library.home


@pytest.fixture
def state(club: Path):
    opened = State(club)
    accounts.add_account(opened, "ada@example.org", admin=True, groups={"pogo": "lead"})
    yield opened
    opened.close()


@pytest.fixture
def backup(club: Path, state: State, tmp_path: Path) -> Path:
    target = tmp_path / "club.zip"
    make_backup(club, state, target)
    return target


def files(home: Path) -> dict[str, bytes]:
    """Every file of a library, the database apart."""
    own = ("kb.db", "backups.json")
    paths = [path for path in home.rglob("*") if path.is_file() and not path.name.startswith(own)]
    return {str(path.relative_to(home)): path.read_bytes() for path in paths if path.name != "migrate.lock"}


def people(home: Path) -> list[str]:
    opened = State(home)
    found = [f"{each.account.email} {each.groups}" for each in accounts.list_accounts(opened)]
    opened.close()
    return found


class Watched:
    """Progress, with something that happens after so many steps."""

    def __init__(self, happens: dict[int, Callable[[], object]]) -> None:
        self.done = 0
        self._happens = happens

    def begin(self, total: int) -> None: ...

    def advance(self, count: int) -> None:
        self.done += count
        self._happens.pop(self.done, lambda: None)()

    def end(self) -> None: ...


# Making one


def test_everything_is_there_again_and_nobody_else_may_read_it(club, backup, tmp_path):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    done = restore(backup, tmp_path / "new", None)
    assert files(tmp_path / "new") == FILES
    assert done.files == len(FILES)
    assert people(tmp_path / "new") == ["ada@example.org {'pogo': 'lead'}"]
    assert (tmp_path / "new/notes/kb.yml").stat().st_mtime_ns == (club / "notes/kb.yml").stat().st_mtime_ns
    private = [tmp_path / "new/state", tmp_path / "new/state/kb.db", tmp_path / "new/state/history.git/HEAD"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in private] == [0o700, 0o600, 0o600]


def test_the_log_says_that_one_was_made_and_that_one_was_restored(club, state, backup, tmp_path):
    restore(backup, tmp_path / "new", None)
    with state.read() as db:
        assert [(entry.what, entry.detail) for entry in audit.entries(db, limit=1)] == [("backup made", "club.zip")]
    restored = State(tmp_path / "new")
    with restored.read() as db:
        assert audit.entries(db, limit=1)[0].what == "library restored"
    restored.close()


def test_any_computer_opens_it_and_its_manifest_tells_the_hashes(backup):
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        told = {each["path"]: each["sha256"] for each in manifest["files"]}
        assert {path: hashlib.sha256(archive.read(path)).hexdigest() for path in told} == told
    assert set(told) == {*FILES, "accounts.jsonl"}
    assert {"program", "revision", "made_at"} <= set(manifest)


def test_it_takes_the_place_of_nothing_and_is_not_put_into_itself(club, state, tmp_path):
    there = tmp_path / "there.zip"
    there.write_text("mine")
    (tmp_path / "link.zip").symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    for target in (there, tmp_path, tmp_path / "link.zip"):
        with pytest.raises(NoPlace, match="there already"):
            make_backup(club, state, target)
    with pytest.raises(NoPlace, match="in the backup itself"):
        make_backup(club, state, club / "notes" / "b.zip")
    with pytest.raises(NoPlace, match="no library"):
        make_backup(tmp_path, state, tmp_path / "b.zip")
    with pytest.raises(FileNotFoundError):
        make_backup(club, state, tmp_path / "no folder" / "b.zip")
    assert sorted(tmp_path.rglob("*")) == before
    assert there.read_text() == "mine"


def test_a_file_made_under_its_name_meanwhile_is_kept(club, state, tmp_path):
    target = tmp_path / "b.zip"
    with pytest.raises(NoPlace, match="there already"):
        make_backup(club, state, target, Watched({3: lambda: target.write_text("mine")}))
    assert target.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".kb")] == []


@pytest.mark.parametrize("step", [1, 3, 7])
def test_what_is_renamed_while_it_is_made_is_in_it_once(club, state, tmp_path, step):
    def rename() -> None:
        (club / "notes/pogo").rename(club / "notes/club")

    make_backup(club, state, tmp_path / "b.zip", Watched({step: rename}))
    restore(tmp_path / "b.zip", tmp_path / "new", None)
    assert files(tmp_path / "new") == files(club)


def test_what_cannot_be_in_it_is_told(club, state, tmp_path):
    (club / "notes/link.md").symlink_to("/etc/passwd")
    (club / "notes/bell\x07.md").write_text("x")
    done = make_backup(club, state, tmp_path / "b.zip")
    assert list(done.left_out) == ["notes/link.md"]
    assert list(done.problems) == ["notes/bell�.md"]
    assert done.files == len(FILES)


def test_folders_that_are_renamed_all_the_while_are_told(club, state, tmp_path):
    names = ["pogo", "a", "b", "c", "d", "e", "f"]
    renames = {
        1 + 7 * number: lambda number=number: (club / "notes" / names[number]).rename(
            club / "notes" / names[number + 1]
        )
        for number in range(5)
    }
    done = make_backup(club, state, tmp_path / "b.zip", Watched(renames))
    assert "renamed" in done.problems["notes"]


def test_what_is_added_while_it_is_made_is_in_it_too(club, state, tmp_path):
    """Else the newest version in the history could be one that is not there."""

    def commit() -> None:
        (club / "state/history.git/object").write_bytes(b"new")
        (club / "state/history.git/HEAD").write_bytes(b"the new object")

    make_backup(club, state, tmp_path / "b.zip", Watched({1: commit}))
    restore(tmp_path / "b.zip", tmp_path / "new", None)
    assert files(tmp_path / "new") == files(club)


def test_empty_folders_are_there_again(club, state, tmp_path):
    (club / "state/history.git/refs/heads").mkdir(parents=True)
    make_backup(club, state, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new", None)
    assert (tmp_path / "new/state/history.git/refs/heads").is_dir()


# Restoring: where


def test_nothing_that_is_there_is_overwritten(backup, tmp_path):
    for number, path in enumerate(("notes/a.md", "state/kb.db", "templates/a.html", "notes/.hidden")):
        home = tmp_path / str(number)
        (home / path).parent.mkdir(parents=True)
        (home / path).write_text("mine")
        with pytest.raises(NotEmpty, match="never overwrites"):
            restore(backup, home, None)
        assert files(home) | {path: b"mine"} == {path: b"mine"}
        assert (home / path).read_text() == "mine"
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked/notes").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotEmpty, match="no folder"):
        restore(backup, tmp_path / "linked", None)


def test_empty_folders_are_filled_and_what_else_is_there_stays(backup, tmp_path):
    home = tmp_path / "new"
    for name in ("notes", "templates", "index"):
        (home / name).mkdir(parents=True)
    (home / ".gitignore").write_text("mine")
    restore(backup, home, None)
    assert files(home) == FILES | {".gitignore": b"mine"}


@pytest.mark.parametrize("step", [1, 5, 8])
def test_an_interrupted_one_leaves_nothing(backup, tmp_path, step):
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(backup, tmp_path / "new", None, Watched({step: interrupt}))
    assert not (tmp_path / "new").exists()
    restore(backup, tmp_path / "new", None)
    assert files(tmp_path / "new") == FILES


def test_one_that_cannot_give_the_last_folder_its_name_takes_the_others_back(backup, tmp_path):
    home = tmp_path / "new"
    home.mkdir()

    def disturb() -> None:
        (home / "templates").mkdir()
        (home / "templates/a.html").write_text("mine")

    with pytest.raises(OSError, match="not empty"):
        restore(backup, home, None, Watched({8: disturb}))
    assert [str(path.relative_to(home)) for path in home.rglob("*")] == ["templates", "templates/a.html"]


# Restoring: what


def changed(backup: Path, change: Callable[[dict[str, Any], dict[str, bytes]], object]) -> None:
    """Write it anew, with another manifest and other files; hashes and sizes are made to fit."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(manifest, parts)
    told = {each["path"] for each in manifest["files"]}
    for path in parts:
        if path not in told:
            size, digest = len(parts[path]), hashlib.sha256(parts[path]).hexdigest()
            manifest["files"].append({"path": path, "size": size, "sha256": digest, "mtime_ns": 0})
    with zipfile.ZipFile(backup, "w") as archive:
        for path, data in parts.items():
            archive.writestr(path, data)
        archive.writestr("manifest.json", json.dumps(manifest))


def touched(backup: Path, change: Callable[[zipfile.ZipFile], object]) -> None:
    """Change its table of contents."""
    with zipfile.ZipFile(backup, "a") as archive:
        change(archive)
        archive._didModify = True  # type: ignore[attr-defined]


def a_file(path: str) -> Callable[[Path], None]:
    return lambda backup: changed(backup, lambda _, parts: parts.update({path: b"evil"}))


def in_manifest(**values: object) -> Callable[[Path], None]:
    return lambda backup: changed(backup, lambda manifest, _: manifest.update(values))


def in_first(**values: object) -> Callable[[Path], None]:
    return lambda backup: changed(backup, lambda manifest, _: manifest["files"][0].update(values))


def of_kind(kind: int) -> Callable[[Path], None]:
    def change(archive: zipfile.ZipFile) -> None:
        archive.getinfo("notes/kb.yml").external_attr = (kind | 0o777) << 16

    return lambda backup: touched(backup, change)


def told(**values: int) -> Callable[[Path], None]:
    def change(archive: zipfile.ZipFile) -> None:
        for name, value in values.items():
            setattr(archive.getinfo("notes/kb.yml"), name, value)

    return lambda backup: touched(backup, change)


def beside(name: str) -> Callable[[Path], None]:
    """One more file that the manifest does not tell of."""

    def change(archive: zipfile.ZipFile) -> None:
        with warnings.catch_warnings(action="ignore"):  # it warns of a name that is there already
            archive.writestr(name, b"title: Club\n")

    return lambda backup: touched(backup, change)


def _unnamed(manifest: dict[str, Any]) -> None:
    for each in manifest["files"]:
        each["size"] = [each["size"]]


HOSTILE: dict[str, Callable[[Path], object]] = {
    "a path upwards": a_file("../evil.md"),
    "a path upwards from inside": a_file("notes/../../evil.md"),
    "a path from the root": a_file("/tmp/evil.md"),
    "a path of Windows": a_file("notes\\..\\evil.md"),
    "a drive of Windows": a_file("C:/evil.md"),
    "a path with a hole": a_file("notes//evil.md"),
    "a path with a dot": a_file("notes/./evil.md"),
    "a folder": a_file("notes/evil/"),
    "a name with a line end": a_file("notes/evil\n.md"),
    "a folder of another name": a_file("index/evil"),
    "a file beside the folders": a_file("evil.md"),
    "a folder's name for a file": a_file("notes"),
    "a database": a_file("state/kb.db"),
    "what SQLite keeps beside a database": a_file("state/kb.db-wal"),
    "a file below a file": a_file("notes/kb.yml/evil.md"),
    "a name that is too long": a_file("notes/" + "e" * 300 + ".md"),
    "a link": of_kind(stat.S_IFLNK),
    "a device": of_kind(stat.S_IFCHR),
    "a pipe": of_kind(stat.S_IFIFO),
    "a file nobody told of": beside("notes/evil.md"),
    "a file twice": beside("notes/kb.yml"),
    "two manifests": beside("manifest.json"),
    "a file that is not there": lambda backup: changed(backup, lambda _, parts: parts.pop("notes/kb.yml")),
    "no accounts": lambda backup: changed(
        backup, lambda manifest, parts: (parts.pop("accounts.jsonl"), manifest["files"].pop())
    ),
    "accounts that are none": lambda backup: changed(
        backup, lambda manifest, parts: (manifest["files"].pop(), parts.update({"accounts.jsonl": b"evil"}))
    ),
    "another hash": in_first(sha256="0" * 64),
    "another size": in_first(size=5),
    "a size below nothing": in_first(size=-1),
    "a time that is none": in_first(mtime_ns=10**40),
    "more than the disk holds": lambda backup: (in_first(size=10**16)(backup), told(file_size=10**16)(backup)),
    "encrypted": told(flag_bits=1),
    "packed in another way": told(compress_type=99),
    "a manifest of words": in_manifest(made_at="then"),
    "a manifest with numbers for files": lambda backup: changed(backup, lambda manifest, _: _unnamed(manifest)),
    "a manifest of another format": in_manifest(format=2),
    "a revision of another program": in_manifest(revision="9999"),
    "an empty folder elsewhere": in_manifest(empty=["notes/../../evil"]),
    "an empty folder in the place of a file": in_manifest(empty=["notes/kb.yml"]),
    "no zip": lambda backup: backup.write_bytes(b"evil"),
    "nothing": lambda backup: backup.write_bytes(b""),
    "half of it": lambda backup: backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2]),
    "an empty zip": lambda backup: zipfile.ZipFile(backup, "w").close(),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_what_is_no_good_backup_is_refused_in_a_sentence_and_changes_nothing(backup, tmp_path, how):
    HOSTILE[how](backup)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((BackupUnusable, NotEmpty, OSError)) as refused:
        restore(backup, tmp_path / "new", None)
    if not isinstance(refused.value, OSError):
        assert str(refused.value).endswith("Nothing was changed.")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("how", ["a manifest of another format", "a revision of another program"])
def test_one_of_a_newer_program_says_so(backup, tmp_path, how):
    HOSTILE[how](backup)
    with pytest.raises(BackupUnusable, match="newer Knowledge Club"):
        restore(backup, tmp_path / "new", None)


def test_one_whose_places_lie_before_its_beginning_is_damaged(backup, tmp_path):
    bad = bytearray(backup.read_bytes())
    place = len(bad) - 22 + 16  # in the last record: where the table of contents begins
    bad[place : place + 4] = (int.from_bytes(bad[place : place + 4], "little") + len(bad)).to_bytes(4, "little")
    backup.write_bytes(bad)
    with pytest.raises(BackupUnusable, match="damaged"):
        restore(backup, tmp_path / "new", None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_one_is_refused_or_gives_the_same_library(backup, tmp_path, data):
    good = backup.read_bytes()
    bad = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        bad[data.draw(st.integers(0, len(bad) - 1))] ^= data.draw(st.integers(1, 255))
    damaged, home = tmp_path / "damaged.zip", tmp_path / "new"
    damaged.write_bytes(bad)
    try:
        restore(damaged, home, None)
    except (BackupUnusable, NotEmpty):
        assert not home.exists()
    else:
        assert files(home) == FILES
        assert people(home) == ["ada@example.org {'pogo': 'lead'}"]
        shutil.rmtree(home)
    assert not os.path.lexists(home)
