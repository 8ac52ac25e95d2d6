"""What a word is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.words.analysis import LONGEST_WORD, fold, occurrences, pieces, words
from kb.search.words.british import american
from kb.search.words.stemming import stem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Market engagement", "market engagement"),
        ("market-engagement", "market engagement"),
        ("the council's, the councils’ view", "the council the councils view"),
        ("don't we’ll", "dont well"),
        ("O'Brien l’eau", "o brien l eau"),
        ("W-2 02091-C-71", "w 2 02091 c 71"),
        ("C++, C# and F#!", "c++ c# and f#"),
        ("£1.5m 1,000 1,234,567 3.11.7", "1.5m 1000 1234567 3.11.7"),
        ("2019/20 and/or", "2019 20 and or"),
        ("#tag @name user@example.org", "tag name user example org"),
        ("Émigré e\u0301migre\u0301 ÉMIGRÉ", "emigre emigre emigre"),
        ("ﬁne ＡＢＣ ½ Straße", "fine abc 1⁄2 strasse"),
        ("co\u00adoperate zero\u200bwidth", "cooperate zerowidth"),
        ("会議の記録", "会議 議の の記 記録"),
        ("東 東京", "東 東京"),
        ("API仕様v2", "api 仕様 v2"),
        ("हिन्दी में", "हिन्दी में"),
        ("🎉 done ✅", "🎉 done ✅"),
        ("", ""),
        ("--- ... \x00 ///", ""),
    ],
)
def test_words_of_a_text(text: str, expected: str):
    assert words(text) == expected.split()


def test_a_hyphenated_word_is_there_in_parts_and_as_one():
    assert occurrences("one market-engagement two") == {
        "one": [0],
        "market": [1],
        "engagement": [2],
        "marketengagement": [1],
        "two": [3],
    }


@given(st.text())
def test_pieces_lie_in_the_text_in_ascending_positions(text: str):
    position = -1
    for piece in pieces(text):
        assert 0 <= piece.start < piece.end <= len(text)
        assert 0 < len(piece.word) <= LONGEST_WORD or len(fold(text)) > LONGEST_WORD
        if not piece.joined:
            assert piece.position == position + 1
            position = piece.position


@given(st.text())
def test_occurrences_are_the_pieces(text: str):
    expected: dict[str, list[int]] = {}
    for piece in pieces(text):
        expected.setdefault(piece.word, []).append(piece.position)
    assert occurrences(text) == expected


@pytest.mark.parametrize(
    "together",
    [
        "market markets marketed marketing",
        "organise organize organised organizing organisation organization",
        "colour color colours colored",
        "centre center centres",
        "programme program programmes programs",
        "analyse analyze analysed",
        "licence license",
        "practice practise practised",
        "judgement judgment",
        "catalogue catalog",
        "behaviour behavior behaviours behavioural behavioral",
        "centred centered",
        "travelling traveling travelled",
        "fibre fiber",
        "colourful colorful",
        "favourably favorably",
        "counsellor counselor",
        "artefact artifact artefacts",
        "enquiries inquiry",
        "sceptical skeptical",
        "archaeology archeology",
        "defence defense",
        "dialogue dialog",
        "revise revision",
        "precise precision",
        "supervise supervision",
    ],
)
def test_forms_and_spellings_that_count_as_one_word(together: str):
    assert len({stem(word) for word in together.split()}) == 1


@pytest.mark.parametrize("apart", ["rise riz", "hour hor", "cheque check", "wise wize", "w2 w", "c++ c", "1990s 1990"])
def test_words_that_stay_apart(apart: str):
    a, b = apart.split()
    assert stem(a) != stem(b)
    assert american(a) == a
