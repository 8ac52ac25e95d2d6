"""Citing a document or a passage of it, and passing its link on."""

from __future__ import annotations

import json

import lxml.html
import pytest

from tests.signed_in import Browsers

NOTES = "Welcome.\n\n## Staying fair\n\nPublish it all.\n\nNobody waits. {#t12}\n\n## Why?\n\nBecause.\n"


@pytest.fixture
def pages(library, site):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", rule="chatham-house")
    library.document("pogo/2020-03-31-notes.md", NOTES, title="First [call]", id="f1rst", author="Ada", aliases=["old"])
    library.document("pogo/2020-04-01-notes.md", "Ours.\n", title="Second", id="s3cond", visibility="group")
    library.document(
        "long.md", "".join(f"## Section {n}\n\n{'Many words here. ' * 900}\n\n" for n in range(40)), id="l0ng"
    )
    return site()


def test_each_form_has_its_type_and_permanent_address(pages):
    types = {
        "bib": "application/x-bibtex; charset=utf-8",
        "ris": "application/x-research-info-systems; charset=utf-8",
        "json": "application/vnd.citationstyles.csl+json",
        "txt": "text/plain; charset=utf-8",
    }
    for form, media_type in types.items():
        answer = pages.get(f"/d/f1rst/cite.{form}")
        assert answer.headers["content-type"] == media_type
        assert f"{form}" in answer.headers["content-disposition"]
        assert "/d/f1rst" in answer.text
        assert "Ada" not in answer.text, "under the rule the author is the group"
        assert "POGO" in answer.text
        etag = answer.headers["etag"]
        assert pages.get(f"/d/f1rst/cite.{form}", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("anchor", "heading"), [("staying-fair", "Staying fair"), ("t12", "Staying fair"), ("why", "Why?")]
)
def test_a_passage_is_cited_by_its_anchor(pages, anchor, heading):
    (item,) = json.loads(pages.get("/d/f1rst/cite.json", params={"at": anchor}).text)
    assert (item["section"], item["URL"].rpartition("#")[2]) == (heading, anchor)


def test_a_passage_of_a_long_document_is_cited_where_it_is_shown(pages):
    (item,) = json.loads(pages.get("/d/l0ng/cite.json?at=section-39").text)
    path = item["URL"].removeprefix("http://127.0.0.1:8000")
    assert "?part=" in path
    page = pages.get(path.partition("#")[0], follow_redirects=True)
    assert 'id="section-39"' in page.text


@pytest.mark.parametrize(
    "address",
    ["/d/f1rst/cite.pdf", "/d/f1rst/cite.bib?at=never", "/d/never/cite.bib", "/d/s3cond/cite.bib"],
)
def test_what_is_not_there_is_not_cited(pages, address):
    answer = pages.get(address)
    assert answer.status_code == 404
    assert answer.text == pages.get("/d/never/cite.txt").text


def test_a_former_id_is_cited_by_the_present_one(pages):
    assert "/d/f1rst" in pages.get("/d/old/cite.txt").text


def share(answer):
    return lxml.html.fromstring(answer.text).get_element_by_id("kb-share")


def test_the_page_has_links_to_copy_without_javascript(pages):
    part = share(pages.get("/d/f1rst/first-call"))
    fields = {field.get("id"): field.value for field in part.xpath(".//*[@data-copy]")}
    here = "http://127.0.0.1:8000/d/f1rst"
    assert fields["kb-copy-link"] == here
    assert fields["kb-copy-markdown"] == f"[First \\[call\\]]({here})"
    assert fields["kb-copy-html"] == f'<a href="{here}">First [call]</a>'
    assert "POGO. (2020, March 31). First [call]" in fields["kb-copy-apa"]
    assert not part.find_class("notice")
    passages = [option.get("value") for option in part.xpath(".//option")]
    assert passages == ["", "staying-fair", "why"]


def test_whoever_shares_what_not_everybody_can_open_is_warned(pages):
    ada = Browsers(pages)("ada", pogo="member")
    part = share(ada.get("/d/s3cond/second"))
    (warning,) = part.find_class("notice")
    assert warning.text == "Only members of POGO and its leads can open this link."


def test_a_button_copies(serving, library, windows):
    library.document("first.md", NOTES, title="First", id="f1rst")
    server = serving(library.home)
    page = windows(server, "/d/f1rst/first", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Cite and share").click()
    page.get_by_role("button", name="Copy: Link").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Link", exact=True).input_value()
    page.get_by_label("For a reference manager, cite").select_option("“Why?”")
    with page.expect_download() as got:
        page.get_by_role("button", name="BibTeX").click()
    assert "#why}" in got.value.path().read_text()
