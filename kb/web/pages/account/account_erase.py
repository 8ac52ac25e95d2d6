"""Erase one's own account: what goes, what stays, and a proof that it is its owner who asks."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.people.accounts import LastAdmin
from kb.usecases.people import own_account
from kb.usecases.people.signing_in import SignInRefused
from kb.web.pages.account.account import group_called
from kb.web.serving import cookies
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()


@router.get("/account/erase")
def before_erasing(visit: Visiting) -> Response:
    return _page(visit)


@router.post("/account/erase")
def erase(visit: Visiting, password: Text = "", email: Text = "") -> Response:
    try:
        own_account.erase_oneself(visit.state, visit.session, password, email)
    except SignInRefused:
        return _page(visit, 422, wrong=True)
    except LastAdmin as error:
        return _page(visit, 409, not_changed=str(error))
    answer = visit.onward("/account/erased")
    cookies.forget(answer, visit.https)
    return answer


@router.get("/account/erased")
def erased(visit: Visiting) -> Response:
    return visit.page("account_erased.html")


def _page(visit: Visit, code: int = 200, /, *, wrong: bool = False, not_changed: str = "") -> Response:
    own = own_account.look(visit.state, visit.session)
    led_alone = [group_called(visit, slug)[0] for slug in own.led_alone]
    return visit.page("account_erase.html", code, own=own, led_alone=led_alone, wrong=wrong, not_changed=not_changed)
