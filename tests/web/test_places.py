"""Places within notes: how a search leads to them, how they are passed on, how one comes back."""

from __future__ import annotations

import lxml.html
import pytest
from playwright.sync_api import expect

from kb.web.serving.templating import Templates

NOTES = "Marmalade first.\n\n## Staying fair\n\nPublish the marmalade.\n"


@pytest.fixture
def opened(browser, serving, library):
    library.document("pogo/2020-03-31-notes.md", NOTES, title="First call", id="f1rst")
    library.document("north/2019-05-01-agenda.md", "- treacle\n", title="Agenda", id="ag3nda")
    server = serving(library.home)
    context = browser.new_context(base_url=server.url)
    page = context.new_page()

    def at(address):
        page.goto(address)
        return page

    yield at
    context.close()


def test_a_passage_without_a_heading_can_be_opened_as_well(library, site):
    library.document("pogo/2020-03-31-notes.md", "Marmalade, and nothing else.\n", title="First call", id="f1rst")
    page = lxml.html.fromstring(site().get("/search?q=marmalade").text)
    (passage,) = page.find_class("passage")
    assert passage.find(".//a").get("href").startswith("/d/f1rst/first-call?q=marmalade")


def test_groups_of_the_example_have_different_colours(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "hues.html").write_text("{% for slug in slugs %}{{ hue(slug) }} {% endfor %}")
    slugs = ["london", "north", "south-west", "east-of-england", "pogo"]
    assert len(set(Templates(tmp_path).render("hues.html", slugs=slugs).split())) == len(slugs)


@pytest.mark.browser
def test_a_heading_is_passed_on_by_the_link_beside_it_also_from_the_keyboard(opened):
    page = opened("/d/f1rst/first-call")
    link = page.get_by_role("link", name="Link to “Staying fair”")
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("/d/f1rst/first-call#staying-fair")
    expect(page.get_by_role("heading", name="Staying fair", exact=True)).to_be_visible()


@pytest.mark.browser
def test_going_back_brings_back_the_words_in_the_box_with_their_results(opened):
    page = opened("/search?q=marmalade")
    box = page.get_by_label("Search the notes")
    box.fill("treacle")
    box.press("Enter")
    page.wait_for_url("**q=treacle*")
    expect(page.get_by_role("link", name="Agenda", exact=True)).to_be_visible()
    page.get_by_role("link", name="oldest").focus()
    page.go_back()
    expect(page.get_by_role("link", name="First call", exact=True)).to_be_visible()
    expect(box).to_have_value("marmalade")


@pytest.mark.browser
def test_a_place_on_the_page_of_results_is_no_new_search(opened):
    page = opened("/search?q=marmalade")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#kb-main")
    page.go_back()
    expect(page.get_by_role("link", name="First call", exact=True)).to_be_visible()
    assert [address for address in asked if "/search" in address] == []
