"""Keys with which programs act for somebody: made here, shown once, taken back."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from kb.people.tokens import TokenRefused
from kb.usecases.people import own_account, tokens
from kb.usecases.people.accounts import AccountRefused
from kb.usecases.people.tokens import NoToken
from kb.web.pages.account.account import group_called
from kb.web.plain.numbers import whole_number
from kb.web.plain.words import day
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()

Several = Annotated[list[str], Form()]

LASTING = (("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("never", "Until I take it back"))
_BOTH = "You chose everything, and ticked groups as well. Choose one of the two."


@router.get("/account/tokens")
def own_tokens(visit: Visiting) -> Response:
    return _page(visit)


@router.post("/account/tokens")
def make(
    visit: Visiting,
    name: Text = "",
    scope: Text = "read",
    opens: Text = "groups",
    group: Several = [],  # noqa: B006
    days: Text = "90",
) -> Response:
    """The page that answers shows the token, this once; so there is no way on from here by another address."""
    by = visit.session.account
    sent = {"name": name, "scope": scope, "opens": opens, "ticked": group, "days": days}
    try:
        if opens == "all" and group:
            raise TokenRefused(_BOTH)
        made = tokens.create_token(
            visit.state,
            visit.me.account.email,
            name,
            "write" if scope == "write" else "read",
            groups=None if opens == "all" else group,
            days=None if days == "never" else whole_number(days),
            by=by,
        )
    except (TokenRefused, AccountRefused) as error:
        return _page(visit, 422, wrong=str(error), **sent)
    return _page(visit, made=made)


@router.post("/account/tokens/back")
def take_back(visit: Visiting, name: Text = "") -> Response:
    by = visit.session.account
    with suppress(NoToken):  # sent twice
        tokens.take_back(visit.state, visit.me.account.email, name, by=by)
    return visit.onward("/account/tokens")


def _page(visit: Visit, code: int = 200, /, **said: Any) -> Response:
    own = own_account.look(visit.state, visit.session)
    known = [each.slug for each in visit.catalog.groups(visit.audiences)] if visit.viewer.admin else []
    groups = dict.fromkeys([*(each.group for each in own.groups), *known])
    empty = {"name": "", "scope": "read", "opens": "groups", "ticked": [], "days": "90", "wrong": "", "made": ""}
    return visit.page(
        "account_tokens.html",
        code,
        own=own,
        groups=[(slug, group_called(visit, slug)[0]) for slug in groups],
        called=lambda slug: group_called(visit, slug)[0],
        lasting=LASTING,
        day=day,
        **{**empty, **said},
    )
