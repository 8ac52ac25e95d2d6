"""The judged questions: a table where they are there, a sentence where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import relevance
from bench.relevance import relevance_section


def test_without_judged_questions_a_sentence_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_CORPORA", str(tmp_path))
    with pytest.raises(SystemExit) as stopped:
        relevance.main()
    assert stopped.value.code == 1
    assert "qmsum and qmsum-plain" in capsys.readouterr().err


def test_the_table_shows_floor_and_aim_beside_each_split_and_marks_what_is_not_reached() -> None:
    scores = {
        "meeting_mrr": 0.9, "passage_mrr": 0.79, "inside_mrr": 0.92, "inside_hit1": 0.9, "empty": 0.0,
        "questions": 236, "p50_ms": 3.0, "p95_ms": 9.0,
    }  # fmt: skip
    section = relevance_section({"qmsum": {"val": scores}})
    assert "| floor | 0.828 | 0.751 | 0.903 |" in section
    assert "| validation | 0.900 | 0.790 ✗ | 0.920 | 0.900 | 0.000 | 236 | 3.0 / 9.0 |" in section
