"""The example library, served once for each file of journeys, and windows of a browser on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import DESKTOP
from tests.served import Served, Server

EXAMPLE = Path(__file__).parents[2] / "notes"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("people") / "club"
    shutil.copytree(EXAMPLE, home / "notes")
    served = Served()
    yield served(home)
    served.end()


@pytest.fixture
def opened(browser: Browser, example: Server) -> Iterator[Callable[..., Page]]:
    """Opens the site in a window of its own: `opened("/", viewport=PHONE)`.

    At the end the browser may not have complained of anything, but of a network that a test has disturbed.
    """
    contexts, complaints = [], []

    def at(address: str, *, disturbed: bool = False, **options: object) -> Page:
        contexts.append(browser.new_context(base_url=example.url, **{"viewport": DESKTOP, **options}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not disturbed:
            page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.goto(address)
        return page

    yield at
    for context in contexts:
        context.close()
    assert complaints == []
