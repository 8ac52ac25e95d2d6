"""Sign in, sign out, ask for a link by mail, choose a new password."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.people.limits import TooMany
from kb.people.passwords import NotAPassword
from kb.usecases.people import signing_in
from kb.usecases.people.setting_up import LinkUnusable
from kb.usecases.people.signing_in import SignInRefused
from kb.web.pieces.letters import mails
from kb.web.plain.addresses import safe_onward, sign_on_address
from kb.web.serving import cookies
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()


@router.get("/login")
def login(visit: Visiting, next: str = "/") -> Response:
    if visit.person is not None:
        return visit.redirect(safe_onward(next))
    return _form(visit, onward=next)


@router.post("/login")
def sign_in(visit: Visiting, email: Text = "", password: Text = "", next: Text = "/") -> Response:
    try:
        secret = signing_in.sign_in(visit.state, email, password, visit.place, visit.browser)
    except SignInRefused as error:
        return _form(visit, 422, onward=next, email=email, wrong=str(error))
    except TooMany as error:
        answer = _form(visit, 429, onward=next, email=email, wrong=str(error))
        answer.headers["Retry-After"] = str(error.wait)
        return answer
    return _signed_in(visit, secret, safe_onward(next))


@router.post("/logout")
def sign_out(visit: Visiting) -> Response:
    if visit.person is not None and visit.person.session is not None:
        signing_in.sign_out(visit.state, visit.person.session)
    answer = visit.onward("/")
    cookies.forget(answer, visit.https)
    return answer


@router.get("/login/link/{secret}")
def ask_before_signing_in(secret: str, visit: Visiting) -> Response:
    """Programs that look at mails follow every link in them: so this only asks, and the button signs in."""
    try:
        account = signing_in.whose_link(visit.state, secret, "sign-in", visit.place)
    except LinkUnusable:
        return _unusable(visit)
    return visit.page("sign_in_by_link.html", account=account)


@router.post("/login/link/{secret}")
def sign_in_by_link(secret: str, visit: Visiting) -> Response:
    try:
        session, taken_away = signing_in.sign_in_by_link(visit.state, secret, visit.browser)
    except LinkUnusable:
        return _unusable(visit)
    return _signed_in(visit, session, "/account?done=proven" if taken_away else "/")


@router.get("/login/reset/{secret}")
def choose_password(secret: str, visit: Visiting) -> Response:
    try:
        account = signing_in.whose_link(visit.state, secret, "reset", visit.place)
    except LinkUnusable:
        return _unusable(visit)
    return visit.page("reset.html", account=account, wrong="")


@router.post("/login/reset/{secret}")
def reset(secret: str, visit: Visiting, password: Text = "") -> Response:
    try:
        account = signing_in.whose_link(visit.state, secret, "reset", visit.place)
        session = signing_in.reset_password(visit.state, secret, password, visit.browser)
    except LinkUnusable:
        return _unusable(visit)
    except NotAPassword as error:
        return visit.page("reset.html", 422, account=account, wrong=str(error))
    return _signed_in(visit, session)


def _signed_in(visit: Visit, secret: str, onward: str = "/") -> Response:
    """A browser has one session: the one it had before ends, whoever's that was."""
    if visit.person is not None and visit.person.session is not None:
        signing_in.sign_out(visit.state, visit.person.session)
    answer = visit.onward(onward)
    cookies.remember(answer, secret, visit.https)
    return answer


def _form(visit: Visit, code: int = 200, onward: str = "/", email: str = "", wrong: str = "") -> Response:
    """The page with all ways to come in that this library has."""
    onward = safe_onward(onward)
    sign_on = sign_on_address(onward) if visit.parts.provider is not None else ""
    ways = {"sign_on": sign_on, "provider": visit.parts.settings.oidc_name, "mails": mails(visit)}
    return visit.page("login.html", code, onward=onward, email=email, wrong=wrong, **ways)


def _unusable(visit: Visit) -> Response:
    return visit.page("link_unusable.html", 404, of="sign-in")
