"""What the scripts must not take away: where the focus is, what is read out, and pages that work without them."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(windows, serving, library):
    """Opens a search of a small library in a window: `opened("/search?q=…", java_script_enabled=False)`."""
    library.document("pogo/2020-03-31-notes.md", "Marmalade, and more marmalade.\n", title="First call", tags=["Jam"])
    library.document("pogo/2020-04-30-notes.md", "Marmalade once.\n", title="Second call", id="s2")
    library.document("north/2019-05-01-agenda.md", "- marmalade\n- marmalade\n", title="Agenda", id="ag3nda")
    return partial(windows, serving(library.home))


def test_whoever_chooses_a_filter_stays_at_it_and_hears_how_much_is_left(opened):
    page = opened("/search?q=marmalade")
    choice = page.get_by_role("link", name=re.compile("^Notes"))
    choice.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=notes*")
    expect(page.locator("[role=status]").filter(has_text="documents")).to_have_text(re.compile("^2 documents"))
    expect(page.get_by_role("link", name=re.compile("^Notes"))).to_be_focused()


def test_whoever_takes_out_a_chip_begins_at_the_top_and_back_brings_the_filter_back(opened):
    page = opened("/search?q=marmalade&kind=notes")
    page.get_by_role("link", name="Take out the filter Notes").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".count")).to_have_text(re.compile("3 documents"))
    expect(page.locator(".count")).to_be_focused()
    page.go_back()
    expect(page.locator(".count")).to_have_text(re.compile("2 documents"))
    expect(page.get_by_role("list", name="Filters that are on")).to_contain_text("Notes")


def test_without_scripts_each_match_can_be_gone_to(opened):
    page = opened("/d/ag3nda/agenda?q=marmalade", java_script_enabled=False)
    bar = page.get_by_role("region", name="Matches of your search")
    expect(bar).to_contain_text("2 matches")
    bar.get_by_role("link", name="Match 2").click()
    assert page.url.endswith("#kb-match-2")
    expect(page.locator("mark:target")).to_have_text("marmalade")
