"""The head of public pages, for other software; and that pages for fewer people have none of it."""

from __future__ import annotations

import json

import lxml.html
import pytest

from tests.signed_in import Browsers

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)


@pytest.fixture
def pages(library, site):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", description="Monthly calls.")
    library.document(
        "pogo/2020-03-31-notes.md", "We met. " * 60, title="First </script> & call", id="f1rst", tags=["a b"]
    )
    library.document(
        "pogo/2020-03-31-leads.md", "Ours.\n", title="Secret", id="s3cret", kind="notes", visibility="leads"
    )
    library.document("pogo/2020-04-01-notes.md", "Ours.\n", title="Second", id="s3cond", visibility="group")
    library.document("map.md", "A map.\n", kind="resource", id="m4p", title="Map", description="Triumphs and treacle.")
    library.holds("map/map-v1.png", PICTURE)
    library.holds("map/map-v2.png", PICTURE)
    library.holds("map/map-v2.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    library.document("west/index.md", "Ours.\n", kind="group", title="West", visibility="group")
    return site()


def head(answer):
    page = lxml.html.fromstring(answer.text).find("head")
    named = {m.get("property") or m.get("name"): m.get("content") for m in page.iter("meta") if not m.get("charset")}
    data = [json.loads(each.text) for each in page.xpath("script[@type='application/ld+json']")]
    return named, data[0]["@graph"] if data else None, page


def test_a_document_tells_what_it_is(pages):
    named, (thing, crumbs), page = head(pages.get("/d/f1rst/first-script-call?q=met"))
    here = "http://127.0.0.1:8000/d/f1rst/first-script-call"
    assert page.xpath("link[@rel='canonical']/@href") == [here] == [named["og:url"]]
    assert named["og:title"] == thing["name"] == "First </script> & call"
    assert named["og:description"].startswith("We met. We met.")
    assert thing["about"]["url"] == "http://127.0.0.1:8000/groups/pogo/2020-03-31"
    assert [each["name"] for each in crumbs["itemListElement"]] == [
        "Our club", "POGO", "31 March 2020", "First </script> & call",
    ]  # fmt: skip


def test_a_meeting_is_an_event_of_its_group_without_what_is_hidden(pages):
    for viewer in (pages, Browsers(pages)("ada", admin=True)):
        named, (event, _), _ = head(viewer.get("/groups/pogo/2020-03-31"))
        assert (event["@type"], event["startDate"], event["organizer"]["name"]) == ("Event", "2020-03-31", "POGO")
        assert [each["name"] for each in event["subjectOf"]] == ["First </script> & call"]
        assert "Secret" not in str(named)


def test_a_group_is_an_organisation(pages):
    named, (thing, _), _ = head(pages.get("/groups/pogo"))
    assert (thing["@type"], thing["name"], named["og:description"]) == ("Organization", "POGO", "Monthly calls.")


def test_the_newest_graphic_of_a_resource_is_its_picture(pages):
    named, (thing, _), _ = head(pages.get("/d/m4p/map"))
    assert named["og:image"] == thing["image"]["contentUrl"] == "http://127.0.0.1:8000/d/m4p/files/map-v2.png"
    assert (thing["@type"], named["og:image:alt"]) == ("CreativeWork", "Triumphs and treacle.")


@pytest.mark.parametrize("address", ["/d/s3cond/second", "/d/s3cret/secret", "/groups/west", "/groups/pogo/2020-04-01"])
def test_what_not_everybody_can_read_tells_nothing(pages, address):
    ada = Browsers(pages)("ada", admin=True)
    answer = ada.get(address)
    assert answer.status_code == 200
    named, data, page = head(answer)
    assert data is None
    assert not [name for name in named if name.startswith(("og:", "twitter:", "DC.", "citation_"))]
    assert not page.xpath("link[@rel='canonical']")


def test_a_page_with_such_data_breaks_no_rule_of_its_own(serving, library, browser):
    library.document("first.md", "Words.\n", title="First </script> call", id="f1rst")
    server = serving(library.home)
    page = browser.new_page(base_url=server.url)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/d/f1rst/first-script-call")
    assert page.evaluate(
        "JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text)['@graph'][0].name"
    ) == ("First </script> call")
    page.close()
    assert said == []
