"""A blogger pastes addresses into a real WordPress, and what the library changes afterwards comes along."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.clients.wordpress import NAME, PASSWORD, Blog, blogging
from tests.served import Server

pytestmark = [pytest.mark.clients, pytest.mark.browser]

NOTES = Path(__file__).parents[2] / "notes"
RESOURCE, TITLE = "resources/triumphs-and-treacle.md", "Triumphs and treacle"
MEETING, CALLED = "pogo/2020-03-31-notes.md", "Monthly call: pre-procurement market engagement"
NEWER = "<svg xmlns='http://www.w3.org/2000/svg' width='640' height='320'><rect width='640' height='320'/></svg>"


@pytest.fixture
def library(tmp_path) -> Path:
    shutil.copytree(NOTES, tmp_path / "club" / "notes")
    return tmp_path / "club"


@pytest.fixture
def server(serving, library) -> Server:
    return serving(library)


@pytest.fixture
def blog(server):
    with blogging(server.url) as one:
        yield one


@pytest.fixture
def page(browser: Browser, blog: Blog):
    """The writer's browser, signed in to the blog."""
    context = browser.new_context(base_url=blog.url, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/wp-login.php")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log In").click()
    page.wait_for_url("**/wp-admin/**")
    yield page
    context.close()


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def write_post(page: Page, graphic: str, passage: str) -> None:
    """One address on a line of its own, and one in a block for embeds, which shows it at once."""
    page.goto("/wp-admin/post-new.php")
    page.get_by_role("textbox", name="Add title").fill("More on those ideas")
    page.keyboard.press("Enter")
    paste(page, graphic)
    page.keyboard.press("Enter")
    page.keyboard.type("/embed")
    page.get_by_role("option", name="Embed", exact=True).click()
    page.get_by_label("Embed URL").wait_for()
    paste(page, passage)
    page.keyboard.press("Enter")
    page.locator(".wp-block-embed iframe").wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("Editor publish").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("is now live").first.wait_for()


def rewrite(server: Server, path: Path, old: str, new: str, shows: str) -> None:
    """Change a document as somebody does with an editor; it is taken in once the address `shows` is there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert server.until(lambda: server.get(shows).is_success)


def test_what_is_pasted_shows_and_goes_along_with_the_library(server, library, blog, page):
    write_post(page, f"{server.url}/d/kqemew", f"{server.url}/d/k7w3qd#drawing-the-line")
    page.goto(f"/?p={blog.number('More on those ideas')}")
    graphic = page.locator("main figure, main p").get_by_role("img", name="From Knowledge Club")
    passage = page.frame_locator("iframe[title='From Knowledge Club']")

    def width() -> int:
        expect(graphic).to_have_js_property("complete", True)
        return int(graphic.evaluate("picture => picture.naturalWidth"))

    assert width() == 800
    assert page.get_by_role("link", name="From Knowledge Club").get_attribute("href") == f"{server.url}/d/kqemew"
    expect(passage.get_by_role("heading", name="Drawing the line")).to_be_visible()
    # All of it shows, and nothing has to be scrolled.
    frame = page.locator("iframe[title='From Knowledge Club']")
    needed = passage.locator("html").evaluate("page => page.scrollHeight")
    assert needed <= int(frame.get_attribute("height") or 0) <= needed + 200

    (library / "notes/resources/triumphs-and-treacle/v2.svg").write_text(NEWER)
    page.reload()
    assert width() == 640
    (library / "notes/resources/triumphs-and-treacle/v3.svg").write_text(NEWER.replace("640", "480"))
    assert server.until(lambda: server.get("/d/kqemew/picture").headers["location"].endswith("v3.svg"))
    page.reload()
    assert width() == 480

    notes = library / "notes"
    rewrite(server, notes / RESOURCE, f"title: {TITLE}", "title: Sweet and sticky", "/d/kqemew/sweet-and-sticky")
    rewrite(server, notes / MEETING, CALLED, "A call in March", "/d/k7w3qd/a-call-in-march")
    for asked_again in (False, True):
        if asked_again:
            blog.forget_embeds()
        page.reload()
        assert width() == 480
        expect(passage.get_by_role("link", name="A call in March")).to_be_visible()
        expect(passage.get_by_role("heading", name="Drawing the line")).to_be_visible()


def test_what_is_closed_leaves_no_word_of_it_in_the_blog(server, library, blog, page):
    write_post(page, f"{server.url}/d/kqemew", f"{server.url}/d/k7w3qd#drawing-the-line")
    address = f"{blog.url}/?p={blog.number('More on those ideas')}"
    for path in (RESOURCE, MEETING):
        file = library / "notes" / path
        file.write_text(file.read_text().replace("---\n", "---\nvisibility: leads\n", 1))
    assert server.until(lambda: [server.get(f"/d/{each}").status_code for each in ("kqemew", "k7w3qd")] == [404, 404])
    for asked_again in (False, True):
        if asked_again:
            blog.forget_embeds()
        post = httpx2.get(address, timeout=30).text
        assert "More on those ideas" in post
        assert (f'src="{server.url}' in post) is not asked_again
        for word in (TITLE, CALLED, "Drawing the line", "POGO", "commissioning"):
            assert word not in post
    kept = blog.query("SELECT meta_value FROM wp_postmeta")
    assert TITLE not in kept
    assert CALLED not in kept
    page.goto(address)
    assert "Monthly call" not in " ".join(frame.content() for frame in page.frames)
