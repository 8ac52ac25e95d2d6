"""What has changed in notes/, and what must be indexed anew because of it."""

import os
import shutil
from pathlib import Path

from kb.library import Library

A_GROUP = "---\nkind: group\ntitle: {}\nvisibility: {}\n---\n"


def test_at_first_everything_is_new(notes):
    notes.has("pogo/x.md", "# X")
    notes.has("about.md", "# About")
    changes = notes.library.changes()
    assert changes.put == ("about.md", "pogo/x.md")
    assert changes.remove == ()
    assert notes.library.catalog.every() == ()  # until it is accepted
    notes.library.accept(changes)
    assert len(notes.library.catalog.every()) == 2


def test_looking_twice_changes_nothing(notes):
    notes.has("pogo/x.md", "# X")
    assert notes.library.changes().put == notes.library.changes().put == ("pogo/x.md",)
    notes.refresh()
    assert (notes.library.changes().put, notes.library.changes().remove) == ((), ())


def test_a_changed_a_new_and_a_removed_file_are_found(notes):
    for name in "abc":
        notes.has(f"pogo/{name}.md", f"# {name}")
    notes.refresh()
    notes.has("pogo/a.md", "# other")
    (notes.folder / "pogo/b.md").rename(notes.folder / "pogo/d.md")
    changes = notes.refresh()
    assert (changes.put, changes.remove) == (("pogo/a.md", "pogo/d.md"), ("pogo/b.md",))


def test_a_touched_file_with_the_same_text_is_not_indexed_again(notes):
    place = notes.has("pogo/x.md", "# X")
    notes.refresh()
    os.utime(place, (1, 1))
    assert notes.refresh().put == ()
    assert notes.library.is_current()


def test_only_the_paths_named_are_looked_at(notes):
    notes.has("pogo/a.md", "# A")
    notes.has("pogo/b.md", "# B")
    notes.refresh()
    notes.has("pogo/a.md", "# A2")
    notes.has("pogo/b.md", "# B2")
    assert notes.refresh("pogo/a.md").put == ("pogo/a.md",)
    assert not notes.library.is_current()
    assert notes.refresh().put == ("pogo/b.md",)
    assert notes.library.is_current()


def test_a_path_may_be_a_folder_that_came_or_went(notes):
    notes.has("pogo/2020/a.md", "# A")
    notes.has("pogo/2020.md", "# not in the folder")
    notes.refresh()
    (notes.folder / "pogo/2020").rename(notes.folder / "pogo/2021")
    changes = notes.refresh("pogo/2020", "pogo/2021")
    assert (changes.put, changes.remove) == (("pogo/2021/a.md",), ("pogo/2020/a.md",))
    shutil.rmtree(notes.folder / "pogo/2021")
    assert notes.refresh("pogo/2021/a.md", "pogo/2021").remove == ("pogo/2021/a.md",)


def test_paths_that_are_hidden_elsewhere_or_nowhere_change_nothing(notes, tmp_path):
    notes.has("pogo/a.md", "# A")
    notes.refresh()
    (tmp_path / "outside.md").write_text("# Outside")
    notes.has(".git/x.md", "# Hidden")
    changes = notes.refresh(".git/x.md", "../outside.md", "nowhere.md", "/pogo/a.md", "pogo/../../outside.md")
    assert (changes.put, changes.remove) == ((), ())


def test_a_group_that_closes_takes_its_documents_with_it(notes):
    notes.has("pogo/index.md", A_GROUP.format("POGO", "public"))
    notes.has("pogo/relies.md", "# R")
    notes.has("pogo/own.md", "---\nvisibility: public\n---\n")
    notes.has("north/x.md", "# X")
    notes.refresh()
    assert notes.document("pogo/own.md").group_label == "POGO"
    notes.has("pogo/index.md", A_GROUP.format("POGO", "leads"))
    assert notes.refresh("pogo/index.md").put == ("pogo/index.md", "pogo/own.md", "pogo/relies.md")
    assert notes.document("pogo/own.md").group_label == "pogo"  # its readers may not know the group's page
    (notes.folder / "pogo/index.md").unlink()
    changes = notes.refresh("pogo/index.md")
    assert (changes.put, changes.remove) == (("pogo/relies.md",), ("pogo/index.md",))


