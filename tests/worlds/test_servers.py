"""The same between two real servers, and between the processes of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served import Served, Server
from tests.worlds.addresses import ROUTES
from tests.worlds.asking import QUERIES
from tests.worlds.conftest import written
from tests.worlds.libraries import write_a, write_for_members, write_hidden
from tests.worlds.viewers import Viewers
from tests.worlds.walking import Ask, walk

pytestmark = pytest.mark.xdist_group("servers")

EACH = 9
"""As many addresses of each route; the whole walk is made in process."""


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, viewers: Viewers) -> Iterator[tuple[Server, Server]]:
    """One library with nothing hidden, and one with much of it; both say that they are at the same address."""
    folder = tmp_path_factory.mktemp("servers")
    served = Served()
    a, c = (
        served(written(folder / name, viewers, *writers).home, KB_URL="http://notes.example.org")
        for name, writers in (("a", (write_a,)), ("c", (write_a, write_hidden, write_for_members)))
    )
    for server in (a, c):  # what is in attached files is read after the start
        assert server.until(
            lambda server=server: "wall.txt" in server.get("/search?q=market+engagement").text, within=30
        )
    yield a, c
    served.end()


def test_two_servers_answer_a_visitor_alike(servers, worlds):
    a, c = servers
    asks = [asked for route in ROUTES for asked in _some(list(ROUTES[route](worlds.known)))]
    asks += [Ask(f"/search?q={query}") for query in QUERIES[:8]]
    assert len(asks) > 150
    found = list(walk(a.client, c.client, asks, worlds.viewers.headers["a visitor"]))
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:8])


def test_whoever_may_read_it_finds_it_on_the_second(servers, viewers):
    a, c = servers
    seen = [s.get("/api/v1/search", params={"q": "xylophone"}, headers=viewers.headers["lea"]).json() for s in (a, c)]
    assert [bool(each["total"]) for each in seen] == [False, True]


def _some(asks: list[Ask]) -> list[Ask]:
    """Evenly from the beginning to the end, so that hidden ones are among them."""
    step = max(len(asks) // EACH, 1)
    return asks[::step]
