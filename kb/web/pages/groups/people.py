"""The people of a group: its members, who asks to be one, who was invited; and the group's own forms for them.

Whoever may not see who is in a group gets the same answer as for a group that never was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from kb.access import audiences_of, may_lead, may_see_members
from kb.model import Group
from kb.people.accounts import NotAnAddress
from kb.people.memberships import LastLead
from kb.usecases.people import inviting, membership
from kb.usecases.people.membership import NotALead, NotChanged
from kb.web.pieces.belonging import group_led
from kb.web.pieces.letters import mails, tell_invited, tell_leads, tell_let_in
from kb.web.plain.addresses import people_address
from kb.web.plain.words import as_role, day
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()

Number = Annotated[int, Form(ge=0, lt=2**31)]
"""Of an account, as a database can hold it."""


@router.get("/groups/{slug}/people")
def people(slug: str, visit: Visiting) -> Response:
    found = visit.catalog.group(slug, visit.audiences)
    if found is None:
        raise NotFound
    hidden = membership.under_the_rule(visit.catalog, found.slug)
    if not may_see_members(visit.viewer, found.slug, hidden):
        raise NotFound
    if found.slug != slug:
        return visit.redirect(people_address(found.slug))
    return _page(visit, found)


@router.post("/groups/{slug}/people/invite")
def invite(slug: str, visit: Visiting, email: Text = "", role: Text = "member") -> Response:
    """The page that answers shows the link, this once; so there is no way on from here by another address."""
    group, by = group_led(visit, slug)
    try:
        made = inviting.invite(visit.state, by, group.slug, email, as_role(role), by_mail=mails(visit))
    except NotAnAddress as error:
        return _page(
            visit, group, 422, email=email, role=role, wrong=f"{error} Without one you get a link to hand out."
        )
    except (NotChanged, NotALead) as error:
        return _not_changed(visit, group, error, email=email, role=role)
    if made.to_mail is not None:
        tell_invited(visit, made, group)
    return _page(visit, group, made=made, made_address=f"{visit.origin}/join/{made.shown}")


@router.post("/groups/{slug}/people/withdraw")
def withdraw(slug: str, visit: Visiting, number: Text = "", email: Text = "") -> Response:
    group, by = group_led(visit, slug)
    try:
        inviting.withdraw(visit.state, by, group.slug, number, email)
    except NotALead as error:
        return _not_changed(visit, group, error)
    return visit.onward(people_address(group.slug))


@router.post("/groups/{slug}/people/role")
def give_role(slug: str, visit: Visiting, account: Number, role: Text = "member") -> Response:
    group, by = group_led(visit, slug)
    try:
        membership.give_role(visit.state, by, group.slug, account, as_role(role))
    except (NotChanged, LastLead) as error:
        return _not_changed(visit, group, error)
    return visit.onward(people_address(group.slug) if account != by else group.address)


@router.post("/groups/{slug}/people/remove")
def remove(slug: str, visit: Visiting, account: Number) -> Response:
    group, by = group_led(visit, slug)
    try:
        membership.remove(visit.state, by, group.slug, account)
    except (NotChanged, LastLead) as error:
        return _not_changed(visit, group, error)
    return visit.onward(people_address(group.slug) if account != by or visit.viewer.admin else "/")


@router.post("/groups/{slug}/people/answer")
def answer(slug: str, visit: Visiting, account: Number, let_in: Text = "") -> Response:
    group, by = group_led(visit, slug)
    try:
        email = membership.answer(visit.state, by, group.slug, account, let_in=let_in == "yes")
    except NotChanged as error:
        return _not_changed(visit, group, error)
    if let_in == "yes":
        tell_let_in(visit, email, group)
    return visit.onward(people_address(group.slug))


@router.post("/groups/{slug}/people/leave")
def leave(slug: str, visit: Visiting) -> Response:
    group = visit.catalog.group(slug, visit.audiences)
    if group is None or group.slug not in visit.viewer.groups:
        raise NotFound
    try:
        membership.leave(visit.state, visit.session.account, group.slug)
    except LastLead as error:
        return visit.page("error.html", 409, status=409, detail=str(error))
    viewer = replace(visit.viewer, groups=visit.viewer.groups - {group.slug}, leads=visit.viewer.leads - {group.slug})
    still = visit.viewer.admin or visit.catalog.group(group.slug, audiences_of(viewer))
    return visit.onward(group.address if still else "/")


@router.post("/groups/{slug}/join")
def ask_to_join(slug: str, visit: Visiting, message: Text = "") -> Response:
    group = visit.catalog.group(slug, visit.audiences)
    if group is None:
        raise NotFound
    if not membership.may_ask(group):
        detail = "One comes into this group by invitation. Ask one of its leads for one."
        return visit.page("error.html", 403, status=403, detail=detail)
    leads = membership.ask(visit.state, visit.session.account, group.slug, message)
    tell_leads(visit, leads, group)
    return visit.onward(group.address)


def _page(visit: Visit, group: Group, code: int = 200, /, **sent: Any) -> Response:
    shown = {"made": None, "made_address": "", "email": "", "role": "member", "wrong": "", "not_changed": ""}
    return visit.page(
        "people.html",
        code,
        group=group,
        people=membership.people_of(visit.state, group.slug),
        leading=may_lead(visit.viewer, group.slug),
        mine=visit.viewer.account,
        under_the_rule=membership.under_the_rule(visit.catalog, group.slug),
        mails=mails(visit),
        day=day,
        **{**shown, **sent},
    )


def _not_changed(visit: Visit, group: Group, error: Exception, **sent: str) -> Response:
    """The page again with the sentence; whoever leads no more may not see it, so they get the sentence alone."""
    if isinstance(error, NotALead):
        return visit.page("error.html", 403, status=403, detail=str(error))
    return _page(visit, group, 409, not_changed=str(error), **sent)
