"""Drafts of whoever may see them: listed, opened, changed, thrown away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import quote

from kb.access import may_publish_draft, may_see_draft, may_write_in
from kb.drafts import (
    Draft,
    Fields,
    NoDraft,
    Shelf,
    change_draft,
    draft_of,
    drafts_for,
    remove_draft,
)
from kb.intake.attendance import without_attendance
from kb.library import derived_id
from kb.library.facts import read_date
from kb.model import CHATHAM_HOUSE, Document, Kind, Viewer
from kb.people.memberships import led_groups
from kb.state import State, Transaction
from kb.usecases.in_step.refused import WrongWords
from kb.usecases.writing.creating import take_back, would_be_new
from kb.usecases.writing.saving import Desk, NotTheirs, NotThere, Unnamed
from kb.usecases.writing.wording import Wording, checked

_LONGEST = 2_000_000  # characters of a text
_ROSTER = (
    "The list of who came was taken out of the text, because the group meets under the Chatham House Rule. It is kept "
    "beside this draft and is gone once it is published."
)


class ForALead(Unnamed):
    """Under the Chatham House Rule a lead of the group, or an admin, publishes it; whoever wanted to is neither."""


class StaleDraft(Exception):
    """Somebody has changed the draft since; nothing was written."""

    def __init__(self, now: Draft) -> None:
        super().__init__("Somebody has changed this draft since.")
        self.now = now


@dataclass(frozen=True)
class DraftRoom:
    """Where drafts are: the desk that documents are written at, the database, and the shelf of the originals."""

    desk: Desk
    state: State

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.state.folder)


def drafts_to_see(room: DraftRoom, viewer: Viewer) -> list[Draft]:
    """One's own, and those of the groups one leads; the newest first."""
    if viewer.account is None:
        return []
    with room.state.read() as db:
        unled = _every_group(room) - led_groups(db) if viewer.admin else frozenset[str]()
        found = drafts_for(db, viewer.account, viewer.leads | unled)
        return [each for each in found if _sees(room, db, viewer, each)]


def open_draft(room: DraftRoom, viewer: Viewer, identifier: str, revision: int | None = None) -> Draft:
    """`revision`: as they read it. Raises NotThere, the same for what never was and for what is not theirs to see;
    StaleDraft."""
    with room.state.read() as db:
        draft = _seen(room, db, viewer, identifier)
    if revision is not None and draft.revision != revision:
        raise StaleDraft(draft)
    return draft


def change(room: DraftRoom, viewer: Viewer, identifier: str, said: Fields, text: str, revision: int) -> Draft:
    """Keep what somebody has made of it, which may be half done. Raises NotThere, NotTheirs, WrongWords, StaleDraft."""
    with room.state.write() as db:
        draft = _seen(room, db, viewer, identifier)
        if not viewer.writes:
            raise NotTheirs
        wanted, words = tidied(said, text)
        if wanted.group and wanted.group != draft.fields.group and not may_write_in(viewer, wanted.group):
            raise NotTheirs
        if (wanted, words) == (draft.fields, draft.text):
            return draft
        if draft.revision != revision:
            raise StaleDraft(draft)
        changed = replace(draft, fields=wanted, text=words)
        moved = (wanted.group, wanted.rule) != (draft.fields.group, draft.fields.rule)
        if moved and under_the_rule(room, changed) and not under_the_rule(room, draft):
            changed = without_roster(changed)
        return change_draft(db, changed)


def discard(room: DraftRoom, viewer: Viewer, identifier: str) -> None:
    """Throw a draft and its original away. Raises NotThere, NotTheirs."""
    if not viewer.writes:
        raise NotTheirs
    with room.state.write() as db:
        draft = _seen(room, db, viewer, identifier)
        remove_draft(db, draft.id)
    if draft.place:
        library = room.desk.library
        room.desk.refresher.after(lambda: take_back(library, draft.place, document_id(draft.id)))
    room.shelf.remove(identifier)


def tidied(said: Fields, text: str) -> tuple[Fields, str]:
    """The fields on one line each, and the text as it is kept; they may say nothing yet. Raises WrongWords."""
    if said.kind not in list(Kind) or said.kind == Kind.GROUP:
        raise WrongWords("kind", "Choose what it is.")
    if len(text) > _LONGEST:
        raise WrongWords("text", f"The text is longer than {_LONGEST:,} letters. Divide it.")
    kept = checked(wording_of_draft(said, text), new=False)
    return fields_of(kept), kept.text


