"""The form of a title, tag or group in an address."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Tag, slug, tag_called_plainly, tag_slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Market engagement", "market-engagement"),
        ("  Märket--ENGAGEMENT ", "market-engagement"),
        ("Triumphs & treacle: what slows you down", "triumphs-treacle-what-slows-you-down"),
        ("C++ / C#", "c-c"),
        ("調達", "調達"),
        ("चाय पानी", "चाय-पानी"),
        ("Straße", "strasse"),
        ("\U0001d4d0rt", "art"),
        ("snake_case", "snake-case"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_a_slug_is_lower_case_words_joined_by_hyphens(text, expected):
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_its_own_slug_and_fits_an_address(text):
    made = slug(text)
    assert len(made) <= 80
    assert slug(made) == made
    assert not set(made) & set(" /?#%&\\")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C++11", "c-plus-plus-11"),
        ("c plus plus", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("F#, G", "f-sharp-g"),
        ("LGBTQ+", "lgbtq-plus"),
        ("design+build", "design-build"),
        ("Caf\u00e9+", "cafe-plus"),
        ("Cafe\u0301+", "cafe-plus"),
        ("C\uff0b\uff0b", "c-plus-plus"),
        ("F\uff03", "f-sharp"),
        ("C#/F#", "c-sharp-f-sharp"),
        ("Sprint#3", "sprint-3"),
        ("Sprint##3", "sprint-3"),
        ("Sprint+3", "sprint-3"),
        ("team#one", "team-one"),
        ("18+", "18"),
        ("issue #4", "issue-4"),
        ("+", ""),
    ],
)
def test_signs_that_belong_to_the_name_of_a_tag_are_in_its_slug(label, expected):
    assert Tag.named(label).slug == expected


@given(st.text(st.characters() | st.sampled_from("+#cC ")))
def test_a_tag_has_one_slug_and_without_signs_that_of_any_text(label):
    made = tag_slug(label)
    assert (tag_slug(made), slug(made)) == (made, made)
    plain = label.replace("+", " ").replace("#", " ")
    assert tag_slug(plain) == slug(plain) == slug(label)


@given(st.text(st.sampled_from("Cé3Ⅳ² -+#\uff0b\uff03x\u0301\u030c")))
def test_a_tag_is_one_however_its_characters_are_put_together(label):
    made = {tag_slug(unicodedata.normalize(form, label)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert made == {tag_slug(label)}


def test_a_tag_with_signs_of_full_width_is_found_by_its_plain_name():
    assert tag_called_plainly("c", [("c-plus-plus", "C\uff0b\uff0b"), ("d", "D")]) == "c-plus-plus"


def test_tags_written_differently_are_the_same_tag():
    labels = ("Market Engagement", "market-engagement", "Märket  engagement")
    assert {Tag.named(label).slug for label in labels} == {"market-engagement"}
    assert Tag.named(" Market   Engagement ").label == "Market Engagement"
