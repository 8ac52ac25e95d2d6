"""Libraries made for measuring look like those that people keep, and are always the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.corpus import GROUPS, WORDS
from bench.entries import keep_entries, kept_entries, read_entries
from bench.sentences import corpora, pool
from kb.model import MEMBERS, PUBLIC, Kind
from tests.bench.builders import POOL, a_library


def test_a_library_holds_as_many_documents_as_asked_for_and_each_group_has_its_page(tmp_path: Path) -> None:
    documents = [entry.document for entry in read_entries(a_library(tmp_path, 60).folder)]
    assert len(documents) == 60
    assert sum(document.kind is Kind.GROUP for document in documents) == len(GROUPS)
    assert {document.group for document in documents} == {group.lower().replace(" ", "-") for group in GROUPS}


def test_notes_are_about_600_words_long_with_headings_dates_and_tags(tmp_path: Path) -> None:
    entries = [e for e in read_entries(a_library(tmp_path, 60).folder) if e.document.kind is not Kind.GROUP]
    lengths = [sum(len(passage.text.split()) for passage in entry.passages) for entry in entries]
    assert WORDS * 0.9 < sum(lengths) / len(lengths) < WORDS * 1.3
    assert all(entry.document.date and entry.document.tags for entry in entries)
    headings = [{h for passage in entry.passages for h in (passage.heading, *passage.parents)} for entry in entries]
    assert all(len(above - {""}) >= 2 for above in headings)


def test_a_few_tags_are_on_most_notes_and_some_notes_are_for_members(tmp_path: Path) -> None:
    entries = list(read_entries(a_library(tmp_path, 200).folder))
    tags = Counter(tag.slug for entry in entries for tag in entry.document.tags)
    assert tags["procurement"] > 3 * tags["tariff"]
    audiences = Counter(entry.audience for entry in entries)
    assert audiences[PUBLIC] > audiences[MEMBERS] > 5


def test_the_same_sentences_give_the_same_library(tmp_path: Path) -> None:
    one, two = a_library(tmp_path / "one", 30).folder, a_library(tmp_path / "two", 30).folder
    texts = [
        {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.md")} for folder in (one, two)
    ]
    assert texts[0] == texts[1]


def test_a_library_is_made_once(tmp_path: Path) -> None:
    first = a_library(tmp_path, 20)
    (first.folder / "kept.md").write_text("# Kept\n")
    assert a_library(tmp_path, 20) == first
    assert (first.folder / "kept.md").exists()


def test_entries_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    notes = a_library(tmp_path, 20).folder
    passages = keep_entries(notes, tmp_path / "entries")
    kept = list(kept_entries(tmp_path / "entries"))
    assert kept == list(read_entries(notes))
    assert passages == sum(len(entry.passages) for entry in kept)


def test_without_real_notes_the_example_library_gives_the_sentences() -> None:
    found = pool(None)
    assert found.source == "examples"
    assert len(found.sentences) > 100
    assert found.headings
    assert found.subjects


def test_where_the_corpora_are_said_to_be_and_are_not_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_CORPORA", str(tmp_path / "nowhere"))
    assert corpora() is None
    assert pool(corpora()).source == "examples"


def test_sentences_have_no_markup() -> None:
    assert not [s for s in POOL.sentences + pool(None).sentences if set(s) & set("[]<>*`|")]
