"""Drafts of whoever may see them: listed, opened, changed, thrown away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from kb.access import may_lead, may_see_draft, may_write_in
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
from kb.library import derived_id
from kb.library.values import NO_RULE
from kb.model import Kind, Viewer
from kb.people.memberships import led_groups
from kb.state import State, Transaction
from kb.usecases.bringing_in.draft_rule import fields_of, held, is_ruled, ruled_by, without_roster, wording_of_draft
from kb.usecases.in_step.refused import WrongWords
from kb.usecases.writing.creating import take_back
from kb.usecases.writing.saving import Desk, NotTheirs, NotThere, check_rule
from kb.usecases.writing.wording import checked

_LONGEST = 2_000_000  # characters of a text
_NOT_OUT = (
    "Only a lead of the group can take it out of the Chatham House Rule. If it was never meant for that group, throw "
    "this draft away and upload the file again."
)


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
    """Keep what somebody has made of it, which may be half done; only leads take it out of the Chatham House Rule.
    Raises NotThere, NotTheirs, WrongWords, StaleDraft."""
    with room.state.write() as db:
        draft = _seen(room, db, viewer, identifier)
        was_ruled_by = draft_of(db, identifier).ruled_by
        if not viewer.writes:
            raise NotTheirs
        wanted, words = tidied(said, text)
        if wanted.group and wanted.group != draft.fields.group and not may_write_in(viewer, wanted.group):
            raise NotTheirs
        if (wanted, words, was_ruled_by) == (draft.fields, draft.text, draft.ruled_by):
            return draft
        if draft.revision != revision:
            raise StaleDraft(draft)
        changed = replace(draft, fields=wanted, text=words)
        was, becomes = is_ruled(room.desk, draft), is_ruled(room.desk, changed)
        _check_rule(viewer, draft, wanted, taken_out=was and not becomes)
        if becomes and (not was or was_ruled_by != draft.ruled_by):  # a form may be from before the group had the rule
            changed = without_roster(changed)
        return change_draft(db, held(room.desk, changed))


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


def with_files_in(text: str, folder: str, names: Mapping[str, str]) -> str:
    """The text with links to its files as they lie in a folder, each by the name it has there."""
    for name, there in names.items():
        link = re.compile(rf"\(files/{re.escape(quote(name))}(?=[)\s])")
        text = link.sub(f"({quote(folder)}/{quote(there)}", text)
    return text


def _check_rule(viewer: Viewer, draft: Draft, wanted: Fields, *, taken_out: bool) -> None:
    """May they make it this, as to its rule? Raises WrongWords."""
    moved = wanted.group != draft.fields.group
    if taken_out and not may_lead(viewer, draft.ruled_by or wanted.group):
        raise WrongWords("group" if moved else "rule", _NOT_OUT)
    if wanted.rule == NO_RULE and (moved or wanted.rule != draft.fields.rule):
        check_rule(viewer, wording_of_draft(wanted, ""), wanted.group)


def _seen(room: DraftRoom, db: Transaction, viewer: Viewer, identifier: str) -> Draft:
    try:
        draft = draft_of(db, identifier)
    except NoDraft:
        raise NotThere from None
    if not _sees(room, db, viewer, draft):
        raise NotThere
    return held(room.desk, draft)


def _sees(room: DraftRoom, db: Transaction, viewer: Viewer, draft: Draft) -> bool:
    who = draft.owner, draft.fields.group, draft.ruled_by
    if may_see_draft(viewer, *who):
        return True
    group = ruled_by(room.desk, draft) if viewer.admin else None
    return may_see_draft(viewer, *who, waits_for_admins=bool(group) and group not in led_groups(db))


def _every_group(room: DraftRoom) -> frozenset[str]:
    catalog = room.desk.library.catalog
    return frozenset(each.slug for each in catalog.groups(catalog.audiences))
