"""Come in by mail: a link to choose a new password, or one to sign in.

Whether there is an account for an address shows in no answer, neither in its words nor in how long it takes: each says
that a mail is on its way if there is one, and only then is it looked up.
"""

from __future__ import annotations

import logging

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.background import BackgroundTask

from kb.people.accounts import NotAnAddress, clean_email
from kb.people.links import LASTING, MINUTE, Purpose
from kb.state import StateUnusable
from kb.usecases.people import signing_in
from kb.web.pieces.letters import mails, send_link
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()

log = logging.getLogger("kb")


@router.get("/login/forgotten")
def forgotten(visit: Visiting) -> Response:
    return _form(visit)


@router.post("/login/forgotten")
def send_reset(visit: Visiting, email: Text = "") -> Response:
    return _sent(visit, email, "reset")


@router.post("/login/link")
def send_sign_in(visit: Visiting, email: Text = "") -> Response:
    """From the sign-in page, by a second button below the same field."""
    return _sent(visit, email, "sign-in")


def _sent(visit: Visit, email: str, purpose: Purpose) -> Response:
    if not mails(visit):
        return _form(visit, 409)
    try:
        address = clean_email(email)
    except NotAnAddress as error:
        return _form(visit, 422, purpose=purpose, email=email, wrong=str(error))
    signing_in.ask_for_mail(visit.state, address, visit.place)
    answer = visit.page("link_mailed.html", email=address, purpose=purpose, minutes=LASTING[purpose] // MINUTE)
    answer.background = BackgroundTask(_mail, visit, address, purpose)
    return answer


def _mail(visit: Visit, address: str, purpose: Purpose) -> None:
    """Runs once the answer is sent."""
    try:
        made = signing_in.link_by_mail(visit.state, address, purpose)
    except StateUnusable as error:  # whoever waits for the mail asks again
        log.error("%s", error)
        return
    if made is not None:
        send_link(visit, made, purpose)


def _form(visit: Visit, code: int = 200, /, purpose: Purpose = "reset", email: str = "", wrong: str = "") -> Response:
    return visit.page("forgotten.html", code, mails=mails(visit), purpose=purpose, email=email, wrong=wrong)
