"""An index on disk that was damaged, interrupted or shared: it opens, or says plainly that it has to be made anew."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.model import MEMBERS, PUBLIC
from kb.search import IndexUnusable, Query, WhooshIndex
from kb.search.storage.store import MANIFEST

from ..builders import note

ALL = frozenset({PUBLIC, MEMBERS})


def entries(count: int = 30) -> list:
    return [
        note(f"{n}.md", f"treacle word{n} " * 30, title=f"N{n}", to=MEMBERS if n % 3 else PUBLIC) for n in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of 30 entries."""
    made = WhooshIndex(tmp_path / "index")
    made.rebuild(entries())
    made.close()
    return tmp_path / "index"


def everything_is_read(index: WhooshIndex) -> None:
    index.search(Query("treacle"), ALL)
    index.search(Query("word7 OR wor*"), ALL)
    index.search(Query("treacle", inside="7-md"), ALL)
    index.suggest("wor", ALL)
    index.tags(ALL)
    index.paths()
    index.count(ALL)


def test_before_the_first_rebuild_there_is_no_index_and_that_is_said(tmp_path: Path):
    index = WhooshIndex(tmp_path / "nothing" / "yet")
    for read in (
        lambda: index.search(Query("x"), ALL),
        lambda: index.suggest("x", ALL),
        lambda: index.tags(ALL),
        lambda: index.count(ALL),
        index.paths,
        lambda: index.update([]) or index.paths(),
    ):
        with pytest.raises(IndexUnusable):
            read()
    assert not (tmp_path / "nothing" / "yet" / MANIFEST).exists()
    index.rebuild(entries(3))
    assert index.count(ALL) == 3


def test_an_index_is_opened_again_as_it_was_left(folder: Path):
    index = WhooshIndex(folder)
    assert index.count(ALL) == 30
    assert index.search(Query("word7"), ALL).found[0].title == "N7"


def test_an_index_of_another_version_has_to_be_made_anew(folder: Path):
    manifest = folder / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b'"version": ', b'"version": 9'))
    with pytest.raises(IndexUnusable, match="version"):
        WhooshIndex(folder).count(ALL)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"version": 1}', b"\x00" * 100, b"\xff\xfe"])
