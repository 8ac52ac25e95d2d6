"""Minutes taken in a chat, and transcripts in plain text, become notes with headings, turns and points."""

import pytest

from kb.intake.attendance import attendance_in
from kb.intake.formats.plain import from_text
from kb.intake.points import points_in, with_labels
from kb.intake.turns import item_in

LOG = """14:00:01 <RRSAgent> logging to https://example.org/irc
14:00:05 --> sam has joined
14:00:07 <jo> Meeting: Sustainable things
14:00:08 <jo> Chair: Jo Doe
14:00:09 <jo> present+
14:00:10 <sam> present+ Sam Roe
14:00:11 <jo> regrets+ Will Coe
14:00:12 <jo> scribe: poe
14:01:00 <jo> Topic: Costs & rooms
14:01:05 <poe> Jo: the room is deer
14:01:09 <poe> ... and cold
14:01:10 <poe> s/deer/dear/
14:01:12 <sam> q+
14:01:14 <sam> I found another <b>one</b>
14:02:00 <jo> ACTION: sam to ask by 5 May 2020
14:02:05 <jo> RESOLUTION: We move
14:02:09 <jo> Subtopic: When
14:02:20 <poe> nobody knew
14:03:00 <jo> rrsagent, draft minutes
"""

MINUTES = """**Chair:** Jo Doe

**Scribe:** poe

**Present:** jo, Sam Roe

**Regrets:** Will Coe

## Costs & rooms

**Jo:** the room is dear and cold

**sam:** I found another &lt;b>one&lt;/b>

**Action:** sam to ask by 5 May 2020

**Resolution:** We move

### When

nobody knew
"""


def text(source):
    (piece,) = from_text(source.encode(), "a.txt").pieces
    return piece.text


def test_a_log_of_a_chat_becomes_minutes():
    converted = from_text(LOG.encode(), "a.txt")
    assert (converted.pieces[0].title, converted.pieces[0].kind) == ("Sustainable things", "notes")
    assert converted.pieces[0].text == MINUTES
    assert converted.dropped.sentence() == "Left out: 4 lines of or for programs."


def test_who_came_and_what_was_decided_is_known_of_such_minutes():
    assert [name for each in attendance_in(MINUTES) for name in each.names] == [
        "Jo Doe",
        "poe",
        "jo",
        "Sam Roe",
        "Will Coe",
    ]
    assert [(point.kind, point.due) for point in points_in(with_labels(MINUTES))] == [
        ("action", "2020-05-05"),
        ("decision", ""),
    ]


def test_lines_of_a_scribe_without_a_log_are_understood_too():
    minutes = "scribe: Poe\n\nTopic: Costs\n\nJo: it is dear\n... and cold\n\nACTION: Sam to ask\n"
    assert text(minutes) == "**Scribe:** Poe\n\n## Costs\n\n**Jo:** it is dear and cold\n\n**Action:** Sam to ask\n"


def test_lines_that_a_program_broke_are_one_paragraph():
    long = "it was said that the room is dear and cold and that nobody wants to go"
    minutes = f"Topic: Costs\n\n{long}\nthere again\n- an item\n\nACTION: Sam to ask\n"
    assert f"{long} there again\n\n- an item\n" in text(minutes)


CHAT = "00:00:05 From Jo Doe to Everyone : Hello.\n00:00:09 Jo Doe: Shall we?\n00:02:00\tSam Roe: Item 2: Costs.\n"
TEAMS = "Jo Doe   0:05\nHello.\nShall we?\n\nSam Roe   1:12:40\nYes.\n\nJo Doe 1:13:00\nGood.\n"


def test_transcripts_in_plain_text_have_turns_and_times():
    assert text(CHAT) == (
        "**Jo Doe:** Hello. Shall we? {#t-00-00-05}\n\n## Costs\n\n**Sam Roe:** Item 2: Costs. {#t-00-02-00}\n"
    )
    assert text(TEAMS) == (
        "**Jo Doe:** Hello. Shall we? {#t-00-00-05}\n\n## From 01:12:40\n\n**Sam Roe:** Yes. {#t-01-12-40}\n\n"
        "**Jo Doe:** Good. {#t-01-13-00}\n"
    )


def test_notes_with_some_times_are_no_transcript():
    assert text("Agenda of the day\n\n10:00 Welcome\n10:30 Costs\n11:00 Lunch\n").startswith("10:00 Welcome")


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("Item 2: Costs of the room.", "Costs of the room"),
        ("So, let’s move on to the next item on the agenda, the budget.", "The budget"),
        ("Okay, agenda item number three is housing.", "Housing"),
        ("The next topic is bees.", "Bees"),
        ("We closed item 2, which was long.", ""),
        ("That is the point.", ""),
        ("On the next point I agree.", ""),
    ],
)
def test_an_item_of_the_agenda_is_told_by_how_a_chair_names_it(words, item):
    assert item_in(words) == item
