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
