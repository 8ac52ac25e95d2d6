"""Messages that lie in a folder, one to a file, become a document for each thread."""

from __future__ import annotations

import contextlib

import pytest

from kb.jobs import Progress
from kb.usecases.bringing_in import import_threads
from kb.usecases.bringing_in.import_plan import plan_import
from kb.usecases.bringing_in.import_record import ImportRecord
from kb.usecases.bringing_in.imported import Wishes
from kb.usecases.bringing_in.importing import import_files
from kb.usecases.in_step.opening import open_library
from tests.writing import LibraryFolder


def message(name: str, answers: str = "", subject: str = "Our call", more: str = "") -> str:
    """Of the first of April, its hour the last digit of its name."""
    heads = [
        "From: Jo Doe <jo@example.org>", "To: group@example.org", f"Subject: {subject}",
        f"Date: Wed, 1 Apr 2020 1{name[-1]}:00:00 +0100", f"Message-ID: <{name}@example.org>",
        *([f"References: <root@example.org>\r\n <{answers}@example.org>"] if answers else []),
    ]  # fmt: skip
    return "\r\n".join([*heads, "", f"Xyzzy {name} it is.", more, ""])


def with_file(message: str, name: str, data: str = "") -> str:
    """The message with a file attached to it; without `data` as a list passes it on, which took the file away."""
    head, _, body = message.partition("\r\n\r\n")
    parts = [f"Content-Type: text/plain\r\n\r\n{body}"]
    if data:
        attached = f"Content-Disposition: attachment; filename={name}"
        parts.append(f"Content-Type: application/octet-stream\r\n{attached}\r\n\r\n{data}")
    mixed = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=zz"
    return f"{head}\r\n{mixed}\r\n\r\n" + "".join(f"--zz\r\n{part}\r\n" for part in parts) + "--zz--\r\n"


class Stopped(Exception):
    pass


@pytest.fixture
def drive(tmp_path):
    drive = LibraryFolder(tmp_path / "drive")
    drive.holds("pogo/a-1.eml", message("m1"))
    drive.holds("pogo/b-4.eml", message("m4", "m3", "AW: Our call"))
    drive.holds("pogo/c-3.eml", message("m3", "m2", "Another subject"))
    drive.holds("pogo/d-2.eml", message("m2", "m1", "Re: Our call", "From May 2021 on."))
    drive.holds("pogo/e-5.eml", message("m5", subject="Something else"))
    drive.holds("other/f-6.eml", message("m6", "m1"))
    return drive


@pytest.fixture
def taken(library, drive):
    def import_all(stop_after=99, **options):
        opened = open_library(library.notes, library.home / "index").library
        opened.accept(opened.changes())
        seen = []

        def said(file):
            if len(seen) == stop_after:
                raise Stopped
            seen.append(file)

        options.setdefault("record", ImportRecord(library.home))
        planned = plan_import(opened, [drive.notes], "")
        found = import_files(opened, planned, Wishes(), Progress("", shown=False), said=said, **options)
        return {file.source.name: (file.path, file.outcome) for file in found}

    return import_all


def documents(library):
    return {str(path.relative_to(library.notes)) for path in library.notes.rglob("*.md")}


def test_those_that_answer_each_other_are_one_document_in_their_order(library, taken):
    became = taken()
    thread = ("pogo/a-1.md", "imported")
    assert became == {
        "a-1.eml": thread, "b-4.eml": thread, "c-3.eml": thread, "d-2.eml": thread,
        "e-5.eml": ("pogo/e-5.md", "imported"), "f-6.eml": ("other/f-6.md", "imported"),
    }  # fmt: skip
    assert documents(library) == {"pogo/a-1.md", "pogo/e-5.md", "other/f-6.md"}
    text = (library.notes / "pogo/a-1.md").read_text()
    assert [line.split()[1] for line in text.splitlines() if line.startswith("Xyzzy")] == ["m1", "m2", "m3", "m4"]
    assert text.count("\n## ") == 4
    assert "\nFrom May 2021 on." in text
    assert {outcome for _, outcome in taken().values()} == {"already there"}


