"""The page of somebody who has an account: their name, groups, password, and the browsers they are signed in with."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import slug
from kb.people.memberships import LastLead
from kb.people.passwords import NotAPassword
from kb.usecases.people import membership, own_account, own_data, signing_in
from kb.usecases.people.signing_in import SignInRefused
from kb.web.plain.words import day
from kb.web.serving import cookies
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()


_DONE = {
    "name": "Your name is changed.",
    "password": "Your password is changed, and every other browser is signed out.",
    "session": "That browser is signed out.",
    "others": "You are signed out everywhere else.",
    "proven": "Now it is sure that this address is yours. Somebody else could have made the account before, so its "
    "password, its tokens and whoever was signed in with it were taken out. You can choose a password below.",
    "left": "You have left the group.",
}
"""What may be said above the page, by the word in its address: nothing else can be put there."""


@router.get("/account")
def account(visit: Visiting, done: str = "") -> Response:
    return _page(visit, done=_DONE.get(done, ""))


@router.post("/account/name")
def rename(visit: Visiting, name: Text = "") -> Response:
    own_account.rename(visit.state, visit.session, name)
    return visit.onward("/account?done=name")


@router.post("/account/password")
def change_password(visit: Visiting, old: Text = "", new: Text = "") -> Response:
    try:
        secret = signing_in.change_password(visit.state, visit.session, old, new, visit.browser)
    except SignInRefused:
        return _page(visit, 422, wrong={"old": "That is not the password you have now."})
    except NotAPassword as error:
        return _page(visit, 422, wrong={"new": str(error)})
    answer = visit.onward("/account?done=password")
    cookies.remember(answer, secret, visit.https)
    return answer


@router.post("/account/sessions/end")
def end_session(visit: Visiting, number: Text = "") -> Response:
    own_account.end_one(visit.state, visit.session, number)
    return visit.onward("/account?done=session")


@router.post("/account/sessions/others")
def end_other_sessions(visit: Visiting) -> Response:
    own_account.end_others(visit.state, visit.session)
    return visit.onward("/account?done=others")


@router.post("/account/groups/leave")
def leave(visit: Visiting, group: Text = "") -> Response:
    """As on the group's page, and also where a group has no page any more."""
    try:
        membership.leave(visit.state, visit.session.account, group)
    except LastLead as error:
        return _page(visit, 409, not_changed=str(error))
    return visit.onward("/account?done=left")


@router.post("/account/groups/withdraw")
def withdraw(visit: Visiting, group: Text = "") -> Response:
    own_account.withdraw(visit.state, visit.session, group)
    return visit.onward("/account")


@router.post("/account/export")
def export(visit: Visiting) -> Response:
    """A form and no link: it is noted in the log, which no program that fetches pages ahead should fill."""
    held = own_data.export(visit.state, visit.session)
    name = slug(visit.me.account.called).encode("ascii", "ignore").decode().strip("-") or str(visit.session.account)
    headers = {"Content-Disposition": f'attachment; filename="kb-{name}.json"'}
    return Response(json.dumps(held, indent=2, ensure_ascii=False), headers=headers, media_type="application/json")


def group_called(visit: Visit, group: str) -> tuple[str, str]:
    """What a group is called, and the address of its page; "" where whoever asks may read none of it."""
    found = visit.catalog.group(group, visit.audiences)
    return (found.title, found.address) if found and found.slug == group else (group, "")


def _page(visit: Visit, code: int = 200, /, **said: Any) -> Response:
    own = own_account.look(visit.state, visit.session)
    return visit.page(
        "account.html",
        code,
        own=own,
        groups=[(group_called(visit, one.group), one) for one in own.groups],
        asked=[(group_called(visit, one.group), one) for one in own.asked],
        this=visit.session.number,
        leads=bool(visit.viewer.leads) or visit.viewer.admin,
        day=day,
        **{"done": "", "wrong": {}, "not_changed": "", **said},
    )
