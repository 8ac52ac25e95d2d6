"""How somebody wants to hear of what is new: for each group by mail at once, once a week, or not at all."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from kb.people.news import HOWS, How
from kb.usecases.people import own_news
from kb.web.pieces.letters import mails
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()

_CHOICES = (("", "No mail"), ("weekly", "Once a week, on Monday"), ("at once", "At once"))
_FIELD = "group-"


@router.get("/account/news")
def news_by_mail(visit: Visiting, done: str = "") -> Response:
    groups = _groups(visit)
    return visit.page(
        "account_news.html",
        done=bool(done),
        mails=mails(visit),
        email=visit.me.account.email,
        proven=visit.me.account.proven,
        choices=_CHOICES,
        chosen=own_news.chosen(visit.state, visit.session),
        own=[pair for pair in groups if pair[0] in visit.viewer.groups],
        others=[pair for pair in groups if pair[0] not in visit.viewer.groups],
        field=_FIELD,
    )


async def _sent(request: Request) -> FormData:
    return await request.form()


@router.post("/account/news")
def choose(visit: Visiting, sent: Annotated[FormData, Depends(_sent)]) -> Response:
    session = visit.session
    known = [group for group, _ in _groups(visit)]
    wanted = {group: _how(str(sent[f"{_FIELD}{group}"])) for group in known if f"{_FIELD}{group}" in sent}
    own_news.keep(visit.state, session, wanted)
    return visit.onward("/account/news?done=1")


def _groups(visit: Visit) -> list[tuple[str, str]]:
    """The groups somebody reads anything of, by slug and title, and last what belongs to none."""
    found = [(group.slug, group.title) for group in visit.catalog.groups(visit.audiences)]
    return [*found, ("", f"{visit.catalog.site.title} itself: what is of no group")]


def _how(text: str) -> How | None:
    return next((each for each in HOWS if each == text), None)
