"""Single sign-on: to the provider, and back. Thin: the protocol is `kb.outward.oidc`, who may come in is
`kb.usecases.people.single_sign_on`."""

from __future__ import annotations

import hmac
import logging
import re

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kb.outward.vouching import Flow, NotVouched, Provider, ProviderUnusable
from kb.usecases.people import signing_in, single_sign_on
from kb.usecases.people.single_sign_on import NotLetIn
from kb.web.plain.addresses import safe_onward, sign_in_address
from kb.web.serving import cookies
from kb.web.serving.visit import NotFound, Visit, Visiting

log = logging.getLogger("kb")
router = APIRouter()

_NOT_THIS_BROWSER = (
    "This sign-in was not begun in this window, was finished already, or took more than a quarter of an hour."
)
_CANCELLED = "Signing in was cancelled, or your account at the other site may not be used for this library."
_UNUSABLE = "Single sign-on cannot be used at the moment. Try again in a minute, or sign in here with a password."
_NOT_VOUCHED = "What came back does not show who you are, so you were not signed in. Please begin again."


@router.get("/login/oidc")
def leave(visit: Visiting, next: str = "/") -> Response:
    """To the provider. Another site cannot make a browser do this: signing in is up to whoever sits there."""
    provider, onward = _provider(visit), safe_onward(next)
    if visit.person is not None:
        return visit.onward(onward)
    if visit.request.headers.get("sec-fetch-site") == "cross-site":
        return visit.onward(sign_in_address(onward))
    flow = Flow.begun()
    try:
        address = provider.address(flow, _back(visit))
    except ProviderUnusable as error:
        return _unusable(visit, error, onward)
    answer = RedirectResponse(address, 303)
    cookies.begin_sign_on(answer, flow.secret, onward, visit.https)
    return answer


@router.get("/login/oidc/back")
def come_back(visit: Visiting, state: str = "", code: str = "", error: str = "") -> Response:
    """From the provider, with what the browser kept when it left: without that nobody is signed in, so that nobody can
    be made to sign in as somebody else."""
    provider = _provider(visit)
    kept = cookies.sign_on_of(visit.request)
    flow = Flow(kept[0]) if kept else None
    onward = safe_onward(kept[1]) if kept else "/"
    if flow is None or not hmac.compare_digest(flow.state.encode(), state.encode("utf-8", "replace")):
        if visit.person is not None:  # the page of before, loaded again
            return visit.onward("/")
        return _page(visit, 400, _NOT_THIS_BROWSER, onward)
    if error:
        log.warning("single sign-on: the provider said %s", re.sub(r"[^a-z_]", "", error)[:40])
        return _ended(visit, 403, _CANCELLED, onward)
    try:
        vouched = single_sign_on.vouched_by(visit.state, provider, flow, code, _back(visit), visit.place)
        domains = visit.parts.settings.oidc_domains.split()
        secret = single_sign_on.sign_in_vouched(visit.state, visit.catalog, vouched, domains, visit.browser)
    except ProviderUnusable as unusable:
        return _unusable(visit, unusable, onward)
    except NotVouched as reason:
        log.warning("single sign-on: %s", reason)
        return _ended(visit, 400, _NOT_VOUCHED, onward)
    except NotLetIn as why:
        return _ended(visit, 403, str(why), onward)
    if visit.person is not None and visit.person.session is not None:
        signing_in.sign_out(visit.state, visit.person.session)
    answer = visit.onward(onward)
    cookies.end_sign_on(answer, visit.https)
    cookies.remember(answer, secret, visit.https)
    return answer


def _provider(visit: Visit) -> Provider:
    if visit.parts.provider is None:
        raise NotFound
    return visit.parts.provider


def _back(visit: Visit) -> str:
    """The address the provider knows: from the settings alone, whatever Host a request claims."""
    return f"{visit.origin}/login/oidc/back"


def _unusable(visit: Visit, error: ProviderUnusable, onward: str) -> Response:
    log.error("single sign-on: %s", error)
    answer = _ended(visit, 503, _UNUSABLE, onward)
    answer.headers["Retry-After"] = "60"
    return answer


def _ended(visit: Visit, code: int, why: str, onward: str) -> Response:
    answer = _page(visit, code, why, onward)
    cookies.end_sign_on(answer, visit.https)
    return answer


def _page(visit: Visit, code: int, why: str, onward: str) -> Response:
    return visit.page("oidc.html", code, why=why, again=sign_in_address(onward))
