"""Results to take away: as a table that opens safely, as Markdown with citations."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

from kb.app import application
from kb.settings import Settings
from kb.web.pages.search import exports


@pytest.fixture
def home(library):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", id="p0g0")
    library.document(
        "pogo/2020-03-31-notes.md",
        "## Why\n\nTreacle *slows* us [down](x.md): a < b.\n",
        id="k7w3qd",
        title="Monthly [call]",
        tags=["a", "b c"],
    )
    library.document("f.md", "=1+1 treacle", id="f0rmul", title='=HYPERLINK("http://x")')
    library.document("hidden.md", "Treacle for leads", id="s3cr3t", visibility="leads")
    return library.home


@pytest.fixture
def pages(home):
    with TestClient(application(Settings(home=home, url="https://club.example/kb"))) as client:
        yield client


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_table_has_a_line_for_each_document_with_permanent_links(pages):
    answer = pages.get("/search.csv", params={"q": "treacle"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="search-treacle.csv"'
    assert (answer.headers["x-total-count"], answer.headers["x-shown-count"]) == ("2", "2")
    found = {row["Permanent link"]: row for row in table(answer)}
    assert set(found) == {"https://club.example/kb/d/k7w3qd", "https://club.example/kb/d/f0rmul"}
    call = found["https://club.example/kb/d/k7w3qd"]
    assert (call["Title"], call["Kind"], call["Group"], call["Date"], call["Tags"]) == (
        "Monthly [call]", "Notes", "POGO", "2020-03-31", "a; b c",
    )  # fmt: skip
    assert (call["Heading"], call["Passage"]) == ("Why", "Treacle slows us down: a < b.")
    assert call["Link to the passage"] == "https://club.example/kb/d/k7w3qd/monthly-call?q=treacle#why"


def test_no_cell_is_a_formula(pages):
    for row in table(pages.get("/search.csv", params={"q": "treacle"})):
        assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in row.values())
    assert [exports._cell(text) for text in ("=1", "+1", "-1", "@x", "\tx", "x=1")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "x=1",
    ]  # fmt: skip


def test_markdown_quotes_and_cites_and_its_marks_are_the_only_ones(pages):
    answer = pages.get("/search.md", params={"q": "treacle", "group": "pogo"})
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text == (
        "# Our club: treacle\n"
        "\n"
        "1 document, from <https://club.example/kb/search?q=treacle&group=pogo&v=1>.\n"
        "\n"
        "## [Monthly \\[call\\]](https://club.example/kb/d/k7w3qd)\n"
        "\n"
        "Notes · POGO · 31 March 2020\n"
        "\n"
        "> **Treacle** slows us down: a \\< b.\n"
        ">\n"
        "> — [Why](https://club.example/kb/d/k7w3qd/monthly-call#why)\n"
        "\n"
        "Cite as: POGO (31 March 2020), “Monthly \\[call\\]”. Our club. <https://club.example/kb/d/k7w3qd>\n"
    )


def test_what_is_too_much_is_cut_and_said(pages, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    said = "These are the first 1 of 2 documents; narrow the search to have all."
    assert pages.get("/search.md?q=treacle").text.rstrip().endswith(said)
    assert pages.get("/search.csv?q=treacle").text.rstrip().endswith(said)


@pytest.mark.parametrize("asked", ["", "q=zeppelin", "q=%F0%9F%8E%89%22%0D%0A", "q=" + "(" * 300, "page=9&in=s3cr3t"])
def test_any_search_can_be_taken_and_nothing_hidden_with_it(pages, asked):
    for ending in ("csv", "md"):
        answer = pages.get(f"/search.{ending}?{asked}")
        assert answer.status_code == 200
        assert "s3cr3t" not in answer.text.replace("in=s3cr3t", "")
        assert answer.headers["content-disposition"].isascii()
