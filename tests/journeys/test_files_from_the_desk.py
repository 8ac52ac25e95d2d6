"""Files as they lie on a desk, taken in by the command and looked at in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import PHONE
from tests.intake.test_recordings import SOUND, tag
from tests.served import Server
from tests.writing import LibraryFolder

from .command import kb

pytestmark = pytest.mark.browser

CALL = "00:00:05 Jo Doe: Hello.\n00:01:09 Sam Roe: ACTION: Jo to book the hall.\n00:03:40 Jo Doe: Item 2: Costs.\n"


@pytest.fixture
def brought(library: LibraryFolder, tmp_path: Path) -> LibraryFolder:
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "2020-03-31 recording.mp3").write_bytes(tag() + SOUND * 100)
    (desk / "2020-03-31 minutes.txt").write_text(CALL)
    done = kb(library.home, "import", str(desk), "--into", "pogo", "--group", "pogo")
    assert done.returncode == 0, done.stdout + done.stderr
    return library


@pytest.fixture
def server(brought: LibraryFolder) -> Iterator[Server]:
    running = Server(brought.home)
    yield running
    running.stop()


def test_a_recording_is_played_on_its_page(server: Server, browser: Browser):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{server.url}/search?q=recording")
    page.get_by_role("link", name="2020-03-31 recording").first.click()
    player = page.locator("audio")
    duration = player.evaluate(
        "player => new Promise(done => {"
        " player.preload = 'auto'; player.onloadedmetadata = () => done(player.duration);"
        " player.onerror = () => done(0); player.load() })"
    )
    assert duration > 10
    assert player.evaluate("player => player.getBoundingClientRect().right") <= PHONE["width"]
    page.goto(f"{server.url}/search?q=book+the+hall")
    page.get_by_role("link", name="minutes").first.click()
    assert page.locator("#t-00-03-40").count() == 1
    page.close()
