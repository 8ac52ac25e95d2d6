"""A document in somebody else's page."""

from __future__ import annotations

import http.server
import threading
from urllib.parse import quote

import lxml.html
import pytest
from lxml import etree

from tests.served import Server
from tests.signed_in import Browsers

HERE = "http://127.0.0.1:8000"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='40' height='30'/></svg>"
NOTES = f"Welcome to all.\n\n## Staying fair\n\n{'Publish it all at once. ' * 40}\n"


@pytest.fixture
def filled(library):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", rule="chatham-house")
    library.document("pogo/2020-03-31-notes.md", NOTES, title="First <call>", id="f1rst", aliases=["0ld"])
    library.document("pogo/2020-04-01-notes.md", "Ours.\n", title="Second", id="s3cond", visibility="group")
    library.document("map.md", "A map.\n", kind="resource", id="m4p", title="Map", description="Triumphs.")
    library.holds("map/map-v2.svg", SVG)
    library.document("embed.md", "Words.\n", title="Embed", id="emb3d")
    return library


@pytest.fixture
def pages(filled, site):
    return site()


def asked(pages, address, **parameters):
    return pages.get("/oembed", params={"url": address, **parameters})


def test_a_blog_finds_out_how_to_embed_a_public_document(pages):
    text = pages.get("/d/f1rst/first-call").text
    page = lxml.html.fromstring(text)
    found = page.xpath("//head/link[contains(@type, 'oembed')]")
    assert [link.get("type") for link in found] == ["application/json+oembed", "text/xml+oembed"]
    assert text.index("+oembed") < 4000
    address = found[0].get("href")
    assert address.startswith(f"{HERE}/oembed?url=")
    answer = pages.get(address.removeprefix(HERE) + "&maxwidth=500&maxheight=750&dnt=1")
    frame = lxml.html.fragment_fromstring(answer.json()["html"])
    assert (frame.get("src"), frame.get("width")) == (f"{HERE}/d/f1rst/embed", "500")
    assert answer.headers["access-control-allow-origin"] == "*"
    as_xml = etree.fromstring(pages.get(found[1].get("href").removeprefix(HERE)).content)
    assert as_xml.findtext("type") == "rich"


def test_a_passage_is_embedded_by_its_fragment(pages):
    frame = lxml.html.fragment_fromstring(asked(pages, f"{HERE}/d/0ld/whatever#staying-fair").json()["html"])
    assert frame.get("src") == f"{HERE}/d/f1rst/embed?at=staying-fair"
    page = lxml.html.fromstring(pages.get(frame.get("src").removeprefix(HERE)).text)
    assert page.findtext(".//h2") == "Staying fair"
    assert page.xpath("//h1/a/@href") == [f"{HERE}/d/f1rst/first-call#staying-fair"]


@pytest.mark.parametrize("format", ["json", "xml"])
@pytest.mark.parametrize(
    "address",
    [
        f"{HERE}/d/s3cond/second",
        f"{HERE}/d/never",
        "http://evil.example/d/f1rst",
        f"{HERE}/groups/pogo",
        f"{HERE}/groups/pogo/2020-04-01",
        "",
    ],
)
def test_what_is_not_for_everybody_is_not_there_whoever_asks(pages, address, format):
    ada = Browsers(pages)("ada", admin=True)
    for viewer in (pages, ada):
        answer = asked(viewer, address, format=format)
        assert answer.status_code == 404
        assert "html" not in answer.text
        assert answer.text == "Nothing to embed at this address.\n"
    assert ada.get("/d/s3cond/embed").status_code == 404
    assert "oembed" not in ada.get("/d/s3cond/second").text


def test_another_format_is_not_implemented(pages):
    assert asked(pages, f"{HERE}/d/f1rst", format="yaml").status_code == 501


@pytest.mark.parametrize("width", ["-1", "0", "x", "1e9", "9" * 400, "²"])
def test_a_width_that_cannot_be_meant_sets_no_limit(pages, width):
    assert asked(pages, f"{HERE}/d/f1rst", maxwidth=width).json()["width"] == 600


