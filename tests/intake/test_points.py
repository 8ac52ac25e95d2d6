"""Decisions, actions and the like in the words of notes, and where and when, now and next."""

import pytest

from kb.intake.knowing import kind_in, labelled_date, likely_group
from kb.intake.particulars import next_meeting_in, place_in
from kb.intake.points import Point, points_in, with_labels
from kb.markup import render
from kb.model import PartialDate

LABELLED = [
    ("ACTION: Jo to ask.", "**Action:** Jo to ask."),
    ("- Decision: we move.", "- **Decision:** we move."),
    ("***Action:*** **Jo to ask**", "**Action:** **Jo to ask**"),
    ("*Action point 3: Jo to ask*", "**Action 3:** Jo to ask"),
    ("[ACTION] Jo to ask.", "**Action:** Jo to ask."),
    ("Action (Jo): ask.", "**Action (Jo):** ask."),
    ("RESOLVED: no meeting in August", "**Resolved:** no meeting in August"),
    ("Q: Who pays?", "**Question:** Who pays?"),
    ("> Triumph: it worked", "> **Triumph:** it worked"),
    ("* Fascinated by: how others do it", "* **Fascinated:** how others do it"),
    ("Frustrated: the forms", "**Frustrated:** the forms"),
    ("- [ ] To do: ask", "- [ ] **Action:** ask"),
]


@pytest.mark.parametrize(("written", "label"), LABELLED)
def test_lines_that_say_what_they_are_get_the_label_that_pages_show(written, label):
    assert with_labels(written) == label
    assert with_labels(label) == label
    assert 'class="point ' in render(label).html


@pytest.mark.parametrize(
    "line",
    ["We took action: at once.", "## Actions", "Actions speak louder.", "q: x", "Question time: at four", "tasks"],
)
def test_other_lines_stay_as_they_are(line):
    assert with_labels(line) == line


ACTIONS = """# Call

ACTION: Jo Doe to ask the council by 5 May.

## Actions

- Sam and Jo will write it up before the next meeting
    - with pictures
- Book the room (Poe)
- All: read it – Owner: Sam Roe

Then we left.

- This is none.

**Decisions:**

1. We move.
"""


def test_actions_say_whose_they_are_and_until_when():
    assert points_in(ACTIONS, 2020) == (
        Point("action", "Jo Doe to ask the council by 5 May.", "Jo Doe", "2020-05-05"),
        Point("action", "Sam and Jo will write it up before the next meeting", "Sam and Jo", "next meeting"),
        Point("action", "Book the room (Poe)", "Poe"),
        Point("action", "All: read it – Owner: Sam Roe", "All"),
        Point("decision", "We move."),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("**Venue: 1 Horse Road, Room G23**\n", "1 Horse Road, Room G23"),
        ("| Place | Town Hall |\n", "Town Hall"),
        ("Minutes of the meeting held at the Open Institute on 5 February 2013\n", "the Open Institute"),
        ("We asked where: nobody knew.\n", ""),
    ],
)
def test_the_place_is_the_one_the_beginning_names(text, place):
    assert place_in(text) == place


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Next meeting: Tuesday 5 May, 10:00", "2020-05-05"),
        ("## Date of next meeting\n\n5th May 2020 at the Town Hall\n", "2020-05-05"),
        ("The next meeting will be held on 7 January at ten.", "2021-01-07"),
        ("We speak of it at the next meeting. On 5 May 2020 it begins.", None),
        ("Next meeting: 5 May 2020\n\nNext call: 6 May 2020", None),
        ("Next meeting: to be confirmed", None),
    ],
)
def test_the_next_meeting_is_the_day_announced(text, day):
    found = next_meeting_in(text, PartialDate(2020, 3, 31))
    assert (str(found) if found else None) == day


def test_the_day_of_the_next_meeting_is_not_the_day_of_these_notes():
    assert labelled_date("Date of next meeting: 5 May 2020\n") is None
    assert str(labelled_date("Date of meeting: 31 March 2020\nDate of next meeting: 5 May 2020\n")) == "2020-03-31"


GROUPS = {"pogo": ("POGO", "Procurement of government"), "north": ("North",), "south": ("South",)}


@pytest.mark.parametrize(
    ("text", "theirs", "on_that_day", "found"),
    [
        ("Notes of the POGO call", ("north", "pogo"), (), "pogo"),
        ("North and South met", ("south",), (), "south"),
        ("Our call", ("north", "south"), ("south", "pogo"), "south"),
        ("Our call", GROUPS, ("south",), "south"),
        ("Our call", ("north",), (), "north"),
        ("Our call", ("north", "south"), (), None),
        ("North and South met", GROUPS, (), None),
        ("Our call", (), ("south",), None),
    ],
)
def test_the_group_is_named_or_met_that_day_or_is_the_only_one_of_who_brings_it(text, theirs, on_that_day, found):
    assert likely_group({group: GROUPS[group] for group in theirs}, [text], on_that_day) == found


def test_where_something_was_decided_there_are_notes():
    assert kind_in("Call", "ACTION: Jo to ask.\n") == "notes"
    assert kind_in("Costs", "Questions:\n\n- Who pays?\n") is None
