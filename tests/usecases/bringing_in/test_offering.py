"""A draft offers the tags of the library that its text names, and says what was understood of it."""

import pytest

from kb.model import PUBLIC, PartialDate
from kb.search import WhooshIndex
from kb.usecases.bringing_in.offering import offered_tags, understood, with_tags
from tests.search.builders import note

TEXT = """Held at the Town Hall on 31 March 2020

**Action:** Jo to ask by 5 May.

**Action:** Sam to book the room.

**Decision:** social impact bonds it is.

Next meeting: 28 April
"""


def test_points_place_and_the_next_meeting_are_told_in_sentences():
    assert understood(f"The meeting was h{TEXT[1:]}", PartialDate(2020, 3, 31)) == [
        "It has a decision and 2 actions.",
        "The place was the Town Hall.",
        "The next meeting is announced for 28 April 2020.",
    ]
    assert understood("Words.", None) == []


@pytest.fixture
def index():
    made = WhooshIndex(None)
    made.rebuild([note("a.md", "x", tags=("Social impact bond", "Housing")), note("b.md", "x", tags=("Bees",))])
    return made


def test_tags_that_it_has_are_not_offered_again(index):
    assert offered_tags(index, frozenset({PUBLIC}), TEXT, "")[0] == "Social impact bond"
    assert "Social impact bond" not in offered_tags(index, frozenset({PUBLIC}), TEXT, "housing, social-impact-bond")
    assert offered_tags(index, frozenset(), TEXT, "") == []


def test_where_the_index_is_being_made_nothing_is_offered(tmp_path):
    assert offered_tags(WhooshIndex(tmp_path / "index"), frozenset({PUBLIC}), TEXT, "") == []


def test_ticked_tags_come_after_those_there_are_each_once():
    assert with_tags("Housing, bees", ["Bees", "Social impact bond"]) == "Housing, bees, Social impact bond"
    assert with_tags("", []) == ""
