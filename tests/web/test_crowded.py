"""Libraries with hundreds of groups and thousands of tags: pages stay short, and everything on them can be reached."""

from __future__ import annotations

import gzip

import lxml.html
import pytest

from kb.web.pages.tags import _AT_ONCE as AT_ONCE


def page_of(answer) -> lxml.html.HtmlElement:
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.text)


def titles(page) -> list[str]:
    return [" ".join(a.text_content().split()) for a in page.xpath("//*[contains(@class, 'cards')]//a")]


def test_home_shows_the_groups_that_met_last_and_leads_to_all(library, site):
    for number in range(100):
        library.document(f"g{number}/index.md", kind="group", title=f"Group {number}")
    for number in range(20):
        library.document(f"g{number * 5}/2020-01-{number + 1:02}-notes.md", "# Call\n")
    pages = site()
    home = page_of(pages.get("/"))
    assert titles(home) == [f"Group {number * 5}" for number in range(19, 7, -1)]
    assert home.xpath("//a[@href='/groups' and text()='All 100 groups']")
    assert len(titles(page_of(pages.get("/groups")))) == 100


def test_home_shows_a_dozen_groups_as_they_are(library, site):
    for letter in "lkjihgfedcba":
        library.document(f"{letter}/index.md", kind="group", title=letter.upper())
    home = page_of(site().get("/"))
    assert titles(home) == list("ABCDEFGHIJKL")
    assert not home.xpath("//a[starts-with(text(), 'All ')]")


@pytest.fixture
def many_tags(library, site):
    """5,000 tags by every letter; those of `z` are more than one page; some begin with no letter."""
    names = [f"{letter} subject {number}" for letter in "abcdefghijklmnopqrstuvwxy" for number in range(170)]
    names += [f"z subject {number:03}" for number in range(AT_ONCE + 50)] + ["élan", "Åland", "2020", "調達", "عقد"]
    for start in range(0, len(names), 50):
        library.document(f"n{start}.md", "text", tags=names[start : start + 50])
    return site()


def shown(page) -> list[str]:
    return page.xpath("//ul[@class='all-tags']//a/text()")


def test_thousands_of_tags_are_shown_letter_by_letter(many_tags):
    first = page_of(many_tags.get("/tags"))
    assert first.xpath("//nav[@class='letters']/a[@aria-current]/text()") == ["A"]
    assert len(shown(first)) == 171
    assert shown(first)[-1] == "Åland"
    reached = set()
    for letter in first.xpath("//nav[@class='letters']/a/@href"):
        address: str | None = letter
        while address:
            answer = many_tags.get(address)
            assert len(gzip.compress(answer.content)) < 20_000
            page = page_of(answer)
            reached.update(shown(page))
            address = next(iter(page.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
    assert len(reached) == 25 * 170 + AT_ONCE + 50 + 5


@pytest.mark.parametrize(
    "address", ["/tags?letter=", "/tags?letter=%F0%9F%8E%89", "/tags?letter=AA", "/tags?letter=a&page=9"]
)
def test_a_letter_or_page_that_is_none_shows_tags_all_the_same(many_tags, address):
    assert shown(page_of(many_tags.get(address)))[0] == "a subject 0"


def test_a_filter_with_many_values_can_be_chosen_without_scripts(many_tags):
    page = page_of(many_tags.get("/search", params={"q": "text"}))
    within = page.xpath("//section[@aria-labelledby='kb-facet-tag']")[0]
    assert [len(values.findall("li/a")) for values in within.iter("ul")] == [10, 20]
    page = page_of(many_tags.get("/search", params={"q": "text", "tag": "z-subject-349"}))
    within = page.xpath("//section[@aria-labelledby='kb-facet-tag']")[0]
    assert within.xpath("(.//ul)[1]/li/a[@aria-current]/text()") == ["z subject 349 "]
