"""`kb tags alias`, as somebody at a terminal uses it."""

from __future__ import annotations

import json

import pytest

from tests.journeys.command import kb
from tests.writing import LibraryFolder

KB_YML = "# ours\ntitle: Peers\n"


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    library.holds("kb.yml", KB_YML)
    library.document("a.md", "# Apple\n", tags=["SIBs"])
    library.document("b.md", "# Bread\n", tags=["Social Impact Bonds"])
    return library


def found(club: LibraryFolder, text: str) -> list[str]:
    answer = kb(club.home, "search", text, "--json")
    assert answer.returncode == 0, answer.stderr
    return sorted(each["title"] for each in json.loads(answer.stdout)["results"])


def test_a_name_is_given_seen_and_taken_away_again_with_no_document_changed(club: LibraryFolder):
    documents = {path: path.read_bytes() for path in club.notes.glob("*.md")}
    done = kb(club.home, "tags", "alias", "SIBs", "social impact bonds")
    assert done.returncode == 0, done.stderr
    assert "kb.yml: “SIBs” means “Social Impact Bonds”, in 1 document" in done.stdout
    assert found(club, "tag:sibs") == found(club, 'tag:"social impact bonds"') == ["Apple", "Bread"]
    assert "also SIBs (by kb.yml)" in kb(club.home, "tags", "list").stdout
    assert (club.notes / "kb.yml").read_text().startswith(KB_YML)
    done = kb(club.home, "tags", "alias", "--remove", "SIBs")
    assert "“SIBs” does not mean “Social Impact Bonds” any more" in done.stdout
    assert found(club, "tag:sibs") == ["Apple"]
    assert {path: path.read_bytes() for path in club.notes.glob("*.md")} == documents


def test_a_dry_run_writes_nothing_and_can_be_read_by_programs(club: LibraryFolder):
    done = kb(club.home, "tags", "alias", "SIBs", "social impact bonds", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "path": "kb.yml",
        "name": "SIBs",
        "tag": "Social Impact Bonds",
        "documents": 1,
        "dry_run": True,
    }
    assert (club.notes / "kb.yml").read_text() == KB_YML


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("SIBs",), "Say what it shall mean: kb tags alias OLD NEW"),
        (("SIBs", "Social Impact Bonds", "--remove"), "Say what it shall mean"),
        (("--remove", "SIBs"), "SIBs"),
        (("SIBs", "sibs"), "sibs"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence_and_nothing_is_written(
    club: LibraryFolder, arguments: tuple[str, ...], said: str
):
    done = kb(club.home, "tags", "alias", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (club.notes / "kb.yml").read_text() == KB_YML
