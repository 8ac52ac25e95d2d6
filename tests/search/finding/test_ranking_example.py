"""What must come first: queries judged by hand, by reading the notes, on the example library and on a real handbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.access import audience_of
from kb.library import Library
from kb.model import PUBLIC, Audience
from kb.search import Entry, Query, WhooshIndex

from ..builders import note, passage

EXAMPLE = Path(__file__).parents[3] / "notes"
HANDBOOK = "publiccode-about"

# (query, the file that answers it best, among the first how many it must be)
ON_THE_EXAMPLE = (
    ("market engagement checklist", "resources/market-engagement-checklist.md", 1),
    ("agenda template", "resources/agenda-template.md", 1),
    ("roles of capital", "resources/roles-of-capital.md", 1),
    ("triumphs and treacle", "resources/triumphs-and-treacle.md", 1),
    ("projects database", "resources/projects-database.md", 1),
    ("outcome rate card", "london/outcome-rate-card.md", 1),
    ("reading list", "pogo/reading-list.md", 1),
    ("privacy", "privacy.md", 1),
    ("accessibility statement", "accessibility.md", 1),
    ("fascinated frustrated", "south-west/fascinated-and-frustrated.md", 1),
    ("vision for 2020", "east-of-england/vision-2020.md", 1),
    ("ecorys", "resources/replicating-sibs-report.md", 1),
    ("dcms report replicating", "resources/replicating-sibs-report.md", 1),
    ("discretion of procurement professionals", "pogo/2020-01-28-notes.md", 3),
    ("choices made sheet", "pogo/2020-01-28-notes.md", 1),
    ("light-touch regime", "pogo/2020-01-28-notes.md", 3),
    ("legal advice timetable fixed", "pogo/2020-01-28-notes.md", 3),
    ("thin market", "pogo/2020-02-25-notes.md", 3),
    ("provider day invitations", "pogo/2020-02-25-notes.md", 3),
    ("whiteboard five steps", "pogo/2020-03-31-notes.md", 1),
    ("are calls recorded", "pogo/call-recordings.md", 1),
    ("recording deleted", "pogo/call-recordings.md", 1),
    ("kirklees", "north/next-agenda.md", 3),
    ("special purpose vehicle running costs", "north/spv-structures.md", 1),
    ("intermediary holds several contracts", "north/spv-structures.md", 1),
    ("who loses if outcomes fail", "north/spv-structures.md", 3),
    ("baseline turns out to be wrong", "north/2019-06-notes.md", 1),
    ("few outcomes or many", "north/2019-06-notes.md", 1),
    ("referrals trickle in", "north/2019-11-notes.md", 1),
    ("read them as a curious neighbour and a journalist", "north/lead-notes.md", 1),
    ("seating plan", "north/lead-notes.md", 1),
    ("has anybody wound up a vehicle?", "north/members-questions.md", 3),
    ("how many boroughs answered the survey", "london/2020-02-survey.md", 1),
    ("buying together across boroughs", "london/2020-02-notes.md", 3),
    ("school attendance price", "london/outcome-rate-card.md", 1),
    ("third parties data sharing", "london/2020-06-agenda.md", 3),
    ("what does consent mean compared with unanimity?", "east-of-england/2020-01-notes.md", 1),
    ("six parts of the ecosystem", "east-of-england/ecosystem-map.md", 3),
    ("working capital", "resources/glossary.md", 3),
    ("cookies", "privacy.md", 1),
)

# Asked with the title of a note box.
BY_THE_TITLE_OF_A_BOX = (
    ("two kinds of caution", "pogo/2020-01-28-notes.md"),
    ("what gives a place away", "north/lead-notes.md"),
)

ON_A_REAL_HANDBOOK = (
    ("expenses", "activities/staff-information/expense.md", 1),
    ("how do I get reimbursed?", "activities/staff-information/expense.md", 3),
    ("which bank do we use", "activities/financial-administration/bank.md", 1),
    ("travel", "activities/staff-information/travel.md", 1),
    ("working from home", "activities/staff-information/remote-working.md", 3),
    ("deciding to attend an event", "activities/events/deciding-to-attend-events.md", 1),
    ("github for newcomers", "activities/trainings/github-for-newcomers.md", 1),
    ("phone numbers", "activities/communication/phone-numbers.md", 1),
    ("goals of codebase stewardship", "activities/codebase-stewardship/goals.md", 1),
    ("live stream podcast audio version", "activities/live-streaming/post-production.md", 1),
    ("parental leave", "activities/staff-information/parental-leave.md", 1),
    ("probation period", "activities/staff-management/probation.md", 1),
    ("email signature", "activities/communication/email-signature-template.md", 1),
    ("conference call etiquette", "activities/communication/conference-call-etiquette.md", 1),
    ("sending newsletters", "activities/communication/sending-newsletters.md", 1),
    ("backlog pruning", "activities/standard-maintenance/backlog-pruning.md", 1),
    ("insurances", "activities/financial-administration/insurances.md", 1),
    ("articles of association", "organization/articles-of-association.md", 3),
    ("remuneration policy", "organization/remuneration-policy.md", 1),
    ("how are file names written?", "activities/documentation/about-file-names.md", 3),
)


class Held:
    """A folder of notes, searched by all who may read any of it."""

    def __init__(self, notes: Path) -> None:
        library = Library(notes)
        entries = [
            Entry(document, audience_of(document), tuple(library.passages(document)))
            for document in library.changes().catalog.every()
        ]
        self._audiences = frozenset(entry.audience for entry in entries)
        self._paths = {entry.document.id: entry.document.path for entry in entries}
        self._index = WhooshIndex(None)
        self._index.rebuild(entries)

    def paths(self, text: str) -> list[str]:
        return [self._paths[found.id] for found in self._index.search(Query(text), self._audiences).found]


@pytest.fixture(scope="module")
def example() -> Held:
    return Held(EXAMPLE)


@pytest.fixture(scope="module")
def handbook(corpora: Path) -> Held:
    return Held(corpora / HANDBOOK)


@pytest.mark.parametrize(("query", "path", "among"), ON_THE_EXAMPLE)
def test_the_document_that_answers_comes_first_in_the_example_library(example, query, path, among):
    assert path in example.paths(query)[:among]


@pytest.mark.parametrize(("query", "path"), BY_THE_TITLE_OF_A_BOX)
def test_the_title_of_a_note_box_finds_its_document(example, query, path):
    assert example.paths(query)[0] == path


@pytest.mark.corpora
@pytest.mark.parametrize(("query", "path", "among"), ON_A_REAL_HANDBOOK)
def test_the_document_that_answers_comes_first_in_a_real_handbook(handbook, query, path, among):
    assert path in handbook.paths(query)[:among]


def searched(entries: Sequence[Entry], text: str, audiences: frozenset[Audience] = frozenset({PUBLIC})):
    index = WhooshIndex(None)
    index.rebuild(entries)
    return index.search(Query(text), audiences).found


@pytest.mark.parametrize("title", ["Treacle", "Market engagement", "What did the chair say?", "To be", "W-2 forms"])
def test_an_exact_title_comes_first_however_much_others_speak_of_it(title):
    much = [note(f"{n}.md", *(passage(f"{title}. " * 40, heading=title) for _ in range(5))) for n in range(5)]
    found = searched([*much, note("exact.md", "Nothing else.", title=title)], title)
    assert found[0].title == title


def test_every_title_of_the_example_library_finds_its_own_document_first(example):
    library = Library(EXAMPLE)
    documents = list(library.changes().catalog.every())
    for document in documents:
        alike = {other.path for other in documents if other.title == document.title}
        assert set(example.paths(document.title)[: len(alike)]) == alike


def test_many_passages_of_one_meeting_do_not_push_out_a_second_meeting():
    long = note("long.md", *(passage("treacle slows the tender " * 20, f"p{n}") for n in range(30)))
    found = searched([long, note("short.md", "The treacle was mentioned once.")], "treacle")
    assert [(each.id, len(each.passages)) for each in found] == [("long-md", 3), ("short-md", 1)]


def test_the_passages_of_a_document_come_from_its_several_sections_before_more_of_one():
    first = [passage("treacle in the tender", f"a{n}", heading="Procurement") for n in range(4)]
    second = [passage("treacle in the design", "b", heading="Design")]
    found = searched([note("a.md", *first, *second, title="Notes")], "treacle")
    assert [each.heading for each in found[0].passages] == ["Procurement", "Design", "Procurement"]


def test_of_passages_about_a_subject_those_in_which_the_person_asked_about_speaks_come_first():
    said = [
        passage(f"{name}: The treacle is in the tender, as we all have seen in this long year.", name, heading=name)
        for name in ("Grad A", "Grad B", "Grad C", "Grad D")
    ]
    (answer,) = searched([note("talk.md", *said, title="Talk")], "What did Grad C think about the treacle?")
    assert answer.passages[0].anchor == "Grad C"
