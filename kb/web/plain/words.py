"""What the pages say about things, in plain words: the same thing has the same name everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from kb.model import CHATHAM_HOUSE, Audience, Document, Group, Visibility
from kb.people.memberships import Role

KINDS = {"notes": "Notes", "agenda": "Agenda", "resource": "Resource", "group": "Group", "page": "Page"}

_RULES = {
    CHATHAM_HOUSE: (
        "Chatham House Rule",
        "You may use what was said. Do not say, or try to find out, who said it or whom they speak for.",
    )
}

_UNDER_THE_RULE = (CHATHAM_HOUSE, "Chatham House Rule: what was said may be used, who said it may not be told")

OWN_RULES = (
    ("", "As in its group"),
    ("none", "None, whatever the group has"),
    _UNDER_THE_RULE,
)
"""What a document may say of its rule itself."""

RULE_CHOICES = (
    ("none", "None"),
    _UNDER_THE_RULE,
)

_READERS = {
    Visibility.PUBLIC: "Everybody on the internet",
    Visibility.MEMBERS: "Everybody who has an account here",
    Visibility.GROUP: "The members of the group and its leads",
    Visibility.LEADS: "The leads of the group alone",
}


def kind(name: str) -> str:
    """A kind of document: "Notes" for `notes`."""
    return KINDS.get(name, name)


def readers(document: Document, group: Group | None) -> str:
    """Who can read a document, as a sentence."""
    return f"{_who(document, group)} can read this."


def openers(document: Document, group: Group | None) -> str:
    """A warning before a link is passed on that not everybody can open; "" where everybody can."""
    return "" if document.visibility is Visibility.PUBLIC else f"{_who(document, group)} can open this link."


def _who(document: Document, group: Group | None) -> str:
    name = group.title if group else document.group_label
    match document.visibility:
        case Visibility.PUBLIC:
            return "Everyone"
        case Visibility.MEMBERS:
            return "Only members"
        case Visibility.GROUP if name:
            return f"Only members of {name} and its leads"
        case _ if name:
            return f"Only the leads of {name}"
        case _:
            return "Only the people who run this library"


def reader_choices(offered: Iterable[Visibility]) -> list[tuple[str, str]]:
    """Who could read a group, for a form."""
    return [(each.value, f"{_READERS[each]} can read it") for each in offered]


def usual_readers(usual: Visibility) -> str:
    """Who reads what says nothing about it."""
    return f"As usual here ({_READERS[usual][0].lower()}{_READERS[usual][1:]})"


def audience(name: Audience, titles: Mapping[str, str]) -> str:
    """A set of readers in words; `titles` of groups by their slugs."""
    match name.partition(":"):
        case ("public", _, _):
            return "Everybody"
        case ("members", _, _):
            return "Everybody with an account"
        case ("group", _, group):
            return f"Members of {titles.get(group, group)}"
        case (_, _, ""):
            return "Admins"
        case (_, _, group):
            return f"Leads of {titles.get(group, group)}"


def rule(name: str | None) -> tuple[str, str] | None:
    """A group's rule: its name, and what it asks in one sentence. None where there is none."""
    return _RULES.get(name or "")


def as_role(text: str) -> Role:
    """What a form says somebody shall be in a group: never more than it names."""
    return "lead" if text == "lead" else "member"


def day(seconds: int) -> str:
    """A time as its day (UTC): "31 March 2020"."""
    return f"{datetime.fromtimestamp(seconds, UTC):%-d %B %Y}"


def iso_day(seconds: float) -> str:
    """The day of a time (UTC) as forms send it: "2020-03-31"."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def moment(seconds: float) -> str:
    """A time to the minute (UTC): "31 March 2020, 14:05"."""
    return f"{datetime.fromtimestamp(seconds, UTC):%-d %B %Y, %H:%M}"


def instant(seconds: float) -> str:
    """The same as machines read it (RFC 3339)."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
