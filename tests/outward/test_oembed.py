"""Which addresses are ours to embed, and what a blog is answered."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kb.outward.oembed import OfDocument, OfMeeting, OfSearch, Text, as_xml, framed, pictured, wanted

SITE = "https://club.example/kb"
TEXT = Text(title=30, paragraphs=(100,))


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        (f"{SITE}/d/k7w3qd", OfDocument("k7w3qd")),
        (f"{SITE}/d/k7w3qd/", OfDocument("k7w3qd")),
        (f"{SITE}/d/k7w3qd/an-old-title?q=market&part=2", OfDocument("k7w3qd")),
        ("https://CLUB.example/kb/d/k7w3qd/x#discussion", OfDocument("k7w3qd", "discussion")),
        (f"{SITE}/d/k7w3qd#%C3%BCber", OfDocument("k7w3qd", "über")),
        (f"{SITE}/groups/pogo/2020-03-31", OfMeeting("pogo", "2020-03-31")),
        (f"{SITE}/search?q=market+engagement&tag=a", OfSearch("q=market+engagement&tag=a")),
        (f"{SITE}/search", OfSearch("")),
    ],
)
def test_an_address_of_ours_is_understood(address, meant):
    assert wanted(address, SITE) == meant


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/d/k7w3qd",
        "http://club.example/kb/d/k7w3qd",
        "https://club.example/d/k7w3qd",
        "https://club.example/kbd/k7w3qd",
        "https://club.example:444/kb/d/k7w3qd",
        "https://club.example.evil.example/kb/d/k7w3qd",
        "https://evil.example/kb/d/k7w3qd",
        "https://evil.example/?https://club.example/kb/d/k7w3qd",
        "https://me:secret@club.example/kb/d/k7w3qd",
        "https://club.example@evil.example/kb/d/k7w3qd",
        "https://club.example\\@evil.example/kb/d/k7w3qd",
        "https://[club.example/kb/d/k7w3qd",
        f"{SITE}/d/k7w3qd%2Ffiles%2Fx",
        f"{SITE}/d/%256b7w3qd",
        f"{SITE}/d/../admin",
        f"{SITE}/d/k7w3qd/files/map.svg",
        f"{SITE}/d/k7w3qd\n",
        f"{SITE}/d/k7w3qd\x00",
        f"{SITE}/groups/pogo",
        f"{SITE}/groups/pogo/2020-03-31/embed",
        f"{SITE}/groups/pogo/%2e%2e",
        f"{SITE}/search.atom?q=market",
        f"{SITE}/searching?q=market",
        f"{SITE}",
        "https://club.example:443/kb/d/k7w3qd",
        "https://club.example.:/kb/d/k7w3qd",
        "//club.example/kb/d/k7w3qd",
        f"view-source:{SITE}/d/k7w3qd",
        "javascript:alert(1)",
        "file:///etc/passwd",
        f"{SITE}/d/k7w3qd?{'x' * 10_000}",
    ],
)
def test_no_other_address_is(address):
    assert wanted(address, SITE) is None


@given(st.text(max_size=200) | st.text("aZ0é_.-/%?#@\\ \n", max_size=20))
def test_no_text_is_too_strange(text):
    """What is understood is a document, by the id that stands there, as far as it goes."""
    assert wanted(text, SITE) is None
    found = wanted(f"{SITE}/d/{text}", SITE)
    if found is not None:
        assert isinstance(found, OfDocument)
        assert found.identifier
        assert not set(found.identifier) & set("/%?#@\\ ")
        assert text.startswith(found.identifier)
        assert text.removeprefix(found.identifier)[:1] in ("", "/", "?", "#")


@pytest.mark.parametrize(
    ("most", "size"),
    [((None, None), (600, 179)), ((500, 750), (500, 179)), ((1, 1), (1, 1)), ((9999, 100), (600, 100))],
)
def test_a_frame_is_no_larger_than_the_blog_has_room_for(most, size):
    values = framed(f"{SITE}/d/k7w3qd/embed", TEXT, "Our club", f"{SITE}/", *most)
    (frame,) = lxml.html.fragments_fromstring(values["html"])
    assert (values["width"], values["height"]) == size == (int(frame.get("width")), int(frame.get("height")))


def test_the_answer_is_one_empty_frame_and_says_nothing_of_the_document():
    values = framed(f"{SITE}/d/k7w3qd/embed?at=a&b", TEXT, 'The "club" <b>', f"{SITE}/", None, None)
    (frame,) = lxml.html.fragments_fromstring(values["html"])
    assert (frame.tag, frame.text, len(frame)) == ("iframe", None, 0)
    assert frame.get("src") == f"{SITE}/d/k7w3qd/embed?at=a&b"
    assert frame.get("title") == 'From The "club" <b>'
    assert set(values) == {"version", "type", "provider_name", "provider_url", "cache_age", "html", "width", "height"}
    assert etree.fromstring(as_xml(values)).findtext("html") == values["html"]


def test_a_picture_fits_where_there_is_room_and_its_title_is_that_of_the_library():
    values = pictured(f"{SITE}/d/m4p/picture", (800, 1430), "Our club", f"{SITE}/", 500, 750)
    assert (values["type"], values["url"]) == ("photo", f"{SITE}/d/m4p/picture")
    assert (values["width"], values["height"]) == (420, 750)
    assert values["title"] == "From Our club"
    assert "html" not in values
