"""Somebody looks for what was said, in a real browser: on a desk and on a telephone, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browsing import DESKTOP, PHONE
from tests.served import Served, Server
from tests.writing import LibraryFolder

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("reading")]

DISCUSSION = "Early market engagement lets a buyer test whether an outcome can be priced at all. "

PAYLOADS = """\
<script>alert(1)</script><img src=x onerror="alert(2)"><svg onload=alert(3)></svg>
<iframe src="https://elsewhere.example/"></iframe><style>@import "https://elsewhere.example/x.css";</style>

[press me](javascript:alert(4)) [and me](data:text/html,<script>alert(5)</script>) <https://fine.example/>

![picture](https://elsewhere.example/pixel.png) ![x](x" onerror="alert(6))

<a href="jav&#x09;ascript:alert(7)" onmouseover="alert(8)">over</a> <form action="https://elsewhere.example/"><button>go</button></form>

<details open ontoggle=alert(9)><summary>more</summary></details>

<math><mtext><table><mglyph><style><img src=x onerror=alert(10)>

{: onclick="alert(11)" style="background:url(https://elsewhere.example/y)" }

```html
<script>alert(12)</script>
```
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    library = LibraryFolder(tmp_path_factory.mktemp("reading") / "library")
    filler = "".join(f"## Point {number}\n\n{'What else there was to say. ' * 40}\n\n" for number in range(12))
    library.document("pogo/index.md", "A club for procurement.\n", kind="group", title="POGO")
    library.holds("pogo/2020-03-31-notes.md", f"# Monthly call\n\n{filler}## Discussion\n\n{DISCUSSION * 8}\n")
    library.holds("pogo/2020-04-28-notes.md", "# April call\n\nAgain about market engagement.\n")
    library.holds("north/2020-02-11-notes.md", "# Northern call\n\nMarket engagement in the north.\n")
    library.document("north/hostile.md", PAYLOADS, title='Hostile <img src=x onerror="alert(13)">', tags=["<b>x"])
    served = Served()
    yield served(library.home)
    served.end()


@dataclass
class Watched:
    """What a browser complained of or asked for while a test ran."""

    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> Page:
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page = context.new_page()
        page.on(
            "console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        return page


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens the site: `opened("/", viewport=PHONE)`. At the end nothing may have gone wrong or elsewhere."""
    watched, contexts = Watched(), []

    def at(address: str, **options: object) -> Page:
        contexts.append(browser.new_context(base_url=server.url, **options))
        page = watched.over(contexts[-1])
        page.goto(address)
        return page

    yield at
    for context in contexts:
        context.close()
    assert watched.complaints == []
    assert watched.dialogs == []
    assert watched.hosts == {urlsplit(server.url).netloc}


HOW = {
    "on a desk": {"viewport": DESKTOP},
    "on a telephone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
    "without scripts": {"viewport": DESKTOP, "java_script_enabled": False},
    "on a telephone without scripts": {"viewport": PHONE, "java_script_enabled": False},
}


def box(page: Page) -> Locator:
    """Where one types what to look for."""
    return page.get_by_label("Search the notes").locator("visible=true").first


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_from_the_home_page_to_the_passage_that_answers_and_back(opened, how):
    page = opened("/", **how)
    box(page).fill("outcome priced")
    box(page).press("Enter")
    expect(page.get_by_role("main")).to_contain_text("1 document")
    page.get_by_role("main").get_by_role("link", name="Discussion").first.click()

    expect(page.get_by_role("heading", name="Discussion")).to_be_in_viewport()
    assert page.url.endswith("#discussion")
    expect(page.get_by_role("heading", name="Monthly call", level=1)).to_be_attached()
    assert page.locator("mark").count() >= 16
    expect(page.locator("mark").filter(has_text="priced").first).to_be_in_viewport()

    page.go_back()
    expect(page.get_by_role("main").get_by_role("link", name="Monthly call").first).to_be_visible()
    expect(box(page)).to_have_value("outcome priced")


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_a_search_is_narrowed_to_a_group_and_widened_again(opened, how):
    page = opened("/search?q=%22market+engagement%22", **how)
    expect(page.get_by_role("link", name="Northern call")).to_be_visible()
    choice = page.get_by_role("link", name="POGO 2")
    if not choice.is_visible():
        page.get_by_text("Filters", exact=True).click()
    choice.click()
    expect(page.get_by_role("link", name="Northern call")).to_have_count(0)
    expect(page.get_by_role("link", name="April call").first).to_be_visible()
    page.get_by_role("link", name="Take out the filter").first.click()
    expect(page.get_by_role("link", name="Northern call")).to_be_visible()


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_from_a_group_to_its_newest_meeting_and_its_notes(opened, how):
    page = opened("/groups", **how)
    page.get_by_role("link", name="POGO").first.click()
    page.get_by_role("link", name="28 April 2020").first.click()
    page.get_by_role("main").get_by_role("link", name="April call").first.click()
    expect(page.get_by_role("heading", name="April call", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Again about market engagement.")


@pytest.mark.parametrize("how", HOW.values(), ids=HOW.keys())
def test_no_page_is_wider_than_the_window(opened, how):
    page = opened("/", **how)
    for address in ("/", "/search?q=market", "/groups", "/groups/pogo", "/groups/pogo/2020-03-31", "/tags"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= how["viewport"]["width"], address


@pytest.mark.parametrize("how", [HOW["on a desk"], HOW["on a telephone"]], ids=["on a desk", "on a telephone"])
def test_nothing_in_a_hostile_note_runs_or_leads_elsewhere_by_itself(opened, server, how):
    [found] = [each for each in server.search("press")["results"] if each["title"].startswith("Hostile")]
    page = opened("/search?q=press+picture+alert", **how)
    page.get_by_role("link", name="Hostile").first.click()
    expect(page.get_by_role("heading", name="Hostile", level=1)).to_be_visible()
    assert page.locator("main :is(script, iframe, style, form[action*=elsewhere])").count() == 0
    for text in ("press me", "and me", "over"):
        page.get_by_text(text, exact=True).first.hover()
        page.get_by_text(text, exact=True).first.click()
    assert urlsplit(page.url).path == found["url"]
    page.wait_for_load_state("networkidle")


def test_a_search_for_markup_shows_it_as_text(opened):
    typed = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'
    page = opened(f"/search?q={quote(typed)}", viewport=DESKTOP)
    expect(box(page)).to_have_value(typed)
    page.wait_for_load_state("networkidle")
