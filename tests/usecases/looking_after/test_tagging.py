"""Renaming and merging tags over a whole library."""

from __future__ import annotations

import pytest

from kb.library import Library
from kb.usecases.looking_after.tagging import NotATag, Retagged, rename_tags, tags_in_use


@pytest.fixture
def opened(library):
    library.holds("a.md", "---\ntags: [Procurment, x]  # why\n---\n# A\n")
    library.holds("b.md", "---\r\ntags:\r\n- procurement\r\n- procurment\r\n---\r\n# B\r\n")
    library.holds("c.md", "# C\n\nIn the text: #procurment.\n")
    library.holds("d.md", "---\na: &t [procurment]\ntags: *t\n---\n# D\n")
    known = Library(library.notes)
    known.accept(known.changes())
    return known


def test_a_tag_is_renamed_wherever_front_matter_has_it_and_the_rest_is_told(opened):
    done = {each.path: each for each in rename_tags(opened, ["procurment"], "procurement")}
    assert {path: each.outcome for path, each in done.items()} == {
        "a.md": "changed", "b.md": "changed", "c.md": "in the text", "d.md": "failed",
    }  # fmt: skip
    assert (opened.notes / "a.md").read_bytes() == b"---\ntags: [procurement, x]  # why\n---\n# A\n"
    assert (opened.notes / "b.md").read_bytes() == b"---\r\ntags:\r\n- procurement\r\n---\r\n# B\r\n"
    assert done["c.md"].reason == "#procurment in its text is left as it is"
    assert "by hand" in done["d.md"].reason


def test_a_dry_run_says_the_same_and_writes_nothing(opened):
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in opened.notes.iterdir()}
    planned = rename_tags(opened, ["procurment", "x"], "buying", dry_run=True)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in opened.notes.iterdir()} == before
    assert Retagged("a.md", "changed") in planned
    assert planned == rename_tags(opened, ["procurment", "x"], "buying")


def test_what_is_no_tag_is_said(opened):
    for old, new in (("zebra", "x"), ("x", ""), ("x", "a, b"), ("x", "#y"), ("x", "…")):
        with pytest.raises(NotATag):
            rename_tags(opened, [old], new)


def test_tags_are_listed_with_every_way_they_are_written(opened):
    assert [(tag.slug, tag.count) for tag in tags_in_use(opened)] == [("procurment", 4), ("procurement", 1), ("x", 1)]
    assert tags_in_use(opened)[0].labels == ("procurment", "Procurment")


def test_a_file_that_is_gone_is_told(opened):
    (opened.notes / "a.md").unlink()
    assert Retagged("a.md", "failed", "It is not there any more.") in rename_tags(opened, ["procurment"], "buying")
