"""Results that follow what is typed: in place, the address with them, and "back" to where somebody was."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsing import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(windows, serving, library):
    """Opens a page of a small library: `opened("/search", java_script_enabled=False)`."""
    library.document("pogo/2020-03-31-notes.md", "# Jam\n\nNotice.\n\nMarmalade simmering.\n", title="Jam")
    library.document("pogo/2021-04-30-notes.md", "Treacle, and market day.\n", title="Second call", id="s2")
    library.document("north/2019-05-01-agenda.md", "- marmalade\n- treacle\n", title="Agenda", id="ag3nda")
    return partial(windows, serving(library.home))


def box(page: Page):
    return page.get_by_role("combobox", name="Search the notes")


def in_address(page: Page) -> list[str] | None:
    return parse_qs(urlsplit(page.url).query).get("q")


def test_results_follow_what_is_typed_and_the_box_keeps_focus_and_caret(opened):
    page = opened("/search?q=treacle")
    box(page).focus()
    page.keyboard.press("End")
    page.keyboard.press("Control+A")
    page.keyboard.type("marma")
    expect(page.locator(".count")).to_have_text("2 documents")
    page.wait_for_url("**/search?q=marma")
    expect(page.locator(".asked")).to_contain_text("words that begin")
    expect(page.locator(".snippet mark").first).to_have_text(re.compile("marmalade", re.I))
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("marma")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    page.wait_for_url("**/search?q=marmxa")
    expect(box(page)).to_have_value("marmxa")
    assert box(page).evaluate("input => input.selectionStart") == 5


def test_how_much_is_found_is_read_out_once_when_typing_pauses(opened):
    page = opened("/search")
    page.evaluate(
        """() => {
          window.said = [];
          const news = document.querySelector("main [role=status]");
          new MutationObserver(() => said.push(news.textContent)).observe(news, { childList: true });
        }"""
    )
    box(page).press_sequentially("marmalade")
    page.wait_for_function("() => window.said.length")
    assert page.evaluate("said") == ["2 documents"]


def test_back_leads_to_the_search_before_not_through_each_letter(opened):
    page = opened("/search?q=treacle")
    box(page).fill("")
    box(page).press_sequentially("marmalade")
    page.wait_for_url("**/search?q=marmalade")
    box(page).press("Enter")
    box(page).fill("market")
    page.wait_for_url("**/search?q=market")
    page.go_back()
    expect(box(page)).to_have_value("marmalade")
    expect(page.locator(".count")).to_have_text("2 documents")
    page.go_back()
    expect(box(page)).to_have_value("treacle")
    assert in_address(page) == ["treacle"]


def test_a_late_answer_never_replaces_the_results_of_what_was_typed_after(opened):
    page = opened("/search?q=treacle")
    held: list[Route] = []

    def answer(route: Route) -> None:
        held.append(route) if in_query(route) == ["mar"] else route.continue_()

    def in_query(route: Route) -> list[str] | None:
        return parse_qs(urlsplit(route.request.url).query).get("q")

    page.route("**/search?*", answer)
    with page.expect_request("**/search?q=mar"):
        box(page).fill("mar")
    box(page).fill("market day")
    page.wait_for_url("**/search?q=market+day")
    held[0].fulfill(body="<div data-live>too late<p class=count></p></div>", content_type="text/html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search: market day")
    expect(page.get_by_text("too late")).to_have_count(0)


def test_other_words_keep_the_filters_with_scripts_and_without(opened):
    for scripts in (True, False):
        page = opened("/search?q=treacle&group=pogo", java_script_enabled=scripts)
        box(page).fill("marmalade") if scripts else page.locator("#kb-q").fill("marmalade")
        page.locator("#kb-q").press("Enter")
        page.wait_for_url("**/search?q=marmalade&group=pogo")
        expect(page.locator(".count")).to_have_text("1 document")


def test_over_results_the_list_opens_on_arrow_down_and_escape_closes_it(opened):
    page = opened("/search")
    page.keyboard.press("/")
    page.keyboard.type("marmal")
    page.wait_for_url("**/search?q=marmal")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    assert box(page).get_attribute("aria-activedescendant") == page.get_by_role("option").first.get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_value("marmal")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/d/**")


def test_a_choice_by_arrow_key_is_kept_though_a_newer_list_was_on_its_way(opened):
    page = opened("/")
    field = page.get_by_label("Search the notes").locator("visible=true").first
    field.press_sequentially("marma")
    expect(page.get_by_role("option").first).to_be_visible()
    held: list[Route] = []
    page.route("**/suggest?*", lambda route: held.append(route))
    with page.expect_request("**/suggest?q=marmal"):
        field.press("l")
    field.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    label = page.locator(f"[id='{chosen}']").inner_text()
    held[0].fulfill(json={"suggestions": [{"kind": "title", "label": "Too late", "url": "/d/late/late"}]})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert field.get_attribute("aria-activedescendant") == chosen
    expect(page.locator(f"[id='{chosen}']")).to_have_text(re.compile(re.escape(label.split("\n")[0])))


def test_a_suggested_passage_is_named_by_what_it_says_and_its_document_comes_second(opened):
    page = opened("/")
    page.get_by_label("Search the notes").locator("visible=true").first.press_sequentially("marmalade sim")
    option = page.get_by_role("option").filter(has_text="Passage").first
    expect(option.locator(".of")).to_have_text("Jam")
    expect(option).to_contain_text("Marmalade simmering")


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_telephone_the_filters_are_closed_though_some_are_on(opened, scripts):
    page = opened("/search?q=marmalade&kind=notes", viewport=PHONE, java_script_enabled=scripts)
    expect(page.locator(".filters > summary")).to_have_text("Filters (1 on)")
    value = page.locator(".facet a").first
    expect(value).to_be_hidden()
    page.locator(".filters > summary").click()
    expect(value).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_desk_the_filters_stand_beside_the_results(opened, scripts):
    page = opened("/search?q=marmalade", viewport=DESKTOP, java_script_enabled=scripts)
    expect(page.locator(".facet a").first).to_be_visible()


def test_each_year_of_the_timeline_is_a_filter(opened):
    page = opened("/search?q=treacle", java_script_enabled=False)
    bars = page.get_by_role("list", name="When these are from")
    expect(bars.get_by_role("link")).to_have_count(2)
    bars.get_by_role("link", name="2021: 1 document").click()
    assert parse_qs(urlsplit(page.url).query)["year"] == ["2021"]
    expect(page.locator(".count")).to_have_text("1 document")
