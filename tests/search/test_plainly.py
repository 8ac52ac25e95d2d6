"""What a person is told about how their words were read: nothing where they mean themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import in_plain_words


@pytest.mark.parametrize("text", ["", "market", "market engagement", "market-engagement", "the", "Café 2020", "**"])
def test_plain_words_need_no_explanation(text: str):
    assert in_plain_words(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"market engagement"', "Looked for “market engagement” word for word."),
        ("market -treacle", "Looked for “market”, without “treacle”."),
        ("-treacle", "Looked for everything, without “treacle”."),
        ("market AND treacle", "Looked for “market” and “treacle”."),
        ("market OR treacle", "Looked for “market” or “treacle”."),
        ("jam (market OR treacle)", "Looked for “jam” and (“market” or “treacle”)."),
        ("procur*", "Looked for words that begin with “procur”."),
        ("*ment", "Looked for words like “*ment”."),
        ("title:treacle", "Looked for “treacle” in the title."),
        ("tag:procurement kind:notes", "Looked for the tag “procurement” and the kind “notes”."),
        ("jam date:2020-02", "Looked for “jam”, dated February 2020."),
        ("date:2020", "Looked for everything, dated 2020."),
        ("date:2020-03-31", "Looked for everything, dated 31 March 2020."),
        ("jam from:2020-02", "Looked for “jam”, dated from 1 February 2020 on."),
        ("jam to:2020", "Looked for “jam”, dated up to 31 December 2020."),
        ("role of the market", "Not looked for, as they are in most notes: of, the."),
    ],
)
def test_what_might_surprise_is_said(text: str, said: str):
    assert in_plain_words(text) == said


@given(st.text(alphabet='ab" -*():ORANDT#2', max_size=40))
def test_any_text_is_said(text: str):
    in_plain_words(text)