def test_what_is_found_bit_by_bit_is_what_a_fresh_look_finds(notes):
    notes.has("pogo/index.md", A_GROUP.format("POGO", "members"))
    for number in range(30):
        notes.has(f"pogo/{number}.md", f"---\nid: id{number % 25}\n---\n[x]({number - 1}/a.png)")
        notes.has(f"pogo/{number}/a.png", b"1" * number)
        notes.refresh(f"pogo/{number}.md", f"pogo/{number}")
    for number in range(0, 30, 3):
        (notes.folder / f"pogo/{number}.md").unlink()
        notes.refresh(f"pogo/{number}.md")
    notes.has("kb.yml", "default_visibility: leads\n")
    notes.refresh("kb.yml")
    fresh = Library(notes.folder).changes().catalog
    assert notes.library.catalog.every() == fresh.every()
    assert notes.library.catalog.problems() == fresh.problems()


def test_a_thousand_files_changed_at_once_are_all_found(notes):
    for number in range(1000):
        notes.has(f"pogo/{number:04}.md", f"# {number}")
    notes.refresh()
    for number in range(1000):
        notes.has(f"pogo/{number:04}.md", f"# Changed {number}")
    paths = [f"pogo/{number:04}.md" for number in range(1000)]
    assert list(notes.refresh(*paths).put) == paths
    assert Library(notes.folder).changes().catalog.every() == notes.library.catalog.every()


def test_a_long_look_reports_each_document_it_reads(notes):
    for number in range(5):
        notes.has(f"{number}.md")
    seen = []
    notes.library.changes(on_read=seen.append)
    assert sum(seen) == 5


def test_the_body_is_the_text_without_front_matter_and_its_first_line(notes):
    notes.has("x.md", "---\ntitle: X\n---\n\r\n# Head\r\ntext")
    body = notes.library.body(notes.document("x.md"))
    assert (body.text, body.first_line, body.cut) == ("\n# Head\ntext", 4, False)


def test_a_text_that_changed_a_moment_ago_is_shown_unless_others_may_read_it_now(notes):
    notes.has("x.md", "# One")
    document = notes.document("x.md")
    notes.has("x.md", "# Two")
    assert notes.library.body(document).text == "# Two"
    for front in ("visibility: leads", "draft: true", "rule: chatham-house", "title: a: b", "group: other"):
        notes.has("x.md", f"---\n{front}\n---\n# Secret")
        assert notes.library.body(document) is None
    (notes.folder / "x.md").unlink()
    assert notes.library.body(document) is None


def test_passages_are_those_of_the_text_that_was_read(notes):
    notes.has("x.md", "# One\n\nFirst text that is long enough to stand by itself.\n")
    changes = notes.library.changes()
    [document] = changes.catalog.every()
    notes.has("x.md", "# Two\n\nOther words.\n")
    assert "First text" in notes.library.passages(document)[0].text
    notes.library.accept(changes)
    assert "Other words" in notes.library.passages(document)[0].text
    (notes.folder / "x.md").unlink()
    assert notes.library.passages(document) == ()


def test_a_running_files_headings_are_dated_with_the_year_of_its_path(notes):
    notes.has("pogo/minutes-2021.md", "# Minutes\n\n## Dec 13\n\n" + "Words of December. " * 30)
    passages = notes.library.passages(notes.document("pogo/minutes-2021.md"))
    assert [passage.date.iso for passage in passages if passage.date] == ["2021-12-13"]


def test_without_notes_there_is_a_clear_problem_and_an_empty_library(tmp_path):
    library = Library(tmp_path / "notes", tmp_path)
    library.accept(library.changes())
    assert library.catalog.every() == ()
    assert "no such file or directory" in library.catalog.problems()[0].message


