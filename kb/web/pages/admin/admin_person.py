"""One account: its groups and roles, its way in, and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kb.people.accounts import LastAdmin, NoAccount
from kb.people.memberships import LastLead
from kb.usecases.people import accounts, administering
from kb.usecases.people.accounts import AccountRefused, NoSuchGroup, groups_named
from kb.usecases.people.acting import NotAnAdmin, Yourself
from kb.web.pages.admin.admin import Administering, group_titles, no_admin
from kb.web.pieces.letters import mails, tell_reset
from kb.web.plain.addresses import person_address
from kb.web.plain.words import as_role, day
from kb.web.serving.visit import NotFound, Text, Visit

router = APIRouter()


_REFUSED = (LastAdmin, LastLead, AccountRefused, NoSuchGroup, Yourself)


@router.get("/admin/people/{number}")
def person(number: int, visit: Administering) -> Response:
    return _page(visit, number)


@router.post("/admin/people/{number}/admin")
def make_admin(number: int, visit: Administering, admin: Text) -> Response:
    return _changed(
        visit, number, lambda email, by: accounts.change_roles(visit.state, email, admin=admin == "yes", by=by)
    )


@router.post("/admin/people/{number}/role")
def give_role(number: int, visit: Administering, group: Text = "", role: Text = "member") -> Response:
    def change(email: str, by: int) -> object:
        groups = {slug: as_role(role) for slug in groups_named(visit.catalog, [group])}
        return accounts.change_roles(visit.state, email, groups=groups, by=by)

    return _changed(visit, number, change)


@router.post("/admin/people/{number}/remove")
def remove(number: int, visit: Administering, group: Text) -> Response:
    """Also out of a group that is not there any more."""
    return _changed(visit, number, lambda email, by: accounts.change_roles(visit.state, email, leaves=[group], by=by))


@router.post("/admin/people/{number}/shut")
def shut(number: int, visit: Administering) -> Response:
    return _changed(visit, number, lambda email, by: accounts.shut_account(visit.state, email, by=by))


@router.post("/admin/people/{number}/open")
def open_again(number: int, visit: Administering) -> Response:
    return _changed(visit, number, lambda email, by: accounts.open_account(visit.state, email, by=by))


@router.post("/admin/people/{number}/sign-out")
def sign_out(number: int, visit: Administering) -> Response:
    return _changed(visit, number, lambda email, by: accounts.sign_out_everywhere(visit.state, email, by=by))


@router.post("/admin/people/{number}/erase")
def erase(number: int, visit: Administering) -> Response:
    return _changed(visit, number, lambda email, by: accounts.erase(visit.state, email, by=by), onward="/admin/people")


@router.post("/admin/people/{number}/reset")
def reset(number: int, visit: Administering, by_mail: Text = "") -> Response:
    """The page that answers shows the link, this once; one that goes out by mail is shown to nobody."""
    to_mail = by_mail == "yes" and mails(visit)
    email = _email(visit, number)
    try:
        secret = accounts.reset_link(visit.state, email, by=visit.session.account, to_mail=to_mail)
    except NotAnAdmin as error:
        return no_admin(visit, error)
    except AccountRefused as error:
        return _page(visit, number, 409, not_changed=str(error))
    link = f"{visit.origin}/login/reset/{secret}"
    if to_mail:
        tell_reset(visit, email, link)
    return _page(visit, number, mailed=to_mail, reset_address="" if to_mail else link)


def _changed(visit: Visit, number: int, change: Callable[[str, int], object], onward: str | None = None) -> Response:
    """Do it, and show the person again; where it is refused, with the sentence."""
    try:
        change(_email(visit, number), visit.session.account)
    except NotAnAdmin as error:
        return no_admin(visit, error)
    except NoAccount:
        raise NotFound from None
    except _REFUSED as error:
        return _page(visit, number, 409, not_changed=str(error))
    return visit.onward(onward or person_address(number))


def _email(visit: Visit, number: int) -> str:
    try:
        return administering.person(visit.state, number).listed.account.email
    except NoAccount:
        raise NotFound from None


def _page(visit: Visit, number: int, code: int = 200, /, **sent: Any) -> Response:
    try:
        found = administering.person(visit.state, number)
    except NoAccount:
        raise NotFound from None
    shown = {"not_changed": "", "reset_address": "", "mailed": False}
    return visit.page(
        "admin_person.html",
        code,
        person=found.listed.account,
        roles=found.listed.groups,
        sessions=found.sessions,
        at=person_address(number),
        yourself=number == visit.session.account,
        groups=group_titles(visit),
        mails=mails(visit),
        day=day,
        **{**shown, **sent},
    )
