"""Attached files: at their addresses, and in the page of their document."""

from __future__ import annotations

import lxml.html
import pytest

from tests.intake.making import pdf
from tests.served import Server

TWO_PAGES = pdf([[(50, 700, 12, "What the wall said")], [(50, 700, 12, "Marmalade & toast for everybody")]])


@pytest.fixture
def pages(library, site):
    """Of a document with a PDF, once its text is found."""
    library.document("call.md", "# Call\n\nWe met.\n", id="ca11")
    library.holds("call/wall.pdf", TWO_PAGES)
    client = site()
    assert Server.until(lambda: client.get("/api/v1/search?q=marmalade").json()["total"], within=30)
    return client


def test_a_hit_in_a_file_opens_the_document_at_the_page_of_the_file_with_the_words_marked(pages):
    found = pages.get("/api/v1/search?q=marmalade").json()["results"][0]["passages"][0]
    assert found["heading"] == "wall.pdf, page 2"
    address, _, anchor = found["url"].partition("#")
    page = lxml.html.fromstring(pages.get(address).text)
    (place,) = page.xpath(f"//*[@id='{anchor}']")
    assert " ".join(place.text_content().split()) == "wall.pdf, page 2 Marmalade & toast for everybody"
    assert [mark.text for mark in place.iter("mark")] == ["Marmalade"]
    assert place.getparent().get("id") == "kb-file-wall-pdf"


def test_without_words_to_mark_the_link_still_leads_to_the_file(pages):
    page = lxml.html.fromstring(pages.get("/d/ca11/call").text)
    (place,) = page.xpath("//*[@id='kb-file-wall-pdf.2']")
    assert place.getparent().get("id") == "kb-file-wall-pdf"
