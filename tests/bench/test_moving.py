"""A group is moved, and what that took is told."""

from __future__ import annotations

from bench import moving


def test_a_group_is_moved_and_measured(tmp_path):
    found = moving.measure(tmp_path, 6, 20)
    assert (found.documents, found.others) == (6, 20)
    assert found.written == 8  # two of the others link to it
    assert (tmp_path / "notes/new-club/index.md").exists()
    section = moving.part(found)
    assert section.count("\n| ") == 3
