"""The page behind an invitation: join with the account one has, or make one."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.people.accounts import AccountExists, NotAnAddress
from kb.people.passwords import NotAPassword
from kb.usecases.people import inviting
from kb.usecases.people.inviting import Invitation, InvitationVoid
from kb.usecases.people.setting_up import LinkUnusable
from kb.web.plain.addresses import group_address, sign_in_address
from kb.web.serving import cookies
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()


@router.get("/join/{secret}")
def invitation(secret: str, visit: Visiting) -> Response:
    """Programs that look at mails follow every link in them: so this only shows, and the button joins."""
    try:
        found = inviting.look_at(visit.state, visit.catalog, secret, visit.place)
    except LinkUnusable:
        return visit.page("link_unusable.html", 404, of="join")
    except InvitationVoid as why:
        return _void(visit, why)
    return _form(visit, found, secret)


@router.post("/join/{secret}")
def join(secret: str, visit: Visiting, email: Text = "", name: Text = "", password: Text = "") -> Response:
    try:
        found = inviting.look_at(visit.state, visit.catalog, secret, visit.place)
        if visit.person is not None:
            return visit.onward(group_address(inviting.join(visit.state, visit.catalog, visit.session.account, secret)))
        group, session = inviting.join_as_new(visit.state, visit.catalog, secret, email, name, password, visit.browser)
    except LinkUnusable:
        return visit.page("link_unusable.html", 404, of="join")
    except InvitationVoid as why:
        return _void(visit, why)
    except (NotAnAddress, NotAPassword, AccountExists) as error:
        wrong = {"password" if isinstance(error, NotAPassword) else "email": str(error)}
        return _form(visit, found, secret, 422, email=email, name=name, wrong=wrong)
    answer = visit.onward(group_address(group))
    cookies.remember(answer, session, visit.https)
    return answer


def _form(
    visit: Visit,
    found: Invitation,
    secret: str,
    code: int = 200,
    email: str = "",
    name: str = "",
    wrong: dict[str, str] | None = None,
) -> Response:
    return visit.page(
        "join.html",
        code,
        invitation=found,
        sign_in=sign_in_address(f"/join/{secret}"),
        email=found.email or email,
        name=name,
        wrong=wrong or {},
    )


def _void(visit: Visit, why: InvitationVoid) -> Response:
    return visit.page("invitation_void.html", 409, why=str(why))
