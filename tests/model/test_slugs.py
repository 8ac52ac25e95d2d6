"""The form of a title, tag or group in an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Tag, slug, tag_slug


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


def test_tags_written_differently_are_the_same_tag():
    labels = ("Market Engagement", "market-engagement", "Märket  engagement")
    assert {Tag.named(label).slug for label in labels} == {"market-engagement"}
    assert Tag.named(" Market   Engagement ").label == "Market Engagement"
