"""The end of mails with news, by the address that stands in each: for whoever holds the mail, without signing in.

A mail program asks with POST when its reader clicks there (RFC 8058), and gets no further question. A person who opens
the address is asked first, for programs that look at links open them as well.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.usecases.people import own_news
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()


@router.get("/news/stop/{secret}")
def ask(secret: str, visit: Visiting) -> Response:
    email = own_news.whose(visit.state, secret)
    return _page(visit, 200 if email else 410, secret=secret, email=email)


@router.post("/news/stop/{secret}")
def stop(secret: str, visit: Visiting) -> Response:
    known = own_news.stop(visit.state, secret)
    return _page(visit, 200 if known else 410, secret=secret, email=None, stopped=known)


def _page(visit: Visit, code: int, **values: object) -> Response:
    page = visit.page("news_stop.html", code, **{"stopped": False, **values})
    page.headers["Cache-Control"] = "private, no-store"  # it names whose mail it was
    return page
