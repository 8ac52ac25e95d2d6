"""What tests of several rooms start from: a library on disk, a real server, a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page

from kb.app import application
from kb.settings import Settings
from tests.browsing import chromium
from tests.databases import Database, PostgreSQLServer, postgresql
from tests.outward.receiver import Inbox, receiving
from tests.served import Served, Server
from tests.writing import LibraryFolder

# On a build machine the same examples every time: a change is judged by what it did, not by luck.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

CORPORA = Path(os.environ.get("KB_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")


_MISSING = {
    marker: what
    for marker, is_there, what in (("corpora", CORPORA.is_dir(), "no real notes at KB_CORPORA or ../shared/corpora"),)
    if not is_there
}
"""What this machine has not, by the mark of the tests that need it."""


def pytest_report_header() -> list[str]:
    """Nothing is left out in silence."""
    return [f"left out: tests marked {marker}, for {what}" for marker, what in _MISSING.items()]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    needing = [item for item in items if any(item.get_closest_marker(marker) for marker in _MISSING)]
    if needing:
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see the defaults, whatever is set on the machine."""
    for name in list(os.environ):
        if name.startswith("KB_") and name not in ("KB_CORPORA", "KB_TEST_CHROMIUM"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def corpora() -> Path:
    return CORPORA


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQLServer]:
    with postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.clients)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database for the accounts of `tmp_path`: SQLite, and with `make test-clients` PostgreSQL."""
    address = None if request.param == "sqlite" else request.getfixturevalue("postgresql_server").new()
    there = Database(tmp_path, address)
    yield there
    there.end()


@pytest.fixture
def library(tmp_path: Path) -> LibraryFolder:
    """An empty library to write into."""
    return LibraryFolder(tmp_path / "library")


@pytest.fixture
def site(library: LibraryFolder) -> Iterator[Callable[[], TestClient]]:
    """Opens the library as an application in this process: `site()` once its files are written."""
    with ExitStack() as stack:

        def opened() -> TestClient:
            app = application(Settings(home=library.home))
            client = stack.enter_context(TestClient(app, follow_redirects=False))
            # A start waits for its index only so long; on a busy machine that may not be enough.
            assert Server.until(lambda: app.state.parts.readiness.ready, within=60)
            return client

        yield opened


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server, and what it was given."""
    with receiving() as received:
        yield received


@pytest.fixture
def serving() -> Iterator[Served]:
    """Starts servers, and ends them with the test: `serving(library)`."""
    served = Served()
    yield served
    served.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process; each test opens a context of its own in it."""
    with chromium() as one:
        yield one


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address of a server in a window of its own: `windows(server, "/search", java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def opened(server: Server, address: str, **options: object) -> Page:
        contexts.append(browser.new_context(base_url=server.url, **options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
