"""Searches that find nothing, without a word why, in the nearest program of this kind: each is answered usefully here.

The eight are those that were measured there: a slip, a word in part, a word of every text, a code, two signs, an
operator and a field that there is not. Usefully means: what was meant is found and shown, and what was read otherwise
than typed is said, on the page and in the API alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
import pytest

from tests.served import Served, Server
from tests.writing import LibraryFolder

pytestmark = pytest.mark.xdist_group("what others do not find")

NOTES = """# Call

## Sweets

So much treacle, and the procurement of it.

## Forms

Fill in the form W-2.

## Ratios

The ratio a:b is open.
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    library = LibraryFolder(tmp_path_factory.mktemp("others") / "library")
    library.document("pogo/2020-03-31-notes.md", NOTES, id="k7w3qd")
    library.document("other.md", "# Something else\n\nNothing like that.\n", id="0ther1")
    served = Served()
    yield served(library.home)
    served.end()


NO_WORD = "There is no word in what was typed; everything is shown."


@dataclass(frozen=True)
class Case:
    """What is typed; the words that are marked; what the page must say."""

    typed: str
    marked: str
    said: str = ""


CASES = {
    "a slip": Case("treacel", "treacle", "No notes have “treacel”; showing “treacle”."),
    "a word in part": Case("procur", "procurement"),
    "a word of every text": Case("the", "the"),
    "a code": Case("W-2", "W-2"),
    "an operator alone": Case("AND", "and"),
    "a field that there is not": Case("a:b", "b", "not looked for: a"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_was_meant_is_found_and_marked_and_a_change_is_said(server: Server, case: Case):
    answer = server.search(case.typed)
    (first, *_) = answer["results"]
    (passage,) = first["passages"]
    assert first["id"] == "k7w3qd"
    assert f"<mark>{case.marked}</mark>" in passage["snippet"]
    page = lxml.html.fromstring(server.get("/search", params={"q": case.typed}).text)
    assert case.marked in page.xpath("//p[@class='snippet']/mark/text()")
    assert case.said in " ".join(page.xpath("//main")[0].text_content().split())
    opened = server.get(passage["url"].partition("#")[0])
    assert f"<mark>{case.marked}</mark>" in opened.text or f">{case.marked}</mark>" in opened.text


@pytest.mark.parametrize("typed", ["(", '"'], ids=["a bracket", "a quotation mark"])
def test_a_sign_alone_is_said_to_be_no_word_and_everything_is_shown(server: Server, typed: str):
    answer = server.search(typed)
    assert (answer["total"], answer["remarks"]) == (2, [NO_WORD])
    page = lxml.html.fromstring(server.get("/search", params={"q": typed}).text)
    assert NO_WORD in page.xpath("//main")[0].text_content()
    assert len(page.xpath("//ol[@class='results']/li")) == 2
