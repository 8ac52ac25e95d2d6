"""Folders of notes that real groups have kept: taken in whole, checked, searched, and every page of them shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kb.cli import app

# Twelve megabytes of talk take a busy machine a while; the guard is only against hanging.
pytestmark = [pytest.mark.corpora, pytest.mark.timeout(300)]

CORPORA = (
    "intersect",
    "k8s-notes",
    "onnx-wg",
    "openjs-cpc",
    "publiccode-about",
    "publiccode-blog",
    "qmsum",
    "qmsum-plain",
    "rust-lang-team",
    "w3c-sustainableweb",
)
READ_WHOLE = "w3c-sustainableweb"


@pytest.fixture
def kb(library, monkeypatch) -> Callable[..., tuple[int, Any]]:
    """The command in this process, as there is much to do: its exit status and what it printed as JSON."""
    monkeypatch.setenv("KB_HOME", str(library.home))

    def run(*arguments: str | Path) -> tuple[int, Any]:
        said = CliRunner().invoke(app, [*map(str, arguments), "--json"])
        assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
        return said.exit_code, json.loads(said.stdout)

    return run


@pytest.mark.parametrize("corpus", CORPORA)
def test_a_folder_as_it_is_can_be_imported_checked_and_searched(kb, corpora, corpus):
    documents = sum(path.suffix == ".md" for path in (corpora / corpus).rglob("*"))
    status, imported = kb("import", corpora / corpus)
    assert status == 0
    assert {file["outcome"] for file in imported["files"] if file["source"].endswith(".md")} == {"imported"}
    assert set(imported["outcomes"]) <= {"imported", "kept as a file", "left out"}

    status, checked = kb("check", "--links", "--offline")
    assert status == int(any(problem["severity"] != "note" for problem in checked["problems"]))
    assert checked["documents"] >= documents * 0.98
    assert all(problem["path"] and problem["message"] for problem in checked["problems"])

    status, found = kb("search", "what did we decide about the next meeting?")
    assert status == 0
    assert found["results"]


def test_every_document_of_a_folder_is_shown(kb, corpora, site):
    assert kb("import", corpora / READ_WHOLE)[0] == 0
    pages = site()
    listed = pages.get("/api/v1/documents", params={"per_page": 100}).json()
    assert len(listed["results"]) == listed["total"] > 50
    for document in listed["results"]:
        answer = pages.get(document["url"])
        assert answer.status_code == 200, document["path"]
        assert "shown as plain text" not in answer.text, document["path"]