def test_a_manifest_that_cannot_be_read_is_said(folder: Path, content: bytes):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(IndexUnusable):
        WhooshIndex(folder).count(ALL)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scramble(file: Path) -> None:
    draw = random.Random(5)
    data = bytearray(file.read_bytes())
    for _ in range(max(4, len(data) // 50)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    file.write_bytes(bytes(data))


# Whoosh leaves files that it fails to read to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", [_empty, _halve, _scramble, Path.unlink])
@pytest.mark.parametrize("kind", ["*.toc", "*.columns", "*.trm", "*.pst", "*_stored.col", "*"])
def test_damaged_files_are_said_or_do_no_harm_and_a_rebuild_mends_them(
    folder: Path, kind: str, damage: Callable[[Path], None]
):
    for file in [f for part in folder.iterdir() if part.is_dir() for f in part.glob(kind)]:
        if file.stat().st_size:
            damage(file)
    index = WhooshIndex(folder)
    with contextlib.suppress(IndexUnusable):
        everything_is_read(index)
    index.rebuild(entries(4))
    everything_is_read(index)
    assert index.count(ALL) == 4


def test_an_index_removed_while_it_is_open_is_said_and_can_be_made_anew(folder: Path):
    index = WhooshIndex(folder)
    assert index.count(ALL) == 30
    shutil.rmtree(folder)
    with pytest.raises(IndexUnusable):
        index.count(ALL)
    index.rebuild(entries(2))
    assert index.count(ALL) == 2


def test_a_rebuild_leaves_no_old_partitions_behind(folder: Path):
    before = {part.name for part in folder.iterdir() if part.is_dir()}
    WhooshIndex(folder).rebuild(entries(4))
    after = {part.name for part in folder.iterdir() if part.is_dir()}
    assert len(after) == 2
    assert not before & after


def test_names_of_folders_tell_nothing_of_audiences(folder: Path):
    WhooshIndex(folder).update([note("x.md", "x", to="group:secret-club")])
    assert not [part for part in folder.iterdir() if "secret" in part.name or ":" in part.name]


def test_a_path_that_is_no_valid_text_can_be_indexed(tmp_path: Path):
    path = os.fsdecode(b"bad-\xff.md")
    index = WhooshIndex(tmp_path / "index")
    index.rebuild([note("a.md", "x")])
    entry = note("b.md", "treacle")
    index.update([type(entry)(type(entry.document)(**{**vars(entry.document), "path": path}), PUBLIC, entry.passages)])
    assert index.paths() == {"a.md", path}
    index.update([], remove=[path])
    assert index.paths() == {"a.md"}


# Several processes

_SPAWN = multiprocessing.get_context("spawn")


def _write_for_ever(folder: Path) -> None:
    index = WhooshIndex(folder)
    number = 0
    while True:
        number += 1
        audience = MEMBERS if number % 2 else PUBLIC
        index.update([note("moving.md", f"moving round{number}", to=audience), note(f"{number % 9}.md", "treacle")])


def _write(folder: Path, name: str, rounds: int) -> None:
    index = WhooshIndex(folder)
    for number in range(rounds):
        index.update([note(f"{name}-{number}.md", "treacle")])


def test_a_writer_killed_at_any_moment_leaves_an_index_that_opens_and_can_be_written(folder: Path):
    for attempt in range(3):
        writer = _SPAWN.Process(target=_write_for_ever, args=(folder,))
        writer.start()
        generation = (folder / MANIFEST).read_bytes()
        deadline = time.monotonic() + 30
        while (folder / MANIFEST).read_bytes() == generation and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.03 * attempt + 0.011)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        index = WhooshIndex(folder)
        everything_is_read(index)
        assert index.search(Query("moving"), ALL).total <= 1
        assert index.count(ALL) >= 29
        index.update([note(f"after{attempt}.md", "afterwards")])
        assert index.search(Query("afterwards"), ALL).total == attempt + 1
        index.close()


def _write_where_the_disk_is_full(folder: Path, told: multiprocessing.queues.Queue) -> None:
    index = WhooshIndex(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        index.update([note("big.md", " ".join(f"big{n}" for n in range(30_000)))])
    except OSError as error:
        told.put(type(error).__name__)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    index.update([note("small.md", "afterwards")])
    told.put(index.search(Query("afterwards"), ALL).total)
    told.put(index.count(ALL))


def test_a_full_disk_fails_the_update_and_nothing_else(folder: Path):
    told = _SPAWN.Queue()
    writer = _SPAWN.Process(target=_write_where_the_disk_is_full, args=(folder, told))
    writer.start()
    assert [told.get(timeout=60) for _ in range(3)] == ["OSError", 1, 31]
    writer.join()
    assert WhooshIndex(folder).count(ALL) == 31


def test_two_writing_processes_wait_for_each_other_and_a_third_reads_all_of_it(folder: Path):
    reader = WhooshIndex(folder)
    writers = [_SPAWN.Process(target=_write, args=(folder, name, 6)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert reader.count(ALL) >= 30
        time.sleep(0.01)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert reader.count(ALL) == 42


def partition_of(folder: Path, audience: str) -> Path:
    return folder / json.loads((folder / MANIFEST).read_bytes())["partitions"][audience][0]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", [_empty, _halve, _scramble, Path.unlink])
@pytest.mark.parametrize("kind", ["*.toc", "*.columns", "*.pst", "*_stored.col"])
def test_who_may_not_read_a_damaged_part_is_answered_as_ever(folder: Path, kind: str, damage: Callable[[Path], None]):
    visitor = frozenset({PUBLIC})
    before = WhooshIndex(folder).search(Query("treacle"), visitor)
    for file in partition_of(folder, MEMBERS).glob(kind):
        damage(file)
    index = WhooshIndex(folder)
    for _ in range(2):
        with pytest.raises(IndexUnusable):
            everything_is_read(index)
        found = index.search(Query("treacle"), visitor)
        assert (found.total, found.found, found.facets) == (before.total, before.found, before.facets)
    if kind != "*.pst":  # of these a writer reads nothing
        with pytest.raises(IndexUnusable):  # it is not content with a part, else the rest would be lost
            index.update([note("new.md", "x")])
    index.rebuild(entries())
    everything_is_read(index)


def test_a_part_that_can_be_read_again_is_read_again(folder: Path):
    columns = next(partition_of(folder, MEMBERS).glob("*.columns"))
    away = columns.rename(columns.with_suffix(".away"))
    index = WhooshIndex(folder)
    with pytest.raises(IndexUnusable):
        index.count(ALL)
    away.rename(columns)
    assert index.count(ALL) == 30


@pytest.mark.parametrize("kind", ["columns", "trm", "pst", "_stored.col", "_body_len.col", "sums"])
def test_a_single_byte_that_is_not_as_it_was_written_is_noticed_by_whoever_looks(folder: Path, kind: str):
    WhooshIndex(folder).verify()
    for file in partition_of(folder, MEMBERS).glob(f"*.{kind}"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    with pytest.raises(IndexUnusable):
        WhooshIndex(folder).verify()
