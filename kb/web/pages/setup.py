"""The first run: the page behind the link that the server prints, which makes the first admin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from kb.people.accounts import NotAnAddress
from kb.people.passwords import NotAPassword
from kb.usecases.people.setting_up import LinkUnusable, set_up, setup_is_open
from kb.web.serving import cookies
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()


@router.get("/setup/{secret}")
def setup(secret: str, visit: Visiting) -> Response:
    if not setup_is_open(visit.state, secret, visit.place):
        return _unusable(visit)
    return visit.page("setup.html", email="", name="", wrong={})


@router.post("/setup/{secret}")
def set_up_library(
    secret: str,
    visit: Visiting,
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    try:
        session = set_up(visit.state, secret, email, name, password, visit.browser)
    except LinkUnusable:
        return _unusable(visit)
    except (NotAnAddress, NotAPassword) as error:
        wrong = {"password" if isinstance(error, NotAPassword) else "email": str(error)}
        return visit.page("setup.html", 422, email=email, name=name, wrong=wrong)
    answer = visit.onward("/")
    cookies.remember(answer, session, visit.https)
    return answer


def _unusable(visit: Visit) -> Response:
    return visit.page("link_unusable.html", 404, of="setup")
