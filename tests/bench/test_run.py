"""The whole run, on a library so small that it takes seconds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.measure import run_crowd


@pytest.mark.timeout(240)
def test_one_command_measures_everything_and_writes_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CORPORA", str(tmp_path / "nowhere"))
    document = tmp_path / "benchmarks.md"
    small = ["--sizes", "24,30", "--questions", "2", "--rounds", "1", "--seconds", "0.4", "--starts", "1"]
    main([*small, "--engines", "Knowledge Club,SQLite FTS5", "--cache", str(tmp_path), "--document", str(document)])
    text = document.read_text()
    assert "### 24 notes" in text
    for row in (
        "one word",
        "question",
        "suggestions",
        "one document replaced",
        "an edit beside the program",
        "readers at half load",
    ):
        assert f"| {row}" in text
    assert "pages that failed | 0 |" in text
    assert "nan" not in text
    assert "| 200 wildcards |" in text.partition("### Worst queries")[2]
    assert "](growth.svg)" in text
    assert "Knowledge Club" in (tmp_path / "growth.svg").read_text()
    library = next(tmp_path.glob("library-24-*"))
    assert len(list(library.rglob("*.md"))) == 24  # what was written to measure edits is gone again


def test_readers_at_a_pace_ask_for_no_more_than_that() -> None:
    asked: list[int] = []
    measured = run_crowd([asked.append] * 2, [1, 2, 3], seconds=0.5, pace=40)
    assert len(asked) == len(measured.pages.each) == 20


def test_a_page_that_waits_for_the_one_before_it_is_counted_from_when_it_was_due() -> None:
    slow = threading.Event()
    measured = run_crowd([lambda _: slow.wait(0.1)], [1], seconds=0.5, pace=20)
    assert measured.pages.slowest > 200  # each takes 100 ms where one is due every 50
