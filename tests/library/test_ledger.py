"""What was read is kept, and kept right, whatever happens to the folder it is kept in."""

import logging
import threading
from pathlib import Path

import pytest

from kb.library import Library
from kb.library.ledger import Ledger, State
from kb.library.records import as_record, from_record

EVERYTHING = """\
---
id: k7w3qd
title: Call
date: 2020-06?
tags: [a, B c]
visibility: members
rule: chatham-house
aliases: [old]
lead: Somebody
url: https://example.org
unknown_date: 2020-02-31
date_note: about then
meeting: x
draft: perhaps
---
# Call
[[Other]] [x](../y.md#z) ![](p.png)
"""


def counted(library: Library) -> int:
    read = []
    library.accept(library.changes(on_read=read.append))
    return sum(read)


def test_a_reading_comes_back_from_its_record_as_it_was(notes):
    notes.has("pogo/x.md", EVERYTHING)
    notes.has("pogo/2020-03-31.md", "# 1 May 2021")
    notes.has("y.md", b"\xff")
    readings = notes.catalog().sources.readings
    for reading in readings.values():
        assert from_record(as_record(reading)) == reading


def test_a_start_with_unchanged_files_reads_none(notes):
    for number in range(20):
        notes.has(f"pogo/{number}.md", EVERYTHING.replace("k7w3qd", f"id{number}"))
    notes.has("pogo/1/a.png", b"1")
    assert counted(notes.library) == 20
    before = notes.library.catalog
    after = notes.reopened().library
    assert after.catalog.every() == before.every()
    assert after.catalog.problems() == before.problems()
    assert counted(after) == 0
    assert after.changes().put == ()


def test_only_what_changed_while_nobody_looked_is_read_at_the_next_start(notes):
    for number in range(5):
        notes.has(f"pogo/{number}.md", f"# {number}")
    notes.refresh()
    notes.has("pogo/1.md", "# Changed")
    (notes.folder / "pogo/2.md").unlink()
    notes.has("pogo/9.md", "# New")
    changes = notes.reopened().library.changes()
    assert (changes.put, changes.remove) == (("pogo/1.md", "pogo/9.md"), ("pogo/2.md",))


def damage(folder: Path, how: str) -> None:
    head, [log] = folder / "ledger.json", list(folder.glob("ledger-*.jsonl"))
    data = log.read_bytes()
    match how:
        case "no head":
            head.unlink()
        case "no log":
            log.unlink()
        case "empty head":
            head.write_bytes(b"")
        case "head is no object":
            head.write_bytes(b"[1, 2]")
        case "short log":
            log.write_bytes(data[:-10])
        case "zeros":
            log.write_bytes(data[:100] + bytes(len(data) - 100))
        case "other values":
            log.write_bytes(data.replace(b'"kind":"page"', b'"kind":"pige"'))
        case "another version":
            head.write_bytes(head.read_bytes().replace(b'"version":"', b'"version":"0'))
        case "head is a folder":
            head.unlink()
            head.mkdir()
        case "log elsewhere":
            head.write_bytes(head.read_bytes().replace(b'"log":"', b'"log":"../../'))


DAMAGES = (
    "no head", "no log", "empty head", "head is no object", "short log", "zeros", "other values", "another version",
    "head is a folder", "log elsewhere",
)  # fmt: skip


@pytest.mark.parametrize("how", DAMAGES)
def test_a_ledger_that_cannot_be_used_is_ignored_and_made_anew(notes, how, caplog):
    notes.has("pogo/x.md", "# X")
    notes.has("pogo/y.md", "# Y")
    notes.refresh()
    damage(notes.ledger, how)
    with caplog.at_level(logging.WARNING):
        assert counted(notes.reopened().library) == 2
    assert len(caplog.records) == {"no head": 0, "head is a folder": 2}.get(how, 1)
    if how != "head is a folder":  # there nothing can be kept until somebody removes it
        assert counted(notes.reopened().library) == 0


def test_what_a_crash_left_behind_the_valid_length_is_not_read_and_written_over(notes):
    notes.has("pogo/x.md", "# X")
    notes.refresh()
    [log] = notes.ledger.glob("ledger-*.jsonl")
    with log.open("ab") as file:
        file.write(b'["d", {"path": "half')
    assert counted(notes.reopened().library) == 0
    notes.has("pogo/y.md", "# Y")
    notes.refresh()
    assert counted(notes.reopened().library) == 0


