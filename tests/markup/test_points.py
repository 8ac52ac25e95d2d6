"""Labelled points are told from other text, by their label alone."""

from __future__ import annotations

import re

import pytest

from kb.markup import render


def labels(body: str) -> list[tuple[str, str]]:
    return re.findall(r'<(?:strong|b) class="point (\w+)">([^<]*)<', render(body).html)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("- **Action:** The lead writes.", [("action", "Action:")]),
        ("- **Actions (by July):** The lead writes.", [("action", "Actions (by July):")]),
        ("**Decision**: we go on.", [("decision", "Decision")]),
        ("- [ ] **action:** the lead writes.", [("action", "action:")]),
        ("1. **Question:** Why?\n\n2. **Treacle:** Time.", [("question", "Question:"), ("treacle", "Treacle:")]),
        ("- Loose\n\n- **Triumph:** It worked.", [("triumph", "Triumph:")]),
    ],
)
def test_a_label_at_the_beginning_of_an_item_or_paragraph_makes_a_point(body, found):
    assert labels(body) == found


@pytest.mark.parametrize(
    "body",
    [
        "- **Monthly calls.** Agendas and notes.",
        "- **Place:** by video.",
        "We took **action:** at once.",
        "- **Action** is what we need.",
        "- *Action:* the lead writes.",
        '<strong class="point action">Forged</strong>: by hand.',
    ],
)
def test_other_bold_words_are_only_bold(body):
    assert labels(body) == []


def test_the_words_of_a_point_stay_as_they_were_written():
    marked = render("- **Action:** The *lead* writes.").html
    assert re.sub(r' class="[^"]*"', "", marked) == render("- **Aktion:** The *lead* writes.").html.replace("k", "c")


def test_many_labels_that_never_end_take_no_time():
    body = "- **Action " * 20_000
    assert "point" not in render(body[:20_000]).html
