"""What the engines are asked comes from the library, in every shape, and is always the same."""

from __future__ import annotations

from pathlib import Path

from bench.asks import ROWS, make_asks
from bench.entries import read_entries
from bench.figures import Times, percentile
from tests.bench.builders import a_library


def test_every_row_has_as_many_questions_as_asked_for(tmp_path: Path) -> None:
    asks = make_asks(read_entries(a_library(tmp_path).folder), 8)
    assert tuple(asks.rows) == ROWS
    assert {len(questions) for questions in asks.rows.values()} == {8}
    assert len(asks.mixed()) == 8 * len(ROWS)


def test_questions_have_the_shape_of_their_row(tmp_path: Path) -> None:
    rows = make_asks(read_entries(a_library(tmp_path).folder), 8).rows
    assert all(ask.text.isalpha() for ask in rows["one word"])
    assert all(ask.text.startswith('"') and ask.shape == "phrase" for ask in rows["phrase"])
    assert all(ask.text.endswith("*") and ask.shape == "prefix" for ask in rows["prefix"])
    assert all(len(ask.words) >= 3 and ask.shape == "any" for ask in rows["question"])
    assert all(ask.newest and ask.tag and ask.kind for ask in rows["filter, newest first"])


def test_the_same_library_gives_the_same_questions(tmp_path: Path) -> None:
    entries = list(read_entries(a_library(tmp_path).folder))
    assert make_asks(entries, 5) == make_asks(entries, 5)


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile(range(1, 101), 95) == 95
    assert percentile([3.0], 50) == 3.0
    assert (Times((4, 1, 3, 2)).p50, Times((4, 1, 3, 2)).p95) == (2, 4)
