"""What people do with a page, step by step, on the example library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route

CALL = "Monthly call: pre-procurement market engagement"
POGO_FILTER = re.compile(r"^POGO \d+$")
TO_BE_CONFIRMED = "date to be confirmed"
MOST_TABS = 60  # more than any page of the example has before its results


def box(page: Page) -> Locator:
    """The search box of the page; the browser's scripts make a combobox of it."""
    return page.get_by_label("Search the notes").locator("visible=true").first


def chosen(page: Page) -> Locator:
    """The suggestion that assistive software says is the active one."""
    name = box(page).get_attribute("aria-activedescendant")
    assert name, "no suggestion is active"
    return page.locator(f"[id='{name}']")


def settled(page: Page) -> None:
    """Let the page show what it has just received."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")


@contextmanager
def late_scripts(page: Page) -> Iterator[None]:
    """No script of the page arrives while this lasts, as on a slow connection; all do at its end."""
    held: list[Route] = []
    page.route("**/*.js*", lambda route: held.append(route))
    yield
    for route in held:
        route.continue_()
    page.unroute("**/*.js*")


def tab_to(page: Page, target: Locator) -> Locator:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return target
    raise AssertionError(f"{target} is not reached by Tab")


def asked(page: Page) -> dict[str, list[str]]:
    """The parameters of the page's address."""
    return parse_qs(urlsplit(page.url).query)


def which_match(page: Page) -> int:
    """The number in "2 of 9 matches"."""
    said = page.get_by_role("region", name="Matches of your search").inner_text()
    found = re.search(r"(\d+) of \d+", said)
    assert found, said
    return int(found[1])
