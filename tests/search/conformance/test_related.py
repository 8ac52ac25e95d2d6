"""What is around one document: who names it, and what is like it."""

from __future__ import annotations

from kb.model import MEMBERS, PUBLIC
from kb.search import Index

from ..builders import note, passage
from .conftest import Holding

VISITOR = frozenset({PUBLIC})
ALL = frozenset({PUBLIC, MEMBERS})

REPORT = note("report.md", "What slows us down.", title="Triumphs and treacle")
TELLING = "A beekeeper keeps honey in hives; swarms leave, queens return, nectar flows and smoke calms the colony."
FILLING = tuple(note(f"f{n}.md", f"A note about something else, number {n}.", title=f"Note {n}") for n in range(40))


def named(index: Index, identifier: str = "report-md", audiences: frozenset[str] = ALL) -> list[tuple[str, str | None]]:
    found = index.related(identifier, audiences).named
    return [(each.id, each.passages[0].anchor if each.passages else None) for each in found]


def similar(index: Index, identifier: str, audiences: frozenset[str] = ALL, without: frozenset[str] = frozenset()):
    return [each.id for each in index.related(identifier, audiences, without).similar]


def test_documents_that_name_a_title_are_listed_newest_first_at_the_place(holding: Holding):
    index = holding(
        REPORT,
        note("a.md", "Hello", passage("We read “Triumphs and Treacle” aloud.", "reading"), date="2020-01-01"),
        note("b.md", passage("On triumphs-and-treacle, again.", "again"), date="2020-02-01"),
        note("c.md", "Treacle and triumphs, triumphs or treacle."),
        note("d.md", "Nothing.", tags=("Triumphs and treacle",), date="2019-01-01"),
    )
    assert named(index) == [("b-md", "again"), ("a-md", "reading"), ("d-md", None)]


def test_a_title_of_one_word_or_of_several_documents_names_nothing(holding: Holding):
    saying = note("a.md", "The agenda of the monthly call and triumphs and treacle")
    assert named(holding(note("agenda.md", "x", title="The agenda"), saying), "agenda-md") == []
    twice = (note(f"{n}.md", "x", title="Monthly call") for n in range(2))
    assert named(holding(*twice, saying), "0-md") == []


def test_more_than_a_dozen_are_counted(holding: Holding):
    index = holding(REPORT, *(note(f"{n}.md", "See triumphs and treacle", title=f"T{n}") for n in range(15)))
    found = index.related("report-md", ALL)
    assert (len(found.named), found.more) == (12, 3)


def test_documents_that_share_telling_words_are_alike(holding: Holding):
    index = holding(
        note("bees.md", TELLING, title="Bees"),
        note("more.md", f"Elsewhere: {TELLING}", title="More"),
        note("one.md", "The hives are for sale.", title="One word"),
        *FILLING,
    )
    assert similar(index, "bees-md") == ["more-md"]
    assert similar(index, "bees-md", without=frozenset({"more-md"})) == []
    assert similar(index, "f1-md") == []


def test_nothing_is_said_of_what_is_not_there_and_what_others_may_read_has_no_part(holding: Holding):
    hidden = note("more.md", f"{TELLING} Triumphs and treacle.", title="More", to=MEMBERS)
    index = holding(REPORT, note("bees.md", TELLING, title="Bees"), hidden, *FILLING)
    assert similar(index, "bees-md", VISITOR) == []
    assert named(index, audiences=VISITOR) == []
    assert similar(index, "bees-md") == ["more-md"]
    for nowhere in ("more-md", "nothing", ""):
        found = index.related(nowhere, VISITOR)
        assert (found.named, found.similar, found.more) == ((), (), 0)
