"""A visit to a feed or calendar: as any other, or by somebody's own address, which has their key in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kb.usecases.people.own_feeds import follower
from kb.web.serving.visit import NotFound, Visit, Visiting

_HEADERS = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class FollowingVisit(Visit):
    """`key`: what follows `key=` in the address; with it somebody reads as whose it is, whoever is signed in."""

    def __init__(self, request: Request, key: str) -> None:
        super().__init__(request)
        self.key = key

    def answered(self, answer: Response) -> Response:
        """With what an answer carries that is for one person."""
        answer.headers.update(_HEADERS if self.key else {})
        return answer


async def _following(visit: Visiting) -> FollowingVisit:
    key = visit.request.query_params.get("key", "")
    following = FollowingVisit(visit.request, key)
    if key:
        person = await run_in_threadpool(follower, visit.state, key)
        if person is None:
            raise NotFound
        following.person, following.viewer = person, person.viewer
    return following


Following = Annotated[FollowingVisit, Depends(_following)]
