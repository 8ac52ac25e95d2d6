"""Addresses of somebody's own for their feed reader and calendar: made here, shown once, taken back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.usecases.people import own_feeds
from kb.web.plain.addresses import calendar_address, feed_address, with_parameters
from kb.web.plain.words import day
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()


@router.get("/account/feeds")
def own(visit: Visiting) -> Response:
    return _page(visit)


@router.post("/account/feeds")
def make(visit: Visiting) -> Response:
    """The page that answers shows the addresses, this once; so there is no way on from here by another address."""
    return _page(visit, own_feeds.make(visit.state, visit.session))


@router.post("/account/feeds/back")
def take_back(visit: Visiting) -> Response:
    own_feeds.take_back(visit.state, visit.session)
    return visit.onward("/account/feeds")


def _page(visit: Visit, made: str = "") -> Response:
    return visit.page(
        "account_feeds.html",
        key=own_feeds.look(visit.state, visit.session),
        addresses=_addresses(visit, made) if made else [],
        day=day,
    )


def _addresses(visit: Visit, key: str) -> list[tuple[str, str]]:
    """Each with what it is of: everything, then the groups they are in."""
    groups = [group for group in visit.catalog.groups(visit.audiences) if group.slug in visit.viewer.groups]
    places = [("Everything new", feed_address("atom")), ("All meetings", calendar_address())]
    for group in groups:
        places.append((f"{group.title}: what is new", feed_address("atom", group.address)))
        places.append((f"{group.title}: meetings", calendar_address(group.address)))
    return [(name, visit.origin + with_parameters(address, key=key)) for name, address in places]
