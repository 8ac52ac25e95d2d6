"""Everybody with an account; and making one for somebody."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kb.people.accounts import AccountExists, NotAnAddress
from kb.usecases.people import accounts, administering
from kb.usecases.people.accounts import NoSuchGroup, groups_named
from kb.usecases.people.acting import NotAnAdmin
from kb.web.pages.admin.admin import Administering, group_titles, no_admin
from kb.web.pieces.letters import mails, tell_new
from kb.web.plain.addresses import with_parameters
from kb.web.plain.words import as_role
from kb.web.serving.visit import Text, Visit

router = APIRouter()


@router.get("/admin/people")
def people(visit: Administering, q: str = "", page: int = 1) -> Response:
    return _page(visit, q=q, page=page)


@router.post("/admin/people")
def add(visit: Administering, email: Text = "", name: Text = "", group: Text = "", role: Text = "member") -> Response:
    """The page that answers shows the link, this once, where there is no mail to send it by."""
    sent: dict[str, Any] = {"email": email, "name": name, "in_group": group, "role": role}
    by_mail = mails(visit)
    try:
        groups = {slug: as_role(role) for slug in groups_named(visit.catalog, [group] if group else [])}
        made = accounts.add_account(
            visit.state, email, name=name, groups=groups, by=visit.session.account, to_mail=by_mail
        )
    except (NotAnAddress, AccountExists) as error:
        return _page(visit, 422, wrong=str(error), **sent)
    except NoSuchGroup as error:
        return _page(visit, 422, wrong_group=str(error), **sent)
    except NotAnAdmin as error:
        return no_admin(visit, error)
    link = f"{visit.origin}/login/reset/{made.secret}"
    if by_mail:
        tell_new(visit, made.account.email, link)
    return _page(visit, made=made.account, made_address="" if by_mail else link)


def _page(visit: Visit, code: int = 200, /, q: str = "", page: int = 1, **sent: Any) -> Response:
    shown = {
        "made": None, "made_address": "", "email": "", "name": "", "in_group": "", "role": "member", "wrong": "",
        "wrong_group": "",
    }  # fmt: skip
    found = administering.find_people(visit.state, q, page)
    return visit.page(
        "admin_people.html",
        code,
        q=q,
        people=found,
        page_address=lambda number: with_parameters("/admin/people", q=q, page=number if number > 1 else None),
        groups=group_titles(visit),
        mails=mails(visit),
        **{**shown, **sent},
    )
