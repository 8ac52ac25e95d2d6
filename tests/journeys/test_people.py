"""What people come for, in a real browser on the example library: a passage, a group's next meeting, a tag."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browsing import DESKTOP, PHONE

from .steps import CALL, POGO_FILTER, TO_BE_CONFIRMED, asked, box, chosen, settled, tab_to, which_match

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("people")]


# A passage


def test_a_member_types_the_beginning_of_a_word_and_chooses_a_suggestion_with_the_arrow_keys(opened):
    page = opened("/")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    with page.expect_response("**/suggest?q=treac"):
        page.keyboard.type("treac")
    settled(page)
    expect(page.get_by_role("option").first).to_contain_text("Triumphs and treacle")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("Triumphs and treacle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Triumphs and treacle", level=1)).to_be_visible()


def test_a_member_searches_filters_opens_reads_match_after_match_and_comes_back_to_the_results(opened):
    page = opened("/")
    box(page).fill("market engagement")
    box(page).press("Enter")
    results = page.locator(".results > li")
    expect(results.first).to_be_visible()
    every = results.count()

    page.get_by_role("link", name=POGO_FILTER).first.click()
    expect(page.get_by_role("link", name="Take out the filter")).to_have_count(1)
    expect(results).not_to_have_count(every)
    assert asked(page)["group"] == ["pogo"]
    filtered = results.count()

    page.get_by_role("link", name=CALL, exact=True).click()
    expect(page.get_by_role("heading", name=CALL, level=1)).to_be_attached()
    assert page.locator("mark").count() > 2
    page.get_by_role("button", name="Next").click()
    first = which_match(page)
    expect(page.locator("mark.current")).to_be_in_viewport()
    page.get_by_role("button", name="Next").click()
    assert which_match(page) == first + 1
    page.get_by_role("button", name="Previous").click()
    assert which_match(page) == first

    page.go_back()
    expect(results).to_have_count(filtered)
    expect(box(page)).to_have_value("market engagement")
    page.go_back()
    expect(results).to_have_count(every)
    expect(box(page)).to_have_value("market engagement")
    page.go_back()
    expect(page.get_by_role("heading", name="Groups")).to_be_visible()


def test_a_blogger_opens_a_passage_and_lands_on_it_with_its_words_marked(opened):
    page = opened("/search?q=special+purpose+vehicle")
    passage = page.locator(".passage a").first
    heading = passage.inner_text()
    passage.click()
    expect(page.get_by_role("heading", name=heading).first).to_be_in_viewport()
    expect(page.locator("mark").locator("visible=true").first).to_be_visible()


# A group, its meetings, a tag


HOW = {
    "on a desk": {"viewport": DESKTOP},
    "on a telephone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
    "without scripts": {"viewport": DESKTOP, "java_script_enabled": False},
    "on a telephone without scripts": {
        "viewport": PHONE,
        "has_touch": True,
        "is_mobile": True,
        "java_script_enabled": False,
    },
}


def press(link: Locator) -> None:
    """Tap on a telephone, click on a desk."""
    touch = link.page.viewport_size == PHONE
    link.tap() if touch else link.click()


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_a_member_sees_when_their_group_meets_next_and_what_is_on_the_agenda(opened, how):
    page = opened("/", **how)
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="North", exact=True)).first
    expect(card).to_contain_text(TO_BE_CONFIRMED)
    press(card.get_by_role("link", name="North", exact=True))
    facts = page.get_by_role("complementary", name="About this group")
    expect(facts).to_contain_text(re.compile(f"Next meeting\\s*{TO_BE_CONFIRMED}"))
    press(page.get_by_role("main").get_by_role("link", name="agenda", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kirklees SIB")
    press(page.get_by_role("navigation", name="Where this is").get_by_role("link", name="North"))
    expect(page.get_by_role("heading", name="North", level=1)).to_be_visible()


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_a_lead_goes_from_a_meeting_to_the_one_before_it(opened, how):
    page = opened("/groups/pogo/2020-03-31", **how)
    expect(page.get_by_role("heading", level=1)).to_have_text(CALL)
    press(page.get_by_role("main").get_by_role("link", name="25 February 2020"))
    expect(page.get_by_role("main")).to_contain_text("Meeting · 25 February 2020")
    expect(page.get_by_role("link", name=f"{CALL}, part 1", exact=True)).to_be_visible()


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_a_visitor_follows_a_tag_from_a_document_to_others_and_searches_in_them(opened, how):
    page = opened("/d/kqemew", **how)
    press(page.get_by_role("list", name="Tags").get_by_role("link").first)
    expect(page).to_have_url(re.compile("/tags/"))
    tag = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator(".results > li").first).to_be_visible()
    press(page.get_by_role("link", name="Search in these"))
    expect(page.get_by_role("list", name="Filters that are on")).to_contain_text(tag)


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_a_passage_is_found_filtered_for_and_read(opened, how):
    page = opened("/", **how)
    box(page).fill("market engagement")
    box(page).press("Enter")
    choice = page.get_by_role("link", name=POGO_FILTER)
    expect(page.locator(".results > li").first).to_be_visible()
    page.wait_for_load_state()
    if not choice.first.is_visible():
        press(page.get_by_text("Filters", exact=True))
    press(choice.first)
    expect(page.get_by_role("list", name="Filters that are on")).to_contain_text("POGO")
    press(page.locator(".results").get_by_role("link", name=CALL, exact=True))
    expect(page.get_by_role("heading", name=CALL, level=1)).to_be_attached()
    matches = page.get_by_role("region", name="Matches of your search")
    expect(matches).to_contain_text("matches")
    press(matches.get_by_role("link", name="Take out the marks"))
    expect(page.locator("mark")).to_have_count(0)


def test_on_a_telephone_the_filters_are_closed_until_somebody_wants_them(opened):
    page = opened("/search?q=market+engagement", **HOW["on a telephone"])
    expect(page.get_by_role("link", name=POGO_FILTER)).to_be_hidden()
    expect(page.locator(".results > li").first).to_be_in_viewport()
    page.get_by_text("Filters", exact=True).tap()
    expect(page.get_by_role("link", name=POGO_FILTER).first).to_be_visible()


def test_on_a_telephone_a_suggestion_is_tapped(opened):
    page = opened("/", **HOW["on a telephone"])
    box(page).tap()
    box(page).press_sequentially("treac")
    page.get_by_role("option", name="Triumphs and treacle").first.tap()
    expect(page.get_by_role("heading", name="Triumphs and treacle", level=1)).to_be_visible()


# Over time


def test_by_keyboard_alone_from_three_letters_to_the_passage_its_next_match_back_and_over_time(opened):
    page = opened("/search")
    page.keyboard.press("/")
    page.keyboard.type("tre")
    expect(page.get_by_role("heading", name="Search: tre", exact=True)).to_be_visible()
    page.keyboard.type("acle")
    expect(page.get_by_role("heading", name="Search: treacle", exact=True)).to_be_visible()
    results = page.locator(".results > li")
    expect(results.first).to_be_visible()
    every = results.count()
    tab_to(page, page.locator(".facet").get_by_role("link", name=POGO_FILTER))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Take out the filter")).to_have_count(1)
    expect(results).not_to_have_count(every)

    tab_to(page, results.first.locator(".passage a").first)
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_attached()
    page.wait_for_load_state()  # its keys come with its script
    page.keyboard.press("n")
    expect(page.locator("mark.current")).to_be_in_viewport()
    page.go_back()
    expect(page.get_by_role("link", name="Take out the filter")).to_have_count(1)

    tab_to(page, page.get_by_role("link", name="See it over time"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Meeting by meeting")).to_be_visible()
    assert asked(page)["group"] == ["pogo"]
    bar = page.get_by_role("link", name=re.compile(r"January to March 2020: \d+ meetings"))
    tab_to(page, bar.first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Take out the filter")).to_have_count(3)
    assert asked(page)["from"] == ["2020-01-01"]
