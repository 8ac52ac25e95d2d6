"""docs/query-language.md tells the truth: each example is asked of the example library."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs/query-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", PAGE, re.MULTILINE)


@pytest.fixture
def ask(library, site):
    shutil.rmtree(library.notes)
    shutil.copytree(CHECKOUT / "notes", library.notes)
    client = site()
    return lambda **parameters: client.get("/api/v1/search", params=parameters).json()


def test_every_example_is_read_as_the_page_says_and_finds_something(ask):
    assert len(EXAMPLES) >= 18
    answers = [(typed, ask(q=typed)) for typed, _ in EXAMPLES]
    assert [(typed, answer["read_as"]) for typed, answer in answers] == EXAMPLES
    assert [typed for typed, answer in answers if not answer["results"]] == []


def test_synonyms_of_the_library_find_each_other(ask):
    short, long = (
        {result["id"] for result in ask(q=text, per_page=100)["results"]}
        for text in ("SPV", '"special purpose vehicle"')
    )
    assert short
    assert short >= long


@pytest.mark.parametrize("text", ["treacle", "what slows us down when developing a SIB?", "capital steer"])
def test_the_tour_of_the_readme_and_questions_of_its_users_find_the_example_library(ask, text):
    assert ask(q=text)["total"] > 0
