"""The whole run, on a library so small that it takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.__main__ import main


@pytest.mark.timeout(240)
def test_one_command_measures_everything_and_writes_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CORPORA", str(tmp_path / "nowhere"))
    document = tmp_path / "benchmarks.md"
    small = ["--sizes", "24", "--questions", "2", "--rounds", "1", "--seconds", "0.4", "--starts", "1"]
    main([*small, "--engines", "Knowledge Club,SQLite FTS5", "--cache", str(tmp_path), "--document", str(document)])
    text = document.read_text()
    assert "### 24 notes" in text
    for row in ("one word", "question", "suggestions", "one document replaced", "an edit beside the program"):
        assert f"| {row}" in text
    assert "pages that failed | 0 |" in text
    assert "nan" not in text
    library = next(tmp_path.glob("library-24-*"))
    assert len(list(library.rglob("*.md"))) == 24  # what was written to measure edits is gone again