def test_the_framed_page_is_light_and_says_whose_it_is(pages):
    answer = pages.get("/d/f1rst/embed?theme=dark")
    assert len(answer.content) < 15_000
    page = lxml.html.fromstring(answer.text)
    assert page.get("class") == "dark"
    assert " ".join(page.text_content().split()).startswith(
        "First <call> – Our club Notes · POGO · 31 March 2020 First <call>"
    )
    assert "Shared under the Chatham House Rule." in page.text_content()
    assert 'class="' not in pages.get('/d/f1rst/embed?theme="><b>').text.partition("<head>")[0]
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-robots-tag"] == "noindex"


def test_a_graphic_is_a_photo_at_an_address_that_outlives_its_file(pages, filled):
    answer = asked(pages, f"{HERE}/d/m4p/map", maxwidth="20").json()
    assert (answer["type"], answer["width"], answer["height"]) == ("photo", 20, 15)
    assert answer["title"] == "From Our club"
    assert answer["url"] == f"{HERE}/d/m4p/picture"
    there = pages.get("/d/m4p/picture")
    assert there.headers["location"] == "/d/m4p/files/map-v2.svg"
    assert there.headers["cross-origin-resource-policy"] == "cross-origin"
    filled.holds("map/map-v3.svg", SVG)
    pages.app.state.parts.readiness.mend()
    assert Server.until(lambda: pages.get("/d/m4p/picture").headers["location"] == "/d/m4p/files/map-v3.svg")
    assert asked(pages, f"{HERE}/d/m4p/map#a-map").json()["type"] == "rich"


def test_a_meeting_is_embedded_with_what_everybody_may_read_of_it(pages):
    page = lxml.html.fromstring(pages.get("/groups/pogo/2020-03-31").text)
    (address, _) = page.xpath("//head/link[contains(@type, 'oembed')]/@href")
    frame = lxml.html.fragment_fromstring(pages.get(address.removeprefix(HERE)).json()["html"]).get("src")
    assert frame == f"{HERE}/groups/pogo/2020-03-31/embed"
    ada = Browsers(pages)("ada", admin=True)
    for viewer in (pages, ada):
        answer = viewer.get("/groups/pogo/2020-03-31/embed?theme=light")
        shown = lxml.html.fromstring(answer.text)
        assert shown.xpath("//li/a/text()") == ["First <call>"]
        assert shown.xpath("//li/a/@href") == [f"{HERE}/d/f1rst/first-call"]
        assert "Shared under the Chatham House Rule." in shown.text_content()
        assert shown.get("class") == "light"
        assert len(answer.content) < 15_000
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert viewer.get("/groups/pogo/2020-04-01/embed").status_code == 404


def test_a_search_is_embedded_with_what_everybody_may_find(pages):
    page = lxml.html.fromstring(pages.get("/search?q=welcome&group=pogo").text)
    (address, _) = page.xpath("//head/link[contains(@type, 'oembed')]/@href")
    frame = lxml.html.fragment_fromstring(pages.get(address.removeprefix(HERE)).json()["html"]).get("src")
    assert frame == f"{HERE}/search/embed?q=welcome&group=pogo"
    shown = lxml.html.fromstring(pages.get(frame.removeprefix(HERE)).text)
    assert shown.findtext(".//h1/a") == "welcome"
    assert shown.xpath("//h1/a/@href") == [f"{HERE}/search?q=welcome&group=pogo"]
    assert shown.xpath("//li/a/text()") == ["First <call>"]
    ada = Browsers(pages)("ada", admin=True)
    assert "Second" not in ada.get("/search/embed?q=ours").text
    for strange in ("", "?q=", "?q=%00&page=zz", "?in=s3cond&q=ours", f"?q={'x' * 20_000}", "?q=%3Cscript%3E"):
        answer = pages.get(f"/search/embed{strange}")
        assert answer.status_code == 200
        assert len(answer.content) < 15_000 or "xxx" in strange
        assert "<script>" not in answer.text