@pytest.mark.parametrize("done", range(7))
def test_a_run_that_is_broken_off_anywhere_goes_on_and_doubles_nothing(library, taken, done):
    with contextlib.suppress(Stopped):
        taken(stop_after=done)
    became = taken()
    assert {path for path, _ in became.values()} == documents(library) == {
        "pogo/a-1.md", "pogo/e-5.md", "other/f-6.md"
    }  # fmt: skip
    assert {outcome for _, outcome in taken(record=None).values()} == {"already there"}


def test_an_answer_that_comes_later_is_a_document_of_its_own(library, drive, taken):
    taken()
    drive.holds("pogo/0-7.eml", message("m7", "m1"))
    became = taken()
    assert became.pop("0-7.eml") == ("pogo/0-7.md", "imported")
    assert {outcome for _, outcome in became.values()} == {"already there"}


def test_a_thread_that_cannot_be_read_whole_is_read_one_by_one(library, drive, taken):
    parts = "\r\n".join("--x\r\nContent-Type: text/plain\r\n\r\nNo." for _ in range(300))
    broken = message("m3", "m2").replace("\r\n\r\n", "\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n", 1)
    drive.holds("pogo/c-3.eml", broken.replace("Xyzzy m3", f"{parts}\r\n--x--\r\nXyzzy m3"))
    became = taken()
    assert became.pop("c-3.eml")[1] == "left out"
    assert {name: outcome for name, (_, outcome) in became.items()} == dict.fromkeys(became, "imported")
    assert documents(library) == {f"pogo/{name}.md" for name in ("a-1", "b-4", "d-2", "e-5")} | {"other/f-6.md"}


def test_a_thread_that_is_too_large_is_read_one_by_one(library, taken, monkeypatch):
    monkeypatch.setattr(import_threads, "MOST_MESSAGES", 3)
    assert len(set(taken().values())) == 6


def test_under_the_rule_a_draft_is_made_of_all_of_it(library, drive, taken):
    library.document("pogo/index.md", "# POGO\n", kind="group", title="POGO", rule="chatham-house")
    made = []

    def draft(source, found, document):
        made.append((source.name, source.read_bytes().count(b"Message-ID"), document.content.count(b"Xyzzy")))
        return True

    became = taken(drafts=draft)
    assert {became[name] for name in ("a-1.eml", "b-4.eml", "c-3.eml", "d-2.eml")} == {("pogo/a-1.md", "draft")}
    assert made == [("a-1.mbox", 4, 4), ("e-5.eml", 1, 1)]


def test_files_of_one_name_in_a_thread_are_a_document_each(library, drive, taken):
    for name, answers, file in (("m1", "", "a-1"), ("m2", "m1", "d-2"), ("m3", "m2", "c-3"), ("m4", "m3", "b-4")):
        drive.holds(f"pogo/{file}.eml", with_file(message(name, answers), "agenda.txt", f"Agenda of {name} it is.\n"))

    def agendas():
        return {path.name: path.read_text().split()[-3] for path in (library.notes / "pogo/a-1").iterdir()}

    taken()
    found = {"agenda.md": "m1", "agenda-txt.md": "m2", "agenda-txt-2.md": "m3", "agenda-txt-3.md": "m4"}
    assert agendas() == found
    for again in ({}, {"record": None}):
        assert {outcome for _, outcome in taken(**again).values()} == {"already there"}
        assert agendas() == found


@pytest.mark.parametrize("first", ["a", "b"])
def test_of_copies_of_a_message_whatever_is_attached_to_one_is_taken_in(library, drive, taken, first):
    second = "b" if first == "a" else "a"
    drive.holds(f"z/{first}.eml", with_file(message("m1"), "agenda.txt", "We ask early.\n"))
    drive.holds(f"z/{second}.eml", with_file(message("m1"), "agenda.txt"))
    taken()
    assert "We ask early." in (library.notes / "z/a/agenda.md").read_text()
    assert (library.notes / "z/a.md").read_text().count("Xyzzy m1") == 1


