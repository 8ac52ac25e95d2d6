"""For a text that is not in the library: the tags it names, and a few phrases that tell what it is about."""

from __future__ import annotations

from collections.abc import Callable

from kb.model import MEMBERS, PUBLIC
from kb.search import Index

from ..builders import note
from .conftest import Holding

VISITOR = frozenset({PUBLIC})
ALL = frozenset({PUBLIC, MEMBERS})
FILLING = tuple(note(f"f{n}.md", f"We meet each month in the hall and speak of costs, {n}.") for n in range(30))


def tags(index, text, audiences=ALL):
    return [tag.label for tag in index.subjects(text, audiences).tags]


def test_the_tags_that_a_text_names_are_offered_however_it_forms_them(holding: Holding):
    index = holding(
        *FILLING,
        note("a.md", "x", tags=("Social impact bond", "Housing", "Bees")),
        note("b.md", "x", tags=("Housing",)),
    )
    text = "Social impact bonds for houses. A social-impact bond pays."
    assert tags(index, text) == ["Social impact bond", "Housing"]
    assert tags(index, "Nothing of that.") == []


def test_tags_of_documents_for_others_are_not_offered(holding: Holding):
    index = holding(note("a.md", "x", tags=("Secret plan",), to=MEMBERS))
    assert tags(index, "The secret plan.", VISITOR) == []
    assert tags(index, "The secret plan.") == ["Secret plan"]


def test_a_synonym_of_a_tag_is_one_of_its_names(making: Callable[..., Index]):
    index = making([("SIB", "social impact bond")])
    index.rebuild([note("a.md", "x", tags=("SIB",))])
    assert tags(index, "We heard of social impact bonds.") == ["SIB"]


def test_what_is_said_often_and_was_hardly_ever_said_before_is_a_phrase(holding: Holding):
    index = holding(*FILLING, note("a.md", "x", tags=("Housing",)))
    text = (
        "We meet in the hall. Jo Doe spoke of the outcomes framework and its costs. An outcomes framework is dear. "
        "Jo Doe thanked. We speak of costs, of housing, of housing, and the month. The month was dear."
    )
    assert index.subjects(text, ALL).phrases[0] == "outcomes framework"
    assert not {"Jo Doe", "costs", "hall", "month", "housing"} & set(index.subjects(text, ALL).phrases)


def test_an_empty_library_and_an_empty_text_offer_nothing(holding: Holding):
    assert holding().subjects("", ALL).tags == ()
    assert holding(*FILLING).subjects("", ALL).phrases == ()
