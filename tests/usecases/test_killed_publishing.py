"""Publishing that is killed at any step leaves the draft or the document, whole, and is never done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ALL = ["board.png", "original", "taken.md"]


def test_publishing_that_is_killed_at_any_step_leaves_the_draft_or_the_document(tmp_path, record_property):
    command = [sys.executable, "-m", "tests.usecases.killed_publishing", tmp_path]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
    *killed, last = map(json.loads, done.stdout.splitlines())
    for left in killed:
        at_once, after_start, in_the_end = left["at_once"], left["after_start"], left["in_the_end"]
        assert left["ended"] == -9
        assert at_once["document"] or at_once["shelf"] == ALL, left
        assert not at_once["half_a_document"], left
        assert at_once["picture"] or not at_once["document"], left
        assert after_start["draft"] != after_start["document"], left
        assert after_start["shelf"] == (ALL if after_start["draft"] else []), left
        assert after_start["picture"] == after_start["document"], left
        assert after_start["folders"] == (["the-board"] if after_start["document"] else []), left
        assert not after_start["hidden"], left
        assert in_the_end == last["in_the_end"], left
    assert last["ended"] == 0
    assert last["in_the_end"] == {
        "document": True, "half_a_document": False, "picture": True, "shelf": [], "hidden": [],
        "folders": ["the-board"], "draft": False, "documents": 1, "found": True, "by": [1], "files": ["board.png"],
    }  # fmt: skip
    record_property("killed at", len(killed))
    assert len(killed) > 30
    assert {left["after_start"]["draft"] for left in killed} == {True, False}, "before and after the document was there"