def test_notes_that_are_away_for_a_moment_are_not_taken_for_gone(notes, tmp_path):
    notes.has("x.md", "# X")
    notes.refresh()
    notes.folder.rename(tmp_path / "away")
    changes = notes.refresh()
    assert (changes.put, changes.remove) == ((), ())
    assert notes.complaints(".") != []
    (tmp_path / "away").rename(notes.folder)
    notes.refresh()
    assert notes.complaints() == []


def test_an_empty_folder_is_an_empty_library(notes):
    changes = notes.refresh()
    assert (changes.put, changes.remove, changes.catalog.problems()) == ((), (), ())


def test_reading_writes_nothing_into_notes(notes):
    notes.has("pogo/x.md", "# X")
    notes.has("pogo/x/a.png", b"1")
    before = {path: path.stat().st_mtime_ns for path in notes.folder.rglob("*")}
    notes.refresh()
    notes.library.body(notes.document("pogo/x.md"))
    assert {path: path.stat().st_mtime_ns for path in Path(notes.folder).rglob("*")} == before


def test_a_library_that_stays_out_of_reach_loses_nothing_however_often_it_is_looked_at(notes):
    notes.has("pogo/a.md", "# A")
    notes.has("pogo/a/x.png", b"1")
    notes.refresh()
    notes.folder.rename(notes.folder.with_name("away"))
    for _ in range(3):
        unnoticed = notes.library.unnoticed()
        assert unnoticed == {""}
        changes = notes.refresh(*unnoticed)
        assert (changes.put, changes.remove) == ((), ())
        assert notes.refresh("pogo/a.md", "pogo/a").remove == ()
    notes.folder.with_name("away").rename(notes.folder)
    notes.refresh(*notes.library.unnoticed())
    assert notes.library.unnoticed() == frozenset()
    assert [document.path for document in notes.library.catalog.every()] == ["pogo/a.md"]


def test_what_nobody_told_is_named_file_by_file(notes):
    for name in "abc":
        notes.has(f"pogo/{name}.md", f"# {name}")
    notes.has("pogo/a/x.png", b"1")
    notes.refresh()
    assert notes.library.unnoticed() == frozenset()
    notes.has("pogo/a.md", "# other")
    (notes.folder / "pogo/b.md").unlink()
    notes.has("pogo/new.md", "# New")
    notes.has("pogo/a/x.png", b"12")
    assert notes.library.unnoticed() == {"pogo/a.md", "pogo/b.md", "pogo/new.md", "pogo/a/x.png"}
    notes.refresh(*notes.library.unnoticed())
    assert notes.library.unnoticed() == frozenset()


def test_settings_that_nobody_told_are_noticed_also_where_another_process_was_followed_since(notes):
    notes.has("pogo/a.md", "# A")
    notes.refresh()
    follower = Library(notes.folder, notes.ledger)
    notes.has("kb.yml", "default_visibility: leads\n")
    notes.has("pogo/b.md", "# B")
    notes.refresh("pogo/b.md")
    assert follower.follow()
    assert follower.unnoticed() == {""}
    assert follower.changes(follower.unnoticed()).put == ("pogo/a.md", "pogo/b.md")


def test_a_name_that_differs_in_its_capitals_is_another_where_the_drive_does_not_tell_them_apart(notes, monkeypatch):
    notes.has("Agenda.md", "---\nid: agenda1\n---\nText\n")
    assert notes.document("Agenda.md").id == "agenda1"
    (notes.folder / "Agenda.md").rename(notes.folder / "agenda.md")
    lstat = os.lstat

    def blind(path, **more):
        path = Path(path)
        there = (each for each in path.parent.iterdir() if each.name.casefold() == path.name.casefold())
        return lstat(next(there, path), **more)

    monkeypatch.setattr(os, "lstat", blind)
    assert [each.path for each in notes.catalog().every()] == ["agenda.md"]
    assert notes.library.unnoticed() == frozenset()
