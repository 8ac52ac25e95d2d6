"""What the library infers is held against labels that people wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.inference import Agreement, agreement, inference_section, write


def test_each_field_of_each_labelled_file_agrees_or_is_named(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    (notes / "pogo").mkdir(parents=True)
    (notes / "pogo" / "2020-03-31-notes.md").write_text("# Monthly call\n\nWe met.\n")
    labels = tmp_path / "labels.tsv"
    labels.write_text(
        "path\ttitle\tdate\tkind\tgroup\n"
        "pogo/2020-03-31-notes.md\tMonthly call\t2020-03-30\tnotes\tpogo\n"
        "pogo/gone.md\tGone\t\tnotes\tpogo\n"
    )
    found = agreement("ours", notes, labels)
    assert found.files == 2
    assert found.agreeing == {"date": 1, "kind": 1, "title": 1, "group": 1}
    assert "ours/pogo/2020-03-31-notes.md: date “2020-03-31”, not “2020-03-30”" in found.differences
    assert len(found.differences) == 4


def test_shares_below_what_is_to_be_reached_are_marked() -> None:
    section = inference_section([Agreement("a", 30, {"date": 30, "kind": 29, "title": 30, "group": 30}, ())])
    assert "| a | 30 | 100 | 96.7 ✗ | 100 | 100 |" in section


def test_without_corpora_one_line_says_so_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_CORPORA", str(tmp_path / "nowhere"))
    assert write(tmp_path / "benchmarks.md") == []
    assert capsys.readouterr().out.count("\n") == 1
    assert not (tmp_path / "benchmarks.md").exists()
