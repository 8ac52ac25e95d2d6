"""Nothing hidden can be found, counted or guessed: library A, and B which is A with hidden documents, answer alike.

Every route is asked, as every kind of viewer; whoever may read what is hidden is the control, for whom the same walk
must find differences.
"""

from __future__ import annotations

import pytest

from tests.worlds.addresses import ROUTES, asks_of
from tests.worlds.walking import routes_of, walk

pytestmark = pytest.mark.xdist_group("worlds")

SHOWN = 12
"""Differences that are told; there may be hundreds of one cause."""
TOLD = (
    "GET /search",
    "GET /over-time",
    "GET /groups",
    "GET /groups/{group}/{key}",
    "GET /tags",
    "GET /d/{identifier}",
    "GET /d/{identifier}/files/{name:path}",
    "GET /api/v1/suggest",
    "GET /api/v1/documents",
)
"""Routes at which each of those who may read something hidden must see it."""


def test_every_route_of_the_application_has_an_entry(worlds):
    assert sorted(routes_of(worlds.a.app) - set(ROUTES)) == []


@pytest.mark.parametrize("viewer", ["a visitor", "nobody", "sam", "lena", "sam's program"])
def test_who_may_not_read_what_is_hidden_cannot_tell_the_worlds_apart(worlds, viewer):
    found = list(
        walk(worlds.a.client, worlds.other(viewer).client, asks_of(worlds.known), worlds.viewers.headers[viewer])
    )
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:SHOWN])


@pytest.mark.parametrize("viewer", ["ada", "lea", "ned"])
def test_who_may_read_some_of_it_is_told(worlds, viewer):
    """The control: were the walk blind, it would find nothing here either."""
    blind = [
        route
        for route in TOLD
        if not any(walk(worlds.a.client, worlds.b.client, ROUTES[route](worlds.known), worlds.viewers.headers[viewer]))
    ]
    assert not blind
