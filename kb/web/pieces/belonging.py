"""What somebody is to a group, for the group's page: what they can do there, and how they can come in."""

from __future__ import annotations

from dataclasses import dataclass

from kb.access import may_lead, may_see_members, may_write_in
from kb.model import Group
from kb.people.memberships import Role
from kb.usecases.people.membership import may_ask, place_in, under_the_rule
from kb.web.plain.addresses import sign_in_address
from kb.web.serving.visit import NotFound, Visit


@dataclass(frozen=True)
class Belonging:
    """Attributes:
    role: in the group, None for others.
    leading: may invite, give roles and edit what the group says of itself.
    writes: may write new documents in it.
    sees_people: may see who is in it.
    waits: has asked to join, and nobody has answered yet.
    may_ask: may ask to join now.
    sign_in: where to sign in, for somebody who then may ask; "" for others.
    """

    role: Role | None = None
    leading: bool = False
    writes: bool = False
    sees_people: bool = False
    waits: bool = False
    may_ask: bool = False
    sign_in: str = ""


def belonging(visit: Visit, group: Group) -> Belonging:
    """Looks at the database only for somebody who is signed in: visitors never need it."""
    opens = may_ask(group)
    viewer = visit.viewer
    if viewer.account is None:
        return Belonging(sign_in=sign_in_address(group.address) if opens else "")
    place = place_in(visit.state, group.slug, viewer.account)
    hidden = viewer.member and under_the_rule(visit.catalog, group.slug)
    return Belonging(
        role=place.role,
        leading=may_lead(viewer, group.slug),
        writes=may_write_in(viewer, group.slug),
        sees_people=may_see_members(viewer, group.slug, hidden),
        waits=place.waits,
        may_ask=opens and place.role is None and not place.waits,
    )


def group_led(visit: Visit, slug: str) -> tuple[Group, int]:
    """The group, and the account of whoever may act for it. Raises NotFound: nobody else learns that it is there.

    With a browser, not a program's token: a token that invites people would outlive being taken back.
    """
    group = visit.catalog.group(slug, visit.audiences)
    signed_in = visit.person is not None and visit.person.session is not None
    if group is None or not signed_in or visit.viewer.account is None or not may_lead(visit.viewer, group.slug):
        raise NotFound
    return group, visit.viewer.account
