"""Around a document: where it was discussed, what mentions it, what is like it."""

from __future__ import annotations

import lxml.html
import pytest

from kb.search import IndexUnusable

TELLING = "A beekeeper keeps honey in hives; swarms leave, queens return, nectar flows and smoke calms the colony."


@pytest.fixture
def pages(library, site):
    library.document("resources/card.md", "# Outcome rate card\n\nPrices.\n", id="c4rd01", kind="resource")
    library.document("pogo/2020-02-notes.md", "# Call\n\nSee [it](../resources/card.md).\n", id="l1nked")
    library.document("pogo/2020-03-notes.md", "# Spring\n\n## Prices\n\nThe Outcome Rate Card again.\n", id="n4med1")
    library.document("words.md", "# Words\n\nAn outcome rate card is a list.\n", id="w0rds1")
    library.document("pogo/2020-04-notes.md", "The outcome rate card", id="s3cr3t", visibility="leads")
    library.document("bees.md", f"# Bees\n\n{TELLING}\n", id="be3s01")
    library.document("hives.md", f"# Hives\n\nOn hives: {TELLING}\n", id="h1ves1")
    library.document("swarm.md", f"# Swarm\n\n{TELLING}\n", id="sw4rm1", visibility="leads")
    for number in range(20):
        library.document(f"filling/{number}.md", f"# Note {number}\n\nAbout something else, number {number}.\n")
    return site()


def beside(pages, address: str, section: str) -> list[str]:
    page = lxml.html.fromstring(pages.get(address).text)
    return [a.get("href") for a in page.xpath(f"//section[@aria-labelledby='kb-{section}']//a")]


def test_meetings_that_link_or_name_it_are_listed_newest_first_at_the_place(pages):
    address = "/d/c4rd01/outcome-rate-card"
    assert beside(pages, address, "discussed") == ["/d/n4med1/spring#prices", "/d/l1nked/call"]
    assert beside(pages, address, "mentioned") == ["/d/w0rds1/words#words"]
    assert "s3cr3t" not in pages.get(address).text


def test_what_is_like_it_is_shown_and_nothing_rather_than_nonsense(pages):
    assert beside(pages, "/d/be3s01/bees", "similar") == ["/d/h1ves1/hives"]
    assert beside(pages, "/d/c4rd01/outcome-rate-card", "similar") == []


def test_a_document_can_be_read_while_there_is_no_index(pages, monkeypatch):
    def unusable(*_: object) -> None:
        raise IndexUnusable("it is being made")

    monkeypatch.setattr(pages.app.state.parts.index, "related", unusable)
    assert beside(pages, "/d/c4rd01/outcome-rate-card", "discussed") == ["/d/l1nked/call"]


def test_a_meeting_whose_agenda_and_notes_both_name_it_is_listed_once_by_its_notes(library, site):
    library.document("resources/card.md", "# Outcome rate card\n", id="c4rd01", kind="resource")
    library.document("pogo/2020-03-31-notes.md", "# Notes\n\nThe outcome rate card.\n", id="n0tes1")
    library.document("pogo/2020-03-31-agenda.md", "# Agenda\n\n[It](../resources/card.md)\n", id="ag3nda")
    library.document("pogo/2020-04-30-agenda.md", "# Next\n\n## Outcome rate card\n\nAgain.\n", id="n3xt01")
    listed = beside(site(), "/d/c4rd01/outcome-rate-card", "discussed")
    assert listed == ["/d/n3xt01/next#outcome-rate-card", "/d/n0tes1/notes#notes"]


@pytest.fixture
def tagged(library, site):
    def meeting(day: int, text: str, name: str, **facts) -> None:
        library.document(f"pogo/2020-03-{day:02}-{name}.md", f"# Call {day}\n\n## One\n\n{text}\n", **facts)

    meeting(1, "Of other things.", "notes", id="t4gged", tags=["Rate cards"])
    meeting(2, "Of rate cards, too.", "notes", id="n4med1")
    meeting(2, f"{TELLING} Then rate cards.", "agenda", id="ag3nda", kind="agenda")
    meeting(3, "A card with a rate.", "notes", id="n0ne01")
    meeting(4, "Rate-cards!", "notes", id="s3cr3t", visibility="leads")
    library.document("page.md", "# Page\n\nRate cards.\n", id="p4ge01", date="2020-05-01")
    return site()


def test_a_tag_was_discussed_where_notes_carry_it_or_only_name_it(tagged):
    assert beside(tagged, "/tags/rate-cards", "discussed") == ["/d/n4med1/call-2#one", "/d/t4gged/call-1"]
    page = lxml.html.fromstring(tagged.get("/tags/rate-cards").text)
    section = page.xpath("//section[@aria-labelledby='kb-discussed']")[0]
    assert section.findtext("h2") == "Discussed at 2 meetings"
    assert [each.text.endswith("named in the text") for each in section.iter("span")] == [True, False]


def test_more_meetings_of_a_tag_than_are_shown_are_a_link_away(library, site):
    for number in range(1, 12):
        library.document(f"pogo/2020-{number:02}-01-notes.md", "About C++ again.", tags=["C++"])
    pages = site()
    listed = beside(pages, "/tags/c-plus-plus", "discussed")
    assert len(listed) == 9
    every = lxml.html.fromstring(pages.get(listed[-1]).text)
    assert every.findtext(".//p[@class='lead']/strong") == "11 meetings"


def test_tags_go_together_where_documents_have_both(library, site):
    library.document("a.md", "# A\n", tags=["honey", "bees"])
    library.document("b.md", "# B\n", tags=["honey", "bees", "wax"])
    library.document("c.md", "# C\n", tags=["treacle"])
    library.document("d.md", "# D\n", tags=["honey", "secret"], visibility="leads")
    page = lxml.html.fromstring(site().get("/tags/honey").text)
    assert page.xpath("//p[starts-with(., 'Often together with')]/a/text()") == ["bees", "wax"]


def test_what_links_here_is_shown_with_the_sentence_around_the_link(library, site):
    library.document("resources/card.md", "# Outcome rate card\n", id="c4rd01", kind="resource")
    library.document(
        "pogo/2020-03-31-notes.md", "# Notes\n\nWe met. All want [the card](/d/c4rd01) *soon*. Tea.\n", id="n0tes1"
    )
    library.document("pogo/plan.md", "# Plan\n\nHush, [it](/d/c4rd01) is poor.\n", kind="page", visibility="leads")
    page = lxml.html.fromstring(site().get("/d/c4rd01/outcome-rate-card").text)
    assert [each.text_content() for each in page.find_class("said-there")] == ["“All want the card soon.”"]
