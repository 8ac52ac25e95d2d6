"""The page of a group: what one comes for is near its top, on a phone as well."""

from __future__ import annotations

import pytest

from tests.browsing import DESKTOP, PHONE
from tests.signed_in import Browsers


@pytest.fixture
def opened(library, serving, browser):
    """The page of a group with much to say, in a window of a size."""
    text = "Much is to be said about this group.\n\n" * 80
    library.document("pogo/index.md", text, kind="group", title="POGO", lead="The lead", join="Write to the lead.")
    library.document("pogo/2020-03-31-notes.md", "# Call\n\nWords.\n")
    library.document("pogo/2020-03-31-agenda.md", "# What to ask\n\nWords.\n")
    contexts = []

    def open_in(size):
        contexts.append(browser.new_context(viewport=size))
        page = contexts[-1].new_page()
        page.goto(f"{serving(library.home).url}/groups/pogo")
        return page

    yield open_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["on a phone", "on a desk"])
def test_who_leads_a_group_and_when_it_met_is_seen_without_scrolling(opened, size):
    page = opened(size)
    for words in ("The lead", "Write to the lead.", "31 March 2020", "1 meeting"):
        place = page.locator(".facts").get_by_text(words, exact=True).bounding_box()
        assert place["y"] + place["height"] <= size["height"], words


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["on a phone", "on a desk"])
def test_from_the_facts_one_gets_to_the_meetings_with_their_agenda_and_notes(opened, size):
    page = opened(size)
    page.get_by_role("link", name="1 meeting").click()
    meetings = page.get_by_role("region", name="Meetings")
    for name in ("What to ask", "Call"):
        link = meetings.get_by_role("link", name=name)
        link.scroll_into_view_if_needed()
        place = link.bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= size["width"]
    assert page.url.endswith("#kb-meetings")


def test_a_meeting_says_of_each_document_that_is_not_for_everybody_who_can_read_it(library, site):
    library.document("north/index.md", "Ours.\n", kind="group", title="North")
    library.document("north/2024-01-15-notes.md", "# Frank talk\n", visibility="group")
    library.document("north/2024-01-15-agenda.md", "# Agenda\n")
    member = Browsers(site())("ada", north="member")
    page = member.get("/groups/north/2024-01-15").text
    assert page.count("Only members of North and its leads can read this.") == 1
    assert "Everyone can read this" not in page
