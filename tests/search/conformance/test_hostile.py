"""Whatever is typed gets an answer, soon; what was limited is said."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.model import PUBLIC
from kb.search import Index, Query

from ..builders import note

ALL = frozenset({PUBLIC})
HANG_GUARD_S = 10.0

HOSTILE = {
    "many prefixes": "a* b* c* " * 70,
    "many infixes": "*a* " * 20,
    "one star": "*",
    "stars": "*" * 5000,
    "star words": "a*b*c*d*e*f*g* " * 100,
    "brackets": "(" * 5000,
    "closed brackets": "(" * 2500 + "x" + ")" * 2500,
    "open groups": "(a " * 3000,
    "NOT": "NOT " * 500,
    "minus": "-" * 5000,
    "ORs": "a OR " * 10_000,
    "ANDs": "AND " * 3000,
    "operators alone": "AND OR NOT",
    "quotes": '"' * 9999,
    "quoted letters": '"a" ' * 3000,
    "long text": "treacle procurement evaluation " * 300,
    "64 KB": "words and more words " * 3200,
    "10,000 different words": " ".join(f"w{n}" for n in range(10_000)),
    "one long word": "x" * 65_536,
    "fields": "tag:a group:b kind:notes title:c date:2020 from:2020 to:2020 " * 50,
    "empty fields": "tag: group: kind: title: date: from: to:",
    "odd fields": 'tag:() group:* kind:" title:- date:* from:: to:..',
    "odd dates": "date:2020-02-31 date:0000 date:99999 date:.. date:2020..",
    "NUL": "\x00\x00trea\x00cle",
    "control characters": "".join(map(chr, range(32))),
    "emoji": "🎉👩‍👩‍👧‍👦🏳️‍🌈" * 200,
    "right to left": "שלום עולם مرحبا بالعالم" * 200,
    "CJK": "会議の議事録を検索する" * 500,
    "combining marks": "e" + "\u0301" * 5000,
    "surrogates": "\ud800 x \udfff",
    "regular expression": r"(a+)+$ [a-z]* \d{1,9} .*?(?=x)",
    "markup": "<script>alert(1)</script> <mark> &amp; ]]>",
    "slashes": "/" * 3000 + "a/b/c/d/e/f/g/h/i/j/k",
    "hyphens": "a-" * 4000,
    "tags": "#a" * 3000,
    "typos": "treacel procuremnt evaluatoin " * 40,
    "1,000 typos": " ".join(f"treac{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}l" for n in range(1000)),
    "200 wildcards": " ".join(f"{a}{b}*" for a in "abcdefghijklmnopqrst" for b in "abcdefghij"),
    "infixes of all letters": " ".join(f"*{a}*" for a in "abcdefghijklmnopqrstuvwxyz" * 4),
    "dates in words": "last month since January between March and May 2020 in 2019 2020-01..2020-02 " * 100,
    "half dates": "between between the last last in in since before after 31 31 March March to to " * 100,
    "a word of many parts": "treacle" * 9 + " " + "ab" * 30 + " a" * 3000,
}


@pytest.fixture(scope="module")
def index(making: Callable[[], Index]) -> Index:
    made = making()
    made.rebuild(
        note(
            f"{n}.md",
            f"treacle word{n} a{n} <b>procurement</b> & évaluation 会議の記録 🎉",
            title=f"N {n} a b c",
            tags=(f"t{n}",),
        )
        for n in range(300)
    )
    return made


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered_soon(index: Index, text: str):
    started = time.monotonic()
    for inside in (None, "7-md"):
        results = index.search(Query(text, inside=inside), ALL)
        assert results.total or results.remarks or results.read_as
    index.suggest(text, ALL)
    assert time.monotonic() - started < HANG_GUARD_S


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("many prefixes", "words with *"),
        ("one star", "*"),
        ("10,000 different words", "first 64"),
        ("64 KB", "10,000 characters"),
        ("many infixes", "words with *"),
        ("ORs", "first 10,000 characters"),
        ("1,000 typos", "first 64 different words"),
        ("1,000 typos", "Only the first 6 words that no notes have"),
        ("200 wildcards", "words with *"),
    ],
)
def test_what_was_limited_is_said(index: Index, text: str, said: str):
    assert any(said in remark for remark in index.search(Query(HOSTILE[text]), ALL).remarks)


def test_a_word_of_every_document_is_found_to_the_last_page_in_any_order(index: Index):
    for sort in ("best", "newest", "oldest"):
        seen: set[str] = set()
        for page in range(1, 5):
            shown = index.search(Query("treacle", sort=sort, page=page, per_page=90), ALL)  # type: ignore[arg-type]
            seen |= {found.id for found in shown.found}
        assert (shown.total, len(shown.found), len(seen)) == (300, 30, 300)
        assert index.search(Query("treacle", sort=sort, page=10**6), ALL).found == ()  # type: ignore[arg-type]


def test_of_20_000_tags_the_most_frequent_are_listed_and_every_one_can_be_asked_for(making: Callable[[], Index]):
    made = making()
    made.rebuild(note(f"{n}.md", "treacle", tags=("all", *(f"t{n}x{each}" for each in range(200)))) for n in range(100))
    results = made.search(Query("treacle"), ALL)
    assert (results.facets["tag"][0].value, results.facets["tag"][0].count) == ("all", 100)
    assert len(results.facets["tag"]) <= 200
    assert made.search(Query("treacle", tags=("t99x199",)), ALL).total == 1
    assert made.search(Query("tag:t99x199"), ALL).total == 1
    assert len(made.tags(ALL)) == 20_001


def test_text_without_a_word_is_said_to_have_none(index: Index):
    for text in ('"', "((", "---", "?!", "\x00"):
        results = index.search(Query(text), ALL)
        assert any("no word" in remark for remark in results.remarks), text


@given(text=st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(index: Index, text: str):
    results = index.search(Query(text), ALL)
    assert 0 <= results.total_all_words <= results.total <= 300
    assert len(results.found) == min(results.total, 10)
    index.suggest(text, ALL)


_PIECES = st.sampled_from(
    [
        "treacle",
        "a*",
        "*",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "-",
        "tag:t1",
        "#t2",
        "title:a",
        "date:2020",
        "N 1",
        "the",
        "word7",
    ]
)


@given(parts=st.lists(_PIECES, max_size=14), glue=st.sampled_from([" ", ""]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_mixture_of_the_query_language_is_answered(index: Index, parts: list[str], glue: str):
    results = index.search(Query(glue.join(parts)), ALL)
    assert len(results.found) == min(results.total, 10)


@pytest.fixture(scope="module")
def other(making: Callable[[], Index]) -> Index:
    return making()


@given(text=st.text(max_size=300), asked=st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_snippet_of_any_text_is_escaped_but_for_its_marks(other: Index, text: str, asked: str):
    other.rebuild([note("a.md", f"treacle {text}")])
    for query in (f"treacle OR ({asked})", text[:50]):
        for found in other.search(Query(query), ALL).found:
            for passage in found.passages:
                bare = re.sub("</?mark>", "", passage.snippet)
                assert "<" not in bare
                assert ">" not in bare
                assert passage.snippet.count("<mark>") == passage.snippet.count("</mark>")
                assert html.unescape(bare).strip(" …") in " ".join(f"treacle {text}".split()) or "…" in text