def test_other_processes_follow_what_one_has_accepted(notes):
    notes.has("pogo/x.md", "# X")
    notes.refresh()
    follower = Library(notes.folder, notes.ledger)
    assert not follower.follow()
    notes.has("pogo/y.md", "# Y")
    notes.has("pogo/x/a.png", b"1")
    notes.has("kb.yml", "default_visibility: members\n")
    notes.refresh()
    assert follower.follow()
    assert follower.catalog.every() == notes.library.catalog.every()
    assert follower.site.default_visibility == "members"
    assert not follower.follow()
    (notes.folder / "pogo/x.md").unlink()
    notes.refresh()
    assert follower.follow()
    assert [document.path for document in follower.catalog.every()] == ["pogo/y.md"]


@pytest.mark.parametrize("text", ["default_visibility: leads\n", "title: Another\n", "title: a: b\n"])
def test_others_follow_a_change_that_only_the_settings_make(notes, text):
    notes.has("pogo/x.md", "# X")
    notes.refresh()
    follower = Library(notes.folder, notes.ledger)
    notes.has("kb.yml", text)
    notes.refresh("kb.yml")
    assert follower.follow()
    assert follower.site == notes.library.site
    assert follower.catalog.every() == notes.library.catalog.every()
    assert follower.is_current()


def test_who_follows_while_another_writes_sees_whole_changes_only(notes):
    def write() -> None:
        for number in range(60):
            for name in "ab":
                notes.has(f"pogo/{name}.md", f"# {number}")
            notes.refresh()

    for name in "ab":
        notes.has(f"pogo/{name}.md", "# 0")
    notes.refresh()
    follower = Library(notes.folder, notes.ledger)
    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        follower.follow()
        first, second = follower.catalog.every()
        assert first.title == second.title
    writer.join()
    follower.follow()
    assert follower.catalog.every() == notes.library.catalog.every()


def test_where_nothing_changed_nothing_is_written_and_nobody_has_to_follow(notes):
    notes.has("pogo/x.md", "# X")
    notes.has("pogo/x/large.png", b"1" * 1000)
    notes.refresh()
    follower = Library(notes.folder, notes.ledger)
    notes.refresh()
    assert not follower.follow()


def test_a_follower_that_becomes_the_keeper_goes_on_where_the_other_ended(notes):
    notes.has("pogo/x.md", "# X")
    notes.refresh()
    follower = Library(notes.folder, notes.ledger)
    notes.has("pogo/y.md", "# Y")
    notes.refresh()
    follower.follow()
    notes.has("pogo/z.md", "# Z")
    assert follower.changes().put == ("pogo/z.md",)
    follower.accept(follower.changes())
    assert notes.library.follow()
    assert notes.library.catalog.every() == follower.catalog.every()


def test_a_log_that_is_mostly_out_of_date_is_written_anew_and_followed(notes):
    place = notes.has("pogo/x.md", "# X")
    notes.refresh()
    [first] = notes.ledger.glob("ledger-*.jsonl")
    follower = Library(notes.folder, notes.ledger)
    for number in range(130):
        place.write_text(f"# Heading {number} {'x' * (number % 7)}")
        notes.refresh("pogo/x.md")
    [log] = notes.ledger.glob("ledger-*.jsonl")
    assert log != first
    assert log.read_bytes().count(b"\n") < 100
    assert follower.follow()
    assert follower.catalog.by_path("pogo/x.md").title.startswith("Heading 129")


def test_without_a_folder_everything_is_in_memory(notes):
    notes.has("pogo/x.md", "# X")
    library = Library(notes.folder)
    library.accept(library.changes())
    assert library.catalog.by_path("pogo/x.md").title == "X"
    assert not library.follow()
    assert list(notes.ledger.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_only_the_next_start(notes, tmp_path, caplog):
    notes.has("pogo/x.md", "# X")
    (tmp_path / "file").write_text("in the way")
    library = Library(notes.folder, tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        library.accept(library.changes())
    assert library.catalog.by_path("pogo/x.md").title == "X"
    assert "cannot be kept" in caplog.text


def test_an_empty_ledger_knows_nothing(tmp_path):
    assert Ledger(tmp_path).read(State()) is None
    assert Ledger(None).read(State()) is None
