"""Attached files: at their addresses, and in the page of their document."""

from __future__ import annotations

import io
import struct

import lxml.html
import pytest
from PIL import Image

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


GRAPHIC = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'><rect width='90' height='60' fill='{}'/></svg>"
)


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def shown(library, site):
    """A resource with a drawing, a photo and a PDF, for everybody, and one for members."""
    library.document("map.md", "# Map\n\n![How it is](map/photo.png)\n", id="m4p", kind="resource")
    library.holds("map/drawing.svg", GRAPHIC.format("#123456"))
    library.holds("map/photo.png", png(900, 600))
    library.holds("map/wall.pdf", TWO_PAGES)
    library.document("closed.md", "# Closed\n", id="c105ed", visibility="members")
    library.holds("closed/photo.png", png(40, 30))
    return site()


def picture(answer) -> Image.Image:
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize("name", ["drawing.svg", "photo.png", "wall.pdf"])
def test_a_file_is_had_as_a_picture_of_the_nearest_size(shown, name):
    answer = shown.get(f"/d/m4p/files/{name}?w=300")
    assert answer.headers["content-type"] in ("image/png", "image/webp")
    assert picture(answer).width == 320
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    again = shown.get(f"/d/m4p/files/{name}?w=320", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_each_page_of_a_pdf_has_a_picture(shown):
    first, second, none = (shown.get(f"/d/m4p/files/wall.pdf?w=640&page={page}") for page in (1, 2, 3))
    assert first.content != second.content
    assert none.headers["content-type"] == "image/svg+xml"


def test_pictures_are_for_those_who_may_read_the_document(shown):
    never = shown.get("/d/never/files/photo.png?w=320")
    hidden = shown.get("/d/c105ed/files/photo.png?w=320")
    assert (hidden.status_code, hidden.text.replace("c105ed", "never")) == (404, never.text)
    assert [k for k in hidden.headers if k.startswith("access-control")] == []


def test_a_page_says_how_large_its_pictures_are_and_offers_smaller_ones(shown):
    page = lxml.html.fromstring(shown.get("/d/m4p/map").text)
    (photo,) = page.xpath("//*[@class='text']//img")
    assert (photo.get("width"), photo.get("height"), photo.get("alt")) == ("900", "600", "How it is")
    assert photo.get("src") == "/d/m4p/files/photo.png?w=800"
    assert photo.get("srcset").endswith("/d/m4p/files/photo.png?w=1200 900w")
    (drawing,) = page.xpath("//figure//img")
    assert (drawing.get("src"), drawing.get("width")) == ("/d/m4p/files/drawing.svg", "90")
    assert len(page.xpath("//*[@class='glance no-print']/img")) == 3


def test_a_picture_that_is_replaced_has_its_new_size_at_once(shown, library):
    for width, height in ((300, 200), (200, 300)):
        library.holds("map/photo.png", png(width, height))
        (photo,) = lxml.html.fromstring(shown.get("/d/m4p/map").text).xpath("//*[@class='text']//img")
        assert (photo.get("width"), photo.get("height")) == (str(width), str(height))


def test_what_would_take_all_memory_or_reads_other_files_shows_nothing_of_it(shown, library, tmp_path):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), "#ff0000").save(secret)
    bomb = png(10, 10).replace(struct.pack(">II", 10, 10), struct.pack(">II", 30_000, 30_000))
    library.holds("map/bomb.png", bomb)
    library.holds(
        "map/evil.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='x()'><script>x()</script>"
        f"<image href='{secret}' width='9' height='9'/><image href='file://{secret}' width='9' height='9'/>"
        "<style>@import url(http://127.0.0.1:9/)</style></svg>",
    )
    library.holds("map/entity.svg", "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + GRAPHIC.format("red"))
    assert Server.until(lambda: shown.get("/d/m4p/files/entity.svg").status_code == 200)
    for name in ("bomb.png", "entity.svg"):
        answer = shown.get(f"/d/m4p/files/{name}?w=320")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert b"No picture of this file" in answer.content
    evil = picture(shown.get("/d/m4p/files/evil.svg?w=320")).convert("RGB")
    assert evil.getcolors() == [(320 * 320, (255, 255, 255))]


@pytest.mark.parametrize("asked", ["w=abc", "w=0", "w=-5", "w=99999999999", "w=", "v=", "page=x"])
def test_what_is_no_width_gives_the_file_itself(shown, asked):
    assert shown.get(f"/d/m4p/files/photo.png?{asked}").content == shown.get("/d/m4p/files/photo.png").content


def test_a_recording_is_played_and_had_in_parts(shown, library):
    library.holds("map/talk.mp3", b"ID3" + bytes(5000))
    assert Server.until(lambda: shown.get("/d/m4p/files/talk.mp3").status_code == 200)
    part = shown.get("/d/m4p/files/talk.mp3", headers={"Range": "bytes=1-2", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, b"D3")
    assert part.headers["content-range"] == "bytes 1-2/5003"
    assert "content-encoding" not in part.headers
    long = shown.get("/d/m4p/files/talk.mp3", headers={"Range": "bytes=0-4000", "Accept-Encoding": "gzip"})
    assert (long.status_code, len(long.content), "content-encoding" in long.headers) == (206, 4001, False)
    assert shown.get("/d/m4p/files/talk.mp3", headers={"Range": "bytes=9000-"}).status_code == 416
    page = lxml.html.fromstring(shown.get("/d/m4p/map").text)
    assert [each.get("src") for each in page.iter("audio")] == ["/d/m4p/files/talk.mp3"]
