"""Home, for somebody who is here for the first time: what there is, and what people use."""

from __future__ import annotations

import lxml.html
import pytest

from kb.web.pages.groups.group import across


def section(page, heading):
    return page.xpath(f"//section[h2[text()='{heading}']]")[0]


def test_resources_that_more_documents_link_to_come_first_and_hidden_links_do_not_count(library, site):
    for name in ("alpha", "beta", "gamma"):
        library.document(
            f"resources/{name}.md", "What it is for.\n", title=name.title(), kind="resource", id=f"{name}1"
        )
    for day in range(1, 4):
        library.document(f"pogo/2020-03-0{day}-notes.md", "We used [it](../resources/beta.md).\n", title=f"Call {day}")
        library.document(f"pogo/2020-04-0{day}-notes.md", "And [it](../resources/alpha.md).\n", visibility="leads")
    library.document("pogo/2020-03-09-notes.md", "[it](../resources/gamma.md), [again](../resources/gamma.md)\n")
    page = lxml.html.fromstring(site().get("/").text)
    lines = [" ".join(li.text_content().split()) for li in section(page, "Resources people link to").iter("li")]
    assert lines == ["Beta linked from 3 documents", "Gamma linked from 1 document", "Alpha"]


def test_where_nobody_links_to_a_resource_yet_the_newest_are_shown(library, site):
    library.document("resources/one.md", "What it is for.\n", title="One", kind="resource")
    page = lxml.html.fromstring(site().get("/").text)
    assert section(page, "Resources").xpath(".//a/text()") == ["One"]


@pytest.mark.parametrize("cards", range(1, 40))
def test_cards_leave_few_places_empty_in_their_last_row(cards):
    columns = across(cards)
    assert 1 <= columns <= 5
    assert -cards % columns <= 2


def test_groups_say_when_they_meet_before_they_say_more(library, site):
    library.document(
        "pogo/index.md", kind="group", title="POGO", description="A club.", next="2019-06", next_note="by video"
    )
    library.document("pogo/2019-03-notes.md", "# Call\n")
    card = lxml.html.fromstring(site().get("/").text).xpath("//*[contains(@class, 'cards')]/li")[0]
    assert card.xpath("string(h3)") == "POGO"
    assert card.xpath("ul/li/text()") == ["Last met March 2019", "Last announced: June 2019, by video"]
    assert card.xpath("string(ul/following-sibling::p)") == "A club."
