"""Who is asking, and the sets of readers they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

Audience = str  # kept as its name, so that the index can hold it without knowing what it means

PUBLIC: Audience = "public"
MEMBERS: Audience = "members"


def group_audience(group: str) -> Audience:
    """The members and leads of one group, named by its slug."""
    return f"group:{group}"


def leads_audience(group: str | None) -> Audience:
    """The leads of one group and the admins; with no group, the admins alone."""
    return f"leads:{group or ''}"


def group_of(audience: Audience) -> str:
    """The group whose members or leads an audience is; "" where it is none."""
    kind, _, group = audience.partition(":")
    return group if kind in ("group", "leads") else ""


@dataclass(frozen=True)
class Viewer:
    """Whoever is asking: a visitor, a member, a lead, an admin.

    Attributes:
        member: signed in.
        groups: slugs of the groups this viewer is a member of.
        leads: slugs of the groups this viewer leads.
        admin: may read and do everything.
        account: the number of their account, None for a visitor.
        writes: may change what they otherwise may; False for a token that only reads.
        within: slugs of the groups that a token is limited to; None where there is no such limit.
    """

    member: bool = False
    groups: frozenset[str] = field(default=frozenset())
    leads: frozenset[str] = field(default=frozenset())
    admin: bool = False
    account: int | None = None
    writes: bool = True
    within: frozenset[str] | None = None


VISITOR = Viewer()