def document_id(draft: str) -> str:
    """The id that a draft gives to its document."""
    return derived_id(f"new\n{once(draft)}")


def once(draft: str) -> str:
    """What makes the document of a draft one and the same, however often somebody publishes it."""
    return f"draft {draft}"


def wording_of_draft(said: Fields, text: str) -> Wording:
    """A draft as a document's form has it."""
    return Wording(**{each.name: getattr(said, each.name) for each in fields(said)}, text=text)


def fields_of(said: Wording) -> Fields:
    """What a document's form says, as a draft keeps it."""
    return Fields(**{each.name: getattr(said, each.name) for each in fields(Fields)})


def would_become(room: DraftRoom, draft: Draft) -> Document | None:
    """The document it would be if it were published as it is; None where a field cannot be as it is."""
    said = draft.fields
    try:
        read_date(said.date) if any(letter.isdigit() for letter in said.date) else None
    except ValueError:
        said = replace(said, date="")
    said = replace(said, title=said.title or "Draft")
    return would_be_new(room.desk, wording_of_draft(said, draft.text))


def with_files_in(text: str, folder: str, names: Mapping[str, str]) -> str:
    """The text with links to its files as they lie in a folder, each by the name it has there."""
    for name, there in names.items():
        link = re.compile(rf"\(files/{re.escape(quote(name))}(?=[)\s])")
        text = link.sub(f"({quote(folder)}/{quote(there)}", text)
    return text


def without_roster(draft: Draft) -> Draft:
    """The draft with the lists of who came beside it, not in its text: as it is under the Chatham House Rule."""
    text, lists = without_attendance(draft.text)
    if not lists:
        return draft
    private = "\n\n".join(part for part in (draft.private, *(each.text.strip() for each in lists)) if part)
    report = (*(sentence for sentence in draft.told.report if sentence != _ROSTER), _ROSTER)
    return replace(draft, text=text, private=private, told=replace(draft.told, report=report))


def under_the_rule(room: DraftRoom, draft: Draft) -> bool:
    """Would it be under the Chatham House Rule, if it were published as it is?"""
    becomes = would_become(room, draft)
    return becomes is not None and becomes.rule == CHATHAM_HOUSE


def is_for_a_lead(room: DraftRoom, viewer: Viewer, draft: Draft, into: Document | None = None) -> bool:
    """Has a lead of its group to publish it, or an admin, and this viewer is neither? `into`: the document that it is
    to be put into, whose group and rule count as well."""
    groups = {draft.fields.group} if under_the_rule(room, draft) else set[str]()
    if into and into.rule == CHATHAM_HOUSE:
        groups.add(into.group or "")
    return not all(may_publish_draft(viewer, group, under_the_rule=True) for group in groups)


def vouched(room: DraftRoom, viewer: Viewer, draft: Draft, into: Document | None = None, *, names_no_one: bool) -> bool:
    """Whether it is said to name no one, by somebody whose word counts. Raises ForALead."""
    if is_for_a_lead(room, viewer, draft, into):
        raise ForALead
    group = (into.group if into else draft.fields.group) or ""
    return names_no_one and may_publish_draft(viewer, group, under_the_rule=True)


def _seen(room: DraftRoom, db: Transaction, viewer: Viewer, identifier: str) -> Draft:
    try:
        draft = draft_of(db, identifier)
    except NoDraft:
        raise NotThere from None
    if not _sees(room, db, viewer, draft):
        raise NotThere
    return draft


def _sees(room: DraftRoom, db: Transaction, viewer: Viewer, draft: Draft) -> bool:
    group = draft.fields.group
    if may_see_draft(viewer, draft.owner, group):
        return True
    waits = bool(group) and viewer.admin and group not in led_groups(db) and under_the_rule(room, draft)
    return may_see_draft(viewer, draft.owner, group, waits_for_admins=waits)


def _every_group(room: DraftRoom) -> frozenset[str]:
    catalog = room.desk.library.catalog
    return frozenset(each.slug for each in catalog.groups(catalog.audiences))
