"""What a Markdown file says of itself in front matter is what its draft says."""

from __future__ import annotations

import pytest

from tests.signed_in import Browsers
from tests.web.pages.groups.test_group_edit import text_of
from tests.web.pages.test_upload import form_at, send

FRONT = """---
Title: Rates of pay
date: 2020-03-31 10:00
kind: agenda
group: West
tags: [pay, "social value"]
description: What was agreed
url: https://example.org/rates
---
# Rates

#### tags: `outcomes`, `pay`

We met on 1 April 2021 about notes and minutes.
"""


@pytest.fixture
def lea(library, site):
    for group in ("north", "west", "east"):
        library.document(f"{group}/index.md", f"# {group.title()}\n", kind="group", title=group.title())
    return Browsers(site())("lea", north="lead", west="member")


def drafted(browser, text: str, name: str = "rates.md", **given: str) -> dict[str, object]:
    address = send(browser, (name, text.encode()), **given)
    said = browser.get(f"/api/v1{address}").json()
    return {**said, "page": text_of(browser.get(address)), "url": form_at(browser, address)["url"]}


def test_front_matter_comes_before_all_that_would_be_inferred(lea):
    draft = drafted(lea, FRONT)
    said = {key: draft[key] for key in ("title", "date", "kind", "group", "tags", "description", "url")}
    assert said == {
        "title": "Rates of pay",
        "date": "2020-03-31",
        "kind": "agenda",
        "group": "west",
        "tags": ["pay", "social value", "outcomes"],
        "description": "What was agreed",
        "url": "https://example.org/rates",
    }
    assert "\n# Rates\n" in str(draft["markdown"])


def test_what_the_sender_chooses_comes_first(lea):
    draft = drafted(lea, FRONT, group="north")
    assert (draft["group"], draft["kind"], draft["date"]) == ("north", "agenda", "2020-03-31")


def test_a_group_that_is_not_theirs_is_not_chosen_by_a_file(lea):
    assert drafted(lea, "---\ngroup: east\n---\n# Rates\n\nNothing.\n")["group"] is None


def test_what_cannot_be_read_is_said_and_makes_no_group(lea):
    draft = drafted(lea, "---\ndate: 2020-13-45\nkind: group\n---\n# Rates\n\nNothing.\n")
    assert (draft["date"], draft["kind"]) == (None, "page")
    assert "“date: 2020-13-45” in the file is no date" in draft["page"]
    assert "“kind: group” in the file is left out" in draft["page"]


@pytest.mark.parametrize("front", ["date: [2020, 3]\nkind: {a: b}", "tags: {a: b}\ngroup:", "date:\n\ntitle: [x]", "{"])
def test_front_matter_of_other_shapes_loses_no_text(lea, front):
    assert "Nothing." in drafted(lea, f"---\n{front}\n---\n# Rates\n\nNothing.\n")["markdown"]


@pytest.mark.parametrize("front", ["visibility: leads\nurl: a: b\n---", "visibility: leads\n", "draft: true\n---"])
def test_a_file_that_is_unclear_about_its_readers_is_for_few_and_loses_no_text(lea, front):
    draft = drafted(lea, f"---\n{front}\n\n# Rates\n\nNothing.\n", group="north")
    assert draft["visibility"] == "leads"
    assert "Nothing." in str(draft["markdown"])
    assert ("visibility: leads" in str(draft["markdown"])) is ("draft" not in front)


def test_a_text_that_is_too_large_is_refused_in_a_sentence(lea):
    answer = lea.post("/upload", files=[("file", ("long.md", b"# Long\n\n" + b"word " * 1_100_000))])
    assert answer.status_code == 422
    assert "too large" in text_of(answer)
