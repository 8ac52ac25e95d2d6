"""The picture that goes with a link, where there is no other."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from kb.web.plain.hues import DEGREES
from tests.signed_in import Browsers

STYLE = Path(__file__).parents[3] / "templates" / "static" / "style.css"


@pytest.fixture
def pages(library, site):
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", rule="chatham-house")
    library.document("pogo/2020-03-31-notes.md", "We met.\n", title="First call", id="f1rst")
    library.document("pogo/2020-04-01-notes.md", "Ours.\n", title="Second", id="s3cond", visibility="group")
    library.document("west/index.md", "Ours.\n", kind="group", title="West", visibility="group")
    library.document("map.md", "A map.\n", kind="resource", id="m4p", title="Map")
    library.holds("map/map.png", b"\x89PNG\r\n\x1a\n")
    return site()


@pytest.mark.parametrize(
    ("page", "picture"),
    [
        ("/d/f1rst/first-call", "/d/f1rst/card.png"),
        ("/groups/pogo", "/groups/pogo/card.png"),
        ("/groups/pogo/2020-03-31", "/groups/pogo/2020-03-31/card.png"),
    ],
)
def test_a_page_without_a_picture_has_one_drawn(pages, page, picture):
    text = pages.get(page).text
    assert f'<meta property="og:image" content="http://127.0.0.1:8000{picture}">' in text
    assert 'content="summary_large_image"' in text
    answer = pages.get(picture)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert pages.get(picture, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_graphic_is_its_own_picture(pages):
    assert "/d/m4p/files/map.png" in pages.get("/d/m4p/map").text
    assert "card.png" not in pages.get("/d/m4p/map").text


@pytest.mark.parametrize(
    "address", ["/d/s3cond", "/groups/west", "/groups/pogo/2020-04-01", "/d/never", "/groups/never"]
)
def test_what_not_everybody_may_read_is_not_drawn_for_anybody(pages, address):
    for viewer in (pages, Browsers(pages)("ada", admin=True)):
        assert viewer.get(f"{address}/card.png").status_code == 404
        viewer.cookies.clear()


def test_the_colours_are_those_of_the_pages():
    told = dict(re.findall(r"\.hue-(\d+) \{ --hue: (\d+) \}", STYLE.read_text()))
    assert [int(told[str(number)]) for number in range(len(DEGREES))] == list(DEGREES)
