"""What a search looks for is marked in its results, headings included, and on the page that one opens."""

from __future__ import annotations

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.search import IndexUnusable

NOTES = """# Monthly call

## Payment by results

### Money

It is called PbR by all of them; a treacle of results.

## Code of conduct

### Gifts

Nobody takes any.
"""


@pytest.fixture
def pages(library, site) -> TestClient:
    (library.notes / "kb.yml").write_text("synonyms:\n  - [PbR, payment by results]\n")
    library.document("pogo/2020-03-31-notes.md", NOTES, id="k7w3qd")
    return site()


def marks(pages: TestClient, address: str, within: str = "//article") -> list[str]:
    answer = pages.get(address)
    assert answer.status_code == 200
    found = lxml.html.fromstring(answer.text).xpath(f"{within}//mark")
    return ["".join(each.itertext()) for each in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("pbr", ["Payment by results", "PbR"]),
        ("payment+by+results", ["Payment", "results", "PbR", "results"]),
        ("treacel", ["treacle"]),
        ("%22pbr%22", ["PbR"]),
        ("treacle+in+March+2020", ["treacle"]),
    ],
)
def test_an_opened_page_marks_all_that_was_looked_for(pages, asked: str, expected: list[str]):
    assert marks(pages, f"/d/k7w3qd/monthly-call?q={asked}") == expected


def test_headings_of_results_are_marked_and_those_above_where_they_are_why(pages):
    where = "//p[@class='where']"
    assert marks(pages, "/search?q=pbr", where) == ["Payment by results"]
    assert marks(pages, "/search?q=gifts", where) == ["Gifts"]
    assert marks(pages, "/search?q=conduct", where) == ["conduct"]
    page = lxml.html.fromstring(pages.get("/search?q=conduct").text)
    assert " ".join(page.xpath(where)[0].text_content().split()) == "Gifts in “Code of conduct”"


def test_an_opened_page_is_marked_by_its_words_alone_while_there_is_no_index(pages, monkeypatch):
    def unusable(*_: object) -> None:
        raise IndexUnusable("it is being made")

    monkeypatch.setattr(pages.app.state.parts.index, "marking", unusable)
    assert marks(pages, "/d/k7w3qd/monthly-call?q=pbr") == ["PbR"]
