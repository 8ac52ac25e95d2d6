"""Drafts of whoever may see them: listed, opened, changed, thrown away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import quote

from kb.access import may_lead, may_publish_draft, may_see_draft, may_write_in
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
from kb.model import CHATHAM_HOUSE, Document, Kind, Viewer, slug
from kb.people.memberships import led_groups
from kb.state import State, Transaction
from kb.usecases.in_step.refused import WrongWords
from kb.usecases.writing.creating import take_back, would_be_new
from kb.usecases.writing.saving import Desk, NotTheirs, NotThere, Unnamed
from kb.usecases.writing.wording import LONGEST, Wording, checked

_LONGEST = 2_000_000  # characters of a text
_ROSTER = (
    "The list of who came was taken out of the text, because it is under the Chatham House Rule. It is kept beside "
    "this draft and is gone once it is published."
)


_NOT_OUT = (
    "Only a lead of the group can take it out of the Chatham House Rule. If it was never meant for that group, throw "
    "this draft away and upload the file again."
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
        if was_ruled_by != draft.ruled_by:  # their form may be from before the group had the rule
            changed = _without_roster(changed)
        if (
            _is_ruled(room, draft)
            and not _is_ruled(room, changed)
            and not may_lead(viewer, draft.ruled_by or wanted.group)
        ):
            raise WrongWords("rule" if wanted.group == draft.fields.group else "group", _NOT_OUT)
        return change_draft(db, held(room, changed))


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
    """The document it would be if it were published as it is, as far as its readers and its rule are known by that;
    None where they are not."""
    said = draft.fields
    try:
        read_date(said.date) if any(letter.isdigit() for letter in said.date) else None
    except ValueError:
        said = replace(said, date="")
    title = said.title[: LONGEST["title"]] if slug(said.title[: LONGEST["title"]]) else "Draft"
    said = replace(said, title=title, tags="", url="", description="")
    return would_be_new(room.desk, wording_of_draft(said, draft.text))


def with_files_in(text: str, folder: str, names: Mapping[str, str]) -> str:
    """The text with links to its files as they lie in a folder, each by the name it has there."""
    for name, there in names.items():
        link = re.compile(rf"\(files/{re.escape(quote(name))}(?=[)\s])")
        text = link.sub(f"({quote(folder)}/{quote(there)}", text)
    return text


def held(room: DraftRoom, draft: Draft) -> Draft:
    """The draft as it is kept: under the Chatham House Rule without who came, and with the group whose leads have to
    publish it, from then on and whatever becomes of the rule."""
    if draft.ruled_by == draft.fields.group or not (draft.ruled_by == "" or _is_ruled(room, draft)):
        return draft
    return replace(_without_roster(draft), ruled_by=draft.fields.group)


def _without_roster(draft: Draft) -> Draft:
    """The draft with the lists of who came beside it, not in its text: as it is under the Chatham House Rule."""
    text, lists = without_attendance(draft.text)
    if not lists:
        return draft
    taken = (part for each in lists if (part := each.text.strip()) not in draft.private)
    private = "\n\n".join(part for part in (draft.private, *taken) if part)
    report = (*(sentence for sentence in draft.told.report if sentence != _ROSTER), _ROSTER)
    return replace(draft, text=text, private=private, told=replace(draft.told, report=report))


def under_the_rule(room: DraftRoom, draft: Draft, into: Document | None = None) -> bool:
    """Has somebody to say that it names no one, before it is published, or put into a document?"""
    return bool(_answering(room, draft, into))


def is_for_a_lead(room: DraftRoom, viewer: Viewer, draft: Draft, into: Document | None = None) -> bool:
    """Has a lead of its group to publish it, or an admin, and this viewer is neither? `into`: the document that it is
    to be put into, whose group and rule count as well."""
    return not all(may_lead(viewer, group) for group in _answering(room, draft, into))


def vouched(room: DraftRoom, viewer: Viewer, draft: Draft, into: Document | None = None, *, names_no_one: bool) -> bool:
    """Whether it is said to name no one, by somebody whose word counts where it is written. Raises ForALead, and
    Unnamed where nobody says so of what has to be read for names."""
    if is_for_a_lead(room, viewer, draft, into):
        raise ForALead
    if under_the_rule(room, draft, into) and not names_no_one:
        raise Unnamed
    group = (into.group if into else draft.fields.group) or ""
    return names_no_one and may_publish_draft(viewer, group, under_the_rule=True)


def _answering(room: DraftRoom, draft: Draft, into: Document | None) -> set[str]:
    """The groups whose leads have to have read it for names, "" for none's."""
    ruled_by = held(room, draft).ruled_by
    groups = set[str]() if ruled_by is None else {ruled_by}
    return groups | {into.group or ""} if into and into.rule == CHATHAM_HOUSE else groups


def _is_ruled(room: DraftRoom, draft: Draft) -> bool:
    becomes = would_become(room, draft)
    return becomes is not None and becomes.rule == CHATHAM_HOUSE


def _seen(room: DraftRoom, db: Transaction, viewer: Viewer, identifier: str) -> Draft:
    try:
        draft = draft_of(db, identifier)
    except NoDraft:
        raise NotThere from None
    if not _sees(room, db, viewer, draft):
        raise NotThere
    return held(room, draft)


def _sees(room: DraftRoom, db: Transaction, viewer: Viewer, draft: Draft) -> bool:
    who = draft.owner, draft.fields.group, draft.ruled_by
    if may_see_draft(viewer, *who):
        return True
    ruled_by = held(room, draft).ruled_by if viewer.admin else None
    return may_see_draft(viewer, *who, waits_for_admins=bool(ruled_by) and ruled_by not in led_groups(db))


def _every_group(room: DraftRoom) -> frozenset[str]:
    catalog = room.desk.library.catalog
    return frozenset(each.slug for each in catalog.groups(catalog.audiences))
