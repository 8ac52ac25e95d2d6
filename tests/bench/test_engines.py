"""All engines are asked the same and do the same work, so that their times can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.asks import Ask
from bench.engines import OURS, PASSAGES, SHOWN, Engine, engine, installed
from bench.entries import read_entries
from bench.measure import Effort, crowd, new_word, pages, prepare, updates
from kb.model import PUBLIC, Passage
from kb.search import Entry
from tests.bench.builders import a_library


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    return list(read_entries(a_library(tmp_path_factory.mktemp("library")).folder))


@pytest.fixture(params=installed())
def opened(request: pytest.FixtureRequest, entries: list[Entry], tmp_path: Path) -> Iterator[Engine]:
    """Each engine that is installed, with the same library in it."""
    kind = engine(request.param)
    kind.build(tmp_path, entries)
    opened = kind.open(tmp_path)
    yield opened
    opened.close()


def holding(entries: list[Entry], text: str) -> list[Entry]:
    """The public documents with these very words in one of their passages."""
    return [e for e in entries if e.audience == PUBLIC and any(text in f"{p.text} ".lower() for p in e.passages)]


def test_ours_is_always_measured_and_comes_first() -> None:
    assert installed()[0] == OURS
    assert {"SQLite FTS5", "stock Whoosh"} < set(installed())


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (Ask("tariff", ("tariff",), "all"), "tariff"),
        (Ask('"early market"', ("early", "market"), "phrase"), "early market"),
        (Ask("commis*", ("commis",), "prefix"), "commis"),
    ],
)
def test_the_total_is_exact_and_only_of_what_a_visitor_may_read(
    opened: Engine, entries: list[Entry], ask: Ask, text: str
) -> None:
    page = opened.page(ask)
    assert page.total == len(holding(entries, text))
    assert len(page.shown) == min(SHOWN, page.total)
    assert all(1 <= len(shown.snippets) <= PASSAGES for shown in page.shown)


def test_facets_count_documents_over_all_results(opened: Engine, entries: list[Entry]) -> None:
    page = opened.page(Ask("tariff", ("tariff",), "all"))
    found = holding(entries, "tariff")
    assert sum(page.facets["kind"].values()) == page.total
    tagged = {tag.slug for entry in found for tag in entry.document.tags}
    assert page.facets["tag"] == {
        slug: sum(slug in {tag.slug for tag in e.document.tags} for e in found) for slug in tagged
    }


def test_a_facet_that_filters_is_counted_as_if_it_did_not(opened: Engine, entries: list[Entry]) -> None:
    ask = Ask("tariff", ("tariff",), "all", tag="procurement", kind="notes", newest=True)
    page = opened.page(ask)
    notes = [e for e in holding(entries, "tariff") if e.document.kind == "notes"]
    tagged = [e for e in notes if "procurement" in {tag.slug for tag in e.document.tags}]
    assert page.total == len(tagged)
    assert page.facets["tag"]["procurement"] == page.total
    assert set(page.facets["tag"]) == {tag.slug for e in notes for tag in e.document.tags}


def test_questions_find_documents_with_any_of_their_words(opened: Engine) -> None:
    ask = Ask("What did the group say about a tariff?", ("group", "say", "about", "tariff"), "any")
    assert opened.page(ask).total > 10


def test_what_is_put_is_found_and_replaces_what_was_there(opened: Engine, entries: list[Entry]) -> None:
    public = next(entry for entry in entries if entry.audience == PUBLIC and entry.passages)
    for word in (new_word(1), new_word(2)):
        opened.put(replace(public, passages=(Passage("", "", (), f"It says {word}."),)))
        assert opened.page(Ask(word, (word,), "all")).total == 1
    assert opened.page(Ask(f'"{new_word(1)}"', (new_word(1),), "phrase")).total == 0


@pytest.mark.parametrize("name", installed())
def test_an_engine_is_measured_whole(name: str, tmp_path: Path) -> None:
    file, folder = tmp_path / "entries", tmp_path / "index"
    folder.mkdir()
    passages, asks = prepare(a_library(tmp_path, 30).folder, file, 3)
    assert passages > 30
    engine(name).build(folder, read_entries(a_library(tmp_path, 30).folder))
    opened, rows, found = pages(name, folder, asks, Effort(3, 1, 0.3, 1))
    assert found > 0
    assert opened > 0
    assert all(len(row.first.each) == len(row.warm.each) == 3 for row in rows.values())
    assert updates(name, folder, file).p50 > 0
    measured = crowd(name, folder, asks, file, 2.0)
    assert measured.failed == 0
    assert measured.pages.each
    assert measured.writes.each