def test_a_passage_shows_as_it_is_written_and_its_links_lead_out_of_the_frame(filled, site):
    filled.document(
        "rich.md",
        "## Rates\n\nSee [the map](map.md), [ours](pogo/2020-04-01-notes.md) and <script>alert(1)</script>.\n\n"
        "| what | price |\n|---|---|\n| one | 5 |\n\n- First\n- Second\n\n![A board](rich/board.svg)\n\n"
        + "Much more. " * 60 + "\n\nThe end of it.\n\n## Wall\n\n" + "word " * 3000,
        title="Rich",
        id="r1ch",
    )  # fmt: skip
    filled.holds("rich/board.svg", SVG)
    pages = site()
    page = lxml.html.fromstring(pages.get("/d/r1ch/embed?at=rates").text)
    assert page.xpath("//base/@target") == ["_blank"]
    assert page.xpath("//main//p/a[text()='the map']/@href") == [f"{HERE}/d/m4p/map"]
    assert not page.xpath("//a[text()='ours']")
    assert page.xpath("//td/text()") == ["one", "5"]
    assert page.xpath("//li/text()") == ["First", "Second"]
    assert page.xpath("//img/@src") == ["/d/r1ch/files/board.svg"]
    assert not page.xpath("//main//script")
    assert "The end of it." not in page.text_content()
    assert page.xpath("//a[text()='Read on']/@href") == [f"{HERE}/d/r1ch/rich#rates"]
    wall = pages.get("/d/r1ch/embed?at=wall")
    assert len(wall.content) < 15_000
    assert lxml.html.fromstring(wall.text).findtext(".//main/div/p").endswith("word …")


def test_a_passage_that_is_gone_leaves_the_document(pages):
    assert "Welcome to all." in pages.get("/d/f1rst/embed?at=never").text


def test_a_document_that_is_called_embed_has_a_page_of_its_own(pages):
    assert pages.get("/d/emb3d").headers["location"] == "/d/emb3d/document-embed"
    assert "Cite and share" in pages.get("/d/emb3d/document-embed").text


def test_what_is_copied_for_a_page_is_offered_only_where_everybody_can_see_it(pages):
    assert 'id="kb-copy-embed"' in pages.get("/d/f1rst/first-call").text
    assert 'id="kb-copy-embed"' not in Browsers(pages)("ada", admin=True).get("/d/s3cond/second").text


class Blog(http.server.BaseHTTPRequestHandler):
    page = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def blog():
    """A page on another origin."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_shows_in_a_blog_that_gives_it_no_rights(filled, serving, browser, blog, scripts):
    """As WordPress frames it: no origin, no cookies, no windows; and with no scripts at all."""
    server = serving(filled.home)
    Blog.page = (
        f'<iframe id="a" src="{server.url}/d/m4p/embed#?secret=abc123" sandbox="allow-scripts" width="500"></iframe>'
        f'<iframe id="b" src="{server.url}/d/m4p/map"></iframe>'
        "<script>onmessage = (e) => document.body.dataset[e.data.message] = e.data.value + ' ' + e.data.secret</script>"
    )
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(blog)
    frame = page.frame_locator("#a")
    frame.get_by_role("link", name="Map").wait_for()
    picture = frame.get_by_role("img", name="Triumphs.")
    picture.wait_for()
    assert picture.bounding_box()["width"] == 40, "the picture has loaded"
    assert frame.locator("body").bounding_box()["width"] == 500
    if scripts:
        page.locator("body[data-height$='abc123']").wait_for()
        frame.get_by_role("link", name="Map").click()
        page.locator(f"body[data-link='{server.url}/d/m4p/map abc123']").wait_for()
    # The page itself is framed by nobody, and nothing else is refused.
    assert [one for one in said if "frame-ancestors" not in one] == []
    assert "Cite and share" not in page.frames[-1].content()
    context.close()


def test_the_style_has_loaded_in_both_colours(filled, serving, windows):
    server = serving(filled.home)
    for theme, scheme, paper in (
        ("dark", "light", "rgb(29, 33, 37)"),
        ("", "dark", "rgb(29, 33, 37)"),
        ("light", "dark", "rgb(255, 255, 255)"),
    ):
        page = windows(server, f"/d/f1rst/embed?theme={theme}", color_scheme=scheme)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_an_address_is_read_once(pages):
    twice = quote(quote(f"{HERE}/d/f1rst", safe=""), safe="")
    assert pages.get(f"/oembed?url={twice}").status_code == 404
