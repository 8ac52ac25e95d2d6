"""What people come for, in a real browser on the example library: a passage, a group's next meeting, a tag."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browsing import DESKTOP, PHONE
from tests.served import Served, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("people")]

EXAMPLE = Path(__file__).parents[2] / "notes"
CALL = "Monthly call: pre-procurement market engagement"
POGO_FILTER = re.compile(r"^POGO \d+$")
TO_BE_CONFIRMED = "date to be confirmed"
MOST_TABS = 60  # more than any page of the example has before its results


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("people") / "club"
    shutil.copytree(EXAMPLE, home / "notes")
    served = Served()
    yield served(home)
    served.end()


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens the site in a window of its own: `opened("/", viewport=PHONE)`.

    At the end the browser may not have complained of anything, but of a network that a test has disturbed.
    """
    contexts, complaints = [], []

    def at(address: str, *, disturbed: bool = False, **options: object) -> Page:
        contexts.append(browser.new_context(base_url=server.url, **{"viewport": DESKTOP, **options}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not disturbed:
            page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.goto(address)
        return page

    yield at
    for context in contexts:
        context.close()
    assert complaints == []


def box(page: Page) -> Locator:
    """The search box of the page; the browser's scripts make a combobox of it."""
    return page.get_by_label("Search the notes").locator("visible=true").first


def chosen(page: Page) -> Locator:
    """The suggestion that assistive software says is the active one."""
    name = box(page).get_attribute("aria-activedescendant")
    assert name, "no suggestion is active"
    return page.locator(f"[id='{name}']")


def settled(page: Page) -> None:
    """Let the page show what it has just received."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")


def tab_to(page: Page, target: Locator) -> Locator:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return target
    raise AssertionError(f"{target} is not reached by Tab")


def asked(page: Page) -> dict[str, list[str]]:
    """The parameters of the page's address."""
    return parse_qs(urlsplit(page.url).query)


def which_match(page: Page) -> int:
    """The number in "2 of 9 matches"."""
    said = page.get_by_role("region", name="Matches of your search").inner_text()
    found = re.search(r"(\d+) of \d+", said)
    assert found, said
    return int(found[1])


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


def test_search_filter_open_next_match_and_back_by_keyboard_alone(opened):
    page = opened("/groups")
    page.keyboard.press("/")
    page.keyboard.type("market engagement")
    page.keyboard.press("Enter")
    results = page.locator(".results > li")
    expect(results.first).to_be_visible()
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
