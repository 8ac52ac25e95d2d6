"""Drafts under the Chatham House Rule: decided here alone, for publishing one as for putting it into a document."""

from __future__ import annotations

from dataclasses import fields, replace

from kb.access import may_lead
from kb.drafts import Draft, Fields
from kb.intake.attendance import without_attendance
from kb.library.facts import read_date
from kb.model import CHATHAM_HOUSE, Document, Viewer, slug
from kb.usecases.writing.creating import would_be_new
from kb.usecases.writing.saving import Desk, Unnamed
from kb.usecases.writing.wording import LONGEST, Wording

_ROSTER = (
    "The list of who came was taken out of the text, because it is under the Chatham House Rule. It is kept beside "
    "this draft and is gone once it is published."
)


class ForALead(Unnamed):
    """Under the Chatham House Rule a lead of the group, or an admin, publishes it; whoever wanted to is neither."""


def held(desk: Desk, draft: Draft) -> Draft:
    """The draft as it is kept: under the Chatham House Rule without who came, and with the group whose leads have to
    publish it, from then on and whatever becomes of the rule."""
    group = ruled_by(desk, draft)
    return draft if group == draft.ruled_by else replace(without_roster(draft), ruled_by=group)


def ruled_by(desk: Desk, draft: Draft) -> str | None:
    """The group under whose rule it is now, else the one under whose it last was."""
    if draft.ruled_by == draft.fields.group or not (draft.ruled_by == "" or is_ruled(desk, draft)):
        return draft.ruled_by
    return draft.fields.group


def without_roster(draft: Draft) -> Draft:
    """The draft with the lists of who came beside it, not in its text: as it is under the Chatham House Rule."""
    text, lists = without_attendance(draft.text)
    if not lists:
        return draft
    taken = (part for each in lists if (part := each.text.strip()) not in draft.private)
    private = "\n\n".join(part for part in (draft.private, *taken) if part)
    report = (*(sentence for sentence in draft.told.report if sentence != _ROSTER), _ROSTER)
    return replace(draft, text=text, private=private, told=replace(draft.told, report=report))


def under_the_rule(desk: Desk, draft: Draft, into: Document | None = None) -> bool:
    """Has somebody to say that it names no one, before it is published, or put into a document?"""
    return bool(_answering(desk, draft, into))


def is_for_a_lead(desk: Desk, viewer: Viewer, draft: Draft, into: Document | None = None) -> bool:
    """Has a lead of its group to publish it, or an admin, and this viewer is neither? `into`: the document that it is
    to be put into, whose group and rule count as well."""
    return not all(may_lead(viewer, group) for group in _answering(desk, draft, into))


def vouched(desk: Desk, viewer: Viewer, draft: Draft, into: Document | None = None, *, names_no_one: bool) -> bool:
    """Whether it is said to name no one, by somebody whose word counts where it is written. Raises ForALead, and
    Unnamed where nobody says so of what has to be read for names."""
    answering = _answering(desk, draft, into)
    if not all(may_lead(viewer, group) for group in answering):
        raise ForALead
    if answering and not names_no_one:
        raise Unnamed
    return names_no_one and may_lead(viewer, (into.group if into else draft.fields.group) or "")


def is_ruled(desk: Desk, draft: Draft) -> bool:
    """Would it be under the rule, if it were published as it is?"""
    becomes = would_become(desk, draft)
    return becomes is not None and becomes.rule == CHATHAM_HOUSE


def would_become(desk: Desk, draft: Draft) -> Document | None:
    """The document it would be if it were published as it is, as far as its readers and its rule are known by that;
    None where they are not."""
    said = draft.fields
    try:
        read_date(said.date) if any(letter.isdigit() for letter in said.date) else None
    except ValueError:
        said = replace(said, date="")
    title = said.title[: LONGEST["title"]] if slug(said.title[: LONGEST["title"]]) else "Draft"
    said = replace(said, title=title, tags="", url="", description="")
    return would_be_new(desk, wording_of_draft(said, draft.text))


def wording_of_draft(said: Fields, text: str) -> Wording:
    """A draft as a document's form has it."""
    return Wording(**{each.name: getattr(said, each.name) for each in fields(said)}, text=text)


def fields_of(said: Wording) -> Fields:
    """What a document's form says, as a draft keeps it."""
    return Fields(**{each.name: getattr(said, each.name) for each in fields(Fields)})


def _answering(desk: Desk, draft: Draft, into: Document | None) -> set[str]:
    """The groups whose leads have to have read it for names, "" for none's."""
    group = ruled_by(desk, draft)
    groups = set[str]() if group is None else {group}
    return groups | {into.group or ""} if into and into.rule == CHATHAM_HOUSE else groups
