"""What is to be looked at before notes are published: who came, who spoke, addresses, telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.intake.attendance import attendance_in, without_attendance
from kb.intake.findings import applied, findings

NOTES = """# Call

**Date:** 31st March 2020

**Present:** Jo Doe (Company Ltd), Sam Roe, M. Poe

*Apologies*: Will Coe

## Costs

Jo: I think that the room is dear.

Sam Roe: Agreed.

Costs: 30 pounds a month.

- **Decision:** we move.
"""


def found(text, kind, **options):
    return [each.text for each in findings(text, **options) if each.kind == kind]


def names(text):
    return [(each.what, list(each.names)) for each in attendance_in(text)]


def test_who_came_and_who_did_not_is_taken_out_and_the_rest_is_as_it_was():
    text, lists = without_attendance(NOTES)
    assert [(each.what, each.names) for each in lists] == [
        ("present", ("Jo Doe", "Sam Roe", "M. Poe")),
        ("apologies", ("Will Coe",)),
    ]
    assert text == NOTES.replace("**Present:** Jo Doe (Company Ltd), Sam Roe, M. Poe\n\n*Apologies*: Will Coe\n\n", "")


LISTS = {
    "under a heading": "## Attendees\n\n- Jo Doe, Company, who came for the first time ever and likes it\n- Sam Roe\n",
    "names in lines": "Attendees:\n\nJo Doe University of East London\n\nSam Roe Cabinet Office\n",
    "bold, and lines below": "**In attendance**\nJo Doe\nSam Roe\n",
    "an item with items": "- Present:\n    - Jo Doe\n    - Sam Roe\n",
    "handles": "## Present\n\n* [@jodoe](https://example.org/jodoe)\n* @samroe (Company)\n",
    "a table": "| Name | Organisation |\n| --- | --- |\n| Jo Doe | Company |\n| Sam Roe | Another |\n",
    "a table of both": "| **Attendees** | **Apologies** |\n| --- | --- |\n| Jo Doe | Sam Roe |\n",
    "rows of a table": "| Present: | Jo Doe |\n| --- | --- |\n| Apologies: | Sam Roe |\n",
    "a page's table": "## Participants\n\n<table><tr><th>Name</th></tr><tr><td>Jo Doe</td></tr></table>\n",
    "a sentence": "Apologies for absence were received from Jo Doe and Sam Roe\n",
    "with its count": "Attendees (2): Jo Doe; Sam Roe\n",
    "who took notes": "Scribe: Jo Doe\n",
}


@pytest.mark.parametrize("form", LISTS)
def test_lists_are_found_however_they_are_written(form):
    text, lists = without_attendance(f"# Call\n\n{LISTS[form]}\n## Costs\n\nWe agreed to move.\n")
    assert lists[0].names[0].lstrip("@").replace("jodoe", "Jo Doe").startswith("Jo Doe")
    assert text == "# Call\n\n## Costs\n\nWe agreed to move.\n"


NONE = [
    "Present: 14 people\n",
    "## Attendance\n\nAttendance has fallen since we meet in the evening.\n",
    "Present methods are dear: Alpha, Beta.\n",
    "Apologies for sending this so late.\n",
    "## Participants\n\n- We should ask them what they want.\n- It is not clear who comes.\n",
    "| Item | Owner |\n| --- | --- |\n| Room | Jo |\n",
    "Chair: Hello.\n\nSam: Hello.\n\nChair: Yes.\n",
    "## Participants\n\n<table><tr><td>Jo Doe</td></tr>\n\nThe table has no end.\n",
    "| Option | Cost |\n| --- | --- |\n| Hall | 30 |\n",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_list_stays(text):
    assert without_attendance(text) == (text, ())


def test_a_list_ends_where_something_else_begins():
    text = "Present:\n- Jo Doe\n- Sam Roe\n\nWe began at ten. The room was cold.\n\n- costs went up\n"
    assert without_attendance(text)[0] == "We began at ten. The room was cold.\n\n- costs went up\n"


def test_speakers_are_those_who_came_or_speak_and_never_subjects():
    assert found(NOTES, "speaker") == ["Jo", "Sam Roe"]
    assert found("**Jo Doe:** words. {#t-00-01-00}\n", "speaker") == ["Jo Doe"]
    assert found("<jo-d> We could ask.\n&lt;sam> Yes.\n", "speaker") == ["jo-d", "sam"]
    assert found("Pricing: it rose.\n\n**Actions:** none\n\nNote: I was late.\n", "speaker") == []


ADDRESSES = "Write to jo.doe@example.org, [the chair](mailto:sam@example.org) or <https://example.org/@jo>. git@x.org:a"


def test_addresses_and_numbers_are_found_and_what_looks_like_them_is_not():
    assert found(ADDRESSES, "address") == ["jo.doe@example.org", "[the chair](mailto:sam@example.org)"]
    numbers = "Call +44 20 7946 0123, (020) 7946 0999, 07700 900123 or Tel. 123 4567."
    assert found(numbers, "telephone") == ["+44 20 7946 0123", "(020) 7946 0999", "07700 900123", "123 4567"]
    others = "On 2020-03-31 10:30, 05.11.2020, #1234567890, 0.1234567890, £1,000,000, https://x.org/0123456789, 123 456"
    assert found(others, "telephone") == []


def test_every_proposal_taken_leaves_no_one_in_the_text():
    text = f"{NOTES}\n{ADDRESSES}\n"
    left = applied(text, findings(text))
    assert not any(name in left for name in ("Doe", "Roe", "Coe", "Company", "jo.doe@", "sam@"))
    assert "A participant: I think that the room is dear." in left
    assert "the chair or" in left


def test_elsewhere_the_list_stays_and_addresses_in_it_are_found():
    text = "Present: Jo Doe jo@example.org\n"
    assert [each.kind for each in findings(text)] == ["attendance"]
    assert found(text, "address", attendance=False) == ["jo@example.org"]


def test_who_was_in_a_list_that_was_taken_out_may_still_speak():
    text, lists = without_attendance("Present: Jo Doe, Sam Roe\n\nSR: the room is dear\n\nPricing: it rose\n")
    assert found(text, "speaker") == []
    assert found(text, "speaker", roster="\n\n".join(each.text for each in lists)) == ["SR"]


def test_a_finding_keeps_its_id_while_other_words_change():
    before = {each.text: each.id for each in findings(NOTES)}
    after = {each.text: each.id for each in findings(NOTES.replace("# Call", "# Our call of March\n\nWords."))}
    assert before == after
    assert len(set(before.values())) == len(before)


@given(st.text(alphabet="Jo Doe:-*|#\n@.,0123+()<>[]presntattendees ", max_size=300))
def test_whatever_the_text_findings_are_where_they_say(text):
    end = 0
    for each in findings(text):
        assert text[each.start : each.end] == each.text
        assert each.start >= end
        end = each.end
