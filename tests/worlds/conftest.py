"""The worlds, opened once for all tests of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.app import application
from kb.history import History
from kb.library import Library
from kb.settings import Settings
from kb.usecases.in_step.recording import Recorder
from tests.served import Server
from tests.worlds.asking import Known
from tests.worlds.libraries import WHEN, library_at, settle, write_a, write_for_members, write_hidden
from tests.worlds.viewers import Viewers, viewers_in
from tests.writing import LibraryFolder

Writer = Callable[[LibraryFolder], None]


@dataclass(frozen=True)
class World:
    """One library with the same accounts as the others, as an application."""

    app: FastAPI
    client: httpx2.Client

    def begin_again(self, viewers: Viewers) -> None:
        """With the accounts as they were made: whatever was tried, renamed or left before is forgotten."""
        state, home = self.app.state.parts.state, self.app.state.parts.settings.home
        state.close()
        for file in (home / "state").glob("kb.db*"):  # and nothing else: the history beside it is written meanwhile
            file.unlink()
        viewers.into(home)


@dataclass(frozen=True)
class Worlds:
    """`a`; `b` is `a` with documents for groups and leads; `c` is `b` with documents for members as well."""

    a: World
    b: World
    c: World
    viewers: Viewers

    @property
    def known(self) -> Known:
        return Known.of(world.app.state.parts.library.catalog for world in (self.c, self.a))

    def other(self, viewer: str) -> World:
        """The world that this viewer must not be able to tell from A."""
        return self.c if viewer == "a visitor" else self.b


def written(home: Path, viewers: Viewers, *writers: Writer) -> LibraryFolder:
    library = library_at(home)
    for write in writers:
        write(library)
    settle(library)
    viewers.into(home)
    record(library)
    return library


def record(library: LibraryFolder) -> None:
    """Keep all of it in its history, as of one moment for every world: a version's name has its time in it."""
    read = Library(library.notes)
    read.accept(read.changes())
    history = History(library.home / "state" / "history.git", lambda: WHEN)
    Recorder(read, history).record(read.catalog, [document.path for document in read.catalog.every()])
    history.close()


def opened_world(stack: ExitStack, home: Path, viewers: Viewers, *writers: Writer) -> World:
    app = application(Settings(home=written(home, viewers, *writers).home))
    started = stack.enter_context(TestClient(app))
    parts = app.state.parts
    assert Server.until(lambda: parts.readiness.ready, within=60)
    assert Server.until(lambda: not parts.refresher.files.unread(parts.library.catalog), within=60)
    assert started.portal
    return World(app, httpx2.Client(transport=InOneHop(app, started.portal), base_url="http://testserver"))


class InOneHop(httpx2.BaseTransport):
    """Asks an application in the thread it runs in, once for each request: the test client goes there and back eight
    times, which is most of what a walk of thousands of requests takes."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self._inside = httpx2.ASGITransport(app)
        self._portal = portal

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._portal.call(self._answer, request)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inside.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        raw = b"".join([part async for part in answer.stream])  # still packed, as the headers say
        return httpx2.Response(answer.status_code, headers=answer.headers, content=raw)


@pytest.fixture(scope="session")
def viewers(tmp_path_factory: pytest.TempPathFactory) -> Viewers:
    return viewers_in(tmp_path_factory.mktemp("viewers"))


@pytest.fixture
def worlds(opened_worlds: Worlds) -> Worlds:
    """The same accounts in each, whatever another test has done in one of them."""
    for world in (opened_worlds.a, opened_worlds.b, opened_worlds.c):
        world.begin_again(opened_worlds.viewers)
    return opened_worlds


@pytest.fixture(scope="session")
def opened_worlds(tmp_path_factory: pytest.TempPathFactory, viewers: Viewers) -> Iterator[Worlds]:
    folder = tmp_path_factory.mktemp("worlds")
    with ExitStack() as stack:
        yield Worlds(
            opened_world(stack, folder / "a", viewers, write_a),
            opened_world(stack, folder / "b", viewers, write_a, write_hidden),
            opened_world(stack, folder / "c", viewers, write_a, write_hidden, write_for_members),
            viewers,
        )
