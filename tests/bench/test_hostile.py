"""The worst queries are asked of a real index, each in a process of its own, and shown as a table."""

from __future__ import annotations

from pathlib import Path

from bench import hostile
from bench.child import in_child, megabytes_now, peak_megabytes, start_peak_anew
from bench.entries import read_entries
from kb.search import WhooshIndex
from tests.bench.builders import a_library


def _held_and_let_go() -> tuple[float, float]:
    """By how many MB the peak is over what is held: after 64 MB were held for a moment, and once that is forgotten."""
    held = bytes(b"x" * (64 * 1024**2))
    del held
    with_it = peak_megabytes() - megabytes_now()
    start_peak_anew()
    return with_it, peak_megabytes() - megabytes_now()


def test_every_row_is_measured_and_shown(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.rebuild(read_entries(a_library(tmp_path, 24).folder))
    index.close()
    asked = [hostile._text(tmp_path / "index", name) for name in ("200 wildcards", "10,000 ORs")]
    asked += [hostile._to_the_end(tmp_path / "index", sort) for sort in hostile.SORTS]
    for row in asked:
        assert row.pages.first.each
        assert row.pages.warm.each
        assert row.megabytes >= 0
    table = hostile.worst_part(asked, 80)
    assert "at 80 passages" in table
    assert all(f"| {row.name} |" in table for row in asked)


def test_what_is_asked_is_what_its_name_says() -> None:
    assert len(set(hostile.WORST["200 wildcards"].split())) == 200
    assert hostile.WORST["10,000 ORs"].count(" OR ") == 10_000
    assert len(hostile.WORST["a query of 64 KB"]) >= 64_000
    assert len(set(hostile.WORST["fuzzy on 1,000 words"].split())) == 1000
    assert len({tag.slug for entry in hostile._tagged() for tag in entry.document.tags}) == hostile.TAGS


def test_the_peak_of_memory_is_of_what_came_after() -> None:
    with_it, after = in_child(_held_and_let_go)
    assert with_it > 60
    assert after < with_it / 2
