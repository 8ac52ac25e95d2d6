"""Suggestions, filters and results by keyboard alone, as assistive software is told of them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Route, expect

from .steps import CALL, POGO_FILTER, box, chosen, settled, tab_to, which_match

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("keyboard")]


# Suggestions, as assistive software is told of them


def test_the_box_says_whether_its_list_is_open_and_which_suggestion_is_active(opened):
    page = opened("/")
    expect(box(page)).to_have_role("combobox")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    with page.expect_response("**/suggest?q=market"):
        box(page).press_sequentially("market")
    settled(page)
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    assert box(page).get_attribute("aria-activedescendant") is None
    assert page.get_by_role("listbox").get_attribute("id") == box(page).get_attribute("aria-controls")
    expect(page.get_by_role("status").filter(has_text="suggestion")).to_have_text(f"{options.count()} suggestions")

    for number in (0, 1):
        box(page).press("ArrowDown")
        assert chosen(page).get_attribute("id") == options.nth(number).get_attribute("id")
        expect(chosen(page)).to_have_attribute("aria-selected", "true")
    box(page).press("ArrowUp")
    assert chosen(page).get_attribute("id") == options.first.get_attribute("id")
    box(page).press("ArrowUp")
    assert box(page).get_attribute("aria-activedescendant") is None
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    expect(box(page)).to_be_focused()


def test_escape_closes_the_list_and_leaves_what_was_typed(opened):
    page = opened("/")
    box(page).press_sequentially("market")
    expect(page.get_by_role("listbox")).to_be_visible()
    box(page).press("ArrowDown")
    box(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    assert box(page).get_attribute("aria-activedescendant") is None
    expect(box(page)).to_have_value("market")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=market$"))


def test_enter_without_a_choice_searches_for_what_was_typed(opened):
    page = opened("/")
    box(page).press_sequentially("market")
    expect(page.get_by_role("listbox")).to_be_visible()
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=market$"))


def test_a_late_answer_to_what_was_typed_before_never_replaces_a_newer_one(opened):
    page = opened("/")
    held: list[Route] = []

    def answer(route: Route) -> None:
        if parse_qs(urlsplit(route.request.url).query)["q"] == ["mar"]:
            held.append(route)
        else:
            route.continue_()

    page.route("**/suggest?*", answer)
    with page.expect_request("**/suggest?q=mar"):
        box(page).press_sequentially("mar")
    box(page).fill("treacle")
    expect(page.get_by_role("option").first).to_contain_text("Triumphs and treacle")
    late = {"suggestions": [{"kind": "title", "label": "Too late", "url": "/d/late/late"}]}
    held[0].fulfill(json=late)
    settled(page)
    expect(page.get_by_role("option").first).to_contain_text("Triumphs and treacle")
    expect(page.get_by_text("Too late")).to_have_count(0)


def test_suggestions_that_cannot_be_fetched_leave_a_box_that_still_searches(opened):
    page = opened("/", disturbed=True)
    page.route("**/suggest?*", lambda route: route.fulfill(status=503))
    with page.expect_response("**/suggest?*"):
        box(page).press_sequentially("treacle")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box(page).press("Enter")
    expect(page.get_by_role("link", name="Triumphs and treacle").first).to_be_visible()


# Without a mouse


def test_the_first_tab_leads_past_everything_to_the_content(opened):
    page = opened("/groups/pogo")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#kb-main")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_search_filter_open_next_match_back_and_over_time_by_keyboard_alone(opened):
    page = opened("/search")
    page.keyboard.press("/")
    page.keyboard.type("mar")
    results = page.locator(".results > li")
    expect(results.first.locator("mark").first).to_have_text(re.compile("^mar", re.I))
    page.keyboard.type("ket engagement")
    page.wait_for_url("**/search?q=market+engagement")
    tab_to(page, page.get_by_role("link", name=POGO_FILTER).first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Filters that are on")).to_contain_text("POGO")
    tab_to(page, results.get_by_role("link", name=CALL, exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Next")).to_be_visible()

    page.keyboard.press("n")
    first = which_match(page)
    page.keyboard.press("n")
    assert which_match(page) == first + 1
    expect(page.locator("mark.current").first).to_be_in_viewport()
    page.keyboard.press("p")
    assert which_match(page) == first

    page.go_back()  # what Alt and the left arrow do
    expect(box(page)).to_have_value("market engagement")
    expect(page.get_by_role("list", name="Filters that are on")).to_contain_text("POGO")

    tab_to(page, page.get_by_role("link", name="See it over time"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("market engagement")
    expect(page.locator(".lead")).to_contain_text("of POGO")


def test_the_address_leads_whoever_it_is_passed_on_to_to_the_match_looked_at(opened):
    page = opened("/d/k7w3qd?q=market+engagement")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.url.endswith("?q=market+engagement#kb-match-2")
    for scripts in (True, False):
        other = opened(page.url, java_script_enabled=scripts)
        expect(other.locator("#kb-match-2")).to_be_in_viewport()
    other = opened(page.url)
    assert which_match(other) == 2
    other.keyboard.press("n")
    assert which_match(other) == 3
    other.keyboard.press("p")
    assert which_match(other) == 2


def test_a_question_mark_shows_the_keys_and_escape_takes_them_away(opened):
    page = opened("/")
    page.keyboard.press("?")
    shown = page.get_by_role("dialog", name="Keys")
    expect(shown).to_be_visible()
    for key in ("/", "n", "p", "?"):
        expect(shown.get_by_text(key, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def test_the_keys_are_letters_like_others_in_a_search_box(opened):
    page = opened("/search?q=market")
    box(page).fill("")
    box(page).press_sequentially("n/p?")
    expect(box(page)).to_have_value("n/p?")
    expect(page.get_by_role("dialog")).to_have_count(0)


# Results that change in place


def test_whoever_chooses_a_filter_by_keyboard_stays_there_and_after_taking_it_out_stands_at_the_results(opened):
    page = opened("/search?q=market+engagement")
    page.get_by_role("link", name=POGO_FILTER).first.focus()
    page.keyboard.press("Enter")
    chip = page.get_by_role("link", name="Take out the filter")
    expect(chip).to_be_visible()
    expect(page.get_by_role("link", name=POGO_FILTER).first).to_be_focused()
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_count(0)
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_going_past_the_bar_to_the_results_asks_for_nothing_anew(opened):
    page = opened("/search?q=market")
    page.wait_for_load_state("networkidle")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    assert not [address for address in asked_for if "/search" in address]


def test_back_after_a_second_search_brings_the_first_one_back_and_its_words_into_the_box(opened):
    page = opened("/search?q=market")
    box(page).fill("treacle")
    box(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("treacle")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("market")
    expect(box(page)).to_have_value("market")
    page.go_forward()
    expect(box(page)).to_have_value("treacle")


def test_before_the_first_match_comes_the_last_and_after_it_the_first(opened):
    page = opened("/d/k7w3qd?q=market+engagement")
    total = int(page.locator(".marks").get_attribute("data-marks") or 0)
    page.keyboard.press("p")
    assert which_match(page) == total
    page.keyboard.press("n")
    assert which_match(page) == 1
    page.keyboard.press("p")
    assert which_match(page) == total