def test_a_message_that_names_very_many_before_itself_is_answered_all_the_same(library, drive, taken):
    named = "\r\n ".join(f"<x{number}@example.org>" for number in range(150))
    drive.holds("z/a.eml", f"References: {named}\r\n{message('m1')}")
    drive.holds("z/b.eml", message("m2", "m1").replace("References: <root@example.org>\r\n", "In-Reply-To:"))
    taken()
    assert documents(library) & {"z/a.md", "z/b.md"} == {"z/a.md"}


@pytest.mark.parametrize("later", ["0-7", "x-7"])
@pytest.mark.parametrize("answered", ["a-1", "e-5"])
def test_an_answer_to_messages_with_a_file_that_was_left_out_is_a_document_of_its_own(
    library, drive, taken, answered, later
):
    name = f"m{answered[-1]}"
    drive.holds(f"pogo/{answered}.eml", with_file(message(name), "x.exe", "MZ......"))
    taken()
    recorded = (library.home / "imported.jsonl").read_bytes()
    assert {outcome for _, outcome in taken().values()} == {"already there", "left out"}
    assert (library.home / "imported.jsonl").read_bytes() == recorded
    drive.holds(f"pogo/{later}.eml", message("m7", name))
    for outcome in ("imported", "already there"):
        assert taken()[f"{later}.eml"] == (f"pogo/{later}.md", outcome)
    text = "".join(path.read_text() for path in library.notes.rglob("*.md"))
    assert [text.count(f"Xyzzy m{number}") for number in range(1, 8)] == [1] * 7


def test_a_run_that_is_broken_off_within_a_thread_knows_its_messages(library, drive, taken):
    drive.holds("pogo/a-1.eml", with_file(message("m1"), "agenda.txt", "We ask early.\n"))
    with contextlib.suppress(Stopped):
        taken(stop_after=2)
    drive.holds("pogo/0-7.eml", message("m7", "m1"))
    became = taken()
    assert became["0-7.eml"] == ("pogo/0-7.md", "imported")
    assert became["b-4.eml"] == ("pogo/a-1.md", "already there")
    assert "We ask early." in (library.notes / "pogo/a-1/agenda.md").read_text()


def test_under_the_rule_a_later_answer_is_a_draft_of_its_own(library, drive, taken):
    library.document("pogo/index.md", "# POGO\n", kind="group", title="POGO", rule="chatham-house")
    made = []

    def draft(source, found, document):
        new = source.read_bytes() not in made
        made.append(source.read_bytes())
        return new

    taken(drafts=draft)
    drive.holds("pogo/0-7.eml", message("m7", "m1"))
    drive.holds("pogo/x-8.eml", message("m8", "m5"))
    became = taken(drafts=draft)
    assert {name for name, (_, outcome) in became.items() if outcome == "draft"} == {"0-7.eml", "x-8.eml"}
    assert became["a-1.eml"] == ("pogo/a-1.md", "already there")


def test_what_is_forgotten_of_one_thread_leaves_the_others_together(library, drive, taken):
    drive.holds("pogo/a-1.eml", with_file(message("m1"), "x.exe", "MZ......"))
    taken()
    assert b"e-5" in (library.home / "imported.jsonl").read_bytes()
    ImportRecord(library.home).forget(frozenset({"pogo/e-5.md"}))
    assert b"e-5" not in (library.home / "imported.jsonl").read_bytes()
    drive.holds("pogo/x-7.eml", message("m7", "m1"))
    became = taken()
    assert became["x-7.eml"] == ("pogo/x-7.md", "imported")
    assert became["b-4.eml"] == ("pogo/a-1.md", "already there")
