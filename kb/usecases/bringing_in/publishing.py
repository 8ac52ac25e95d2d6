"""From a draft to a document that is found: the document first, safely; then the draft and the original are destroyed.

It can be broken off anywhere. The place is written down before anything is put there; the files of the document are
there, whole, before it is; and the document has an id that only this draft can give it, so that whoever publishes again
finds what is there already. `finish` ends what was broken off.
"""

from __future__ import annotations

from collections.abc import Callable

from kb.access import audiences_of
from kb.drafts import Draft, NoDraft, became, expired_ids, known_ids, publishing_drafts, remove_draft, set_place
from kb.intake.findings import applied, findings
from kb.model import Viewer
from kb.usecases.bringing_in.draft_rule import vouched, wording_of_draft
from kb.usecases.bringing_in.drafting import (
    DraftRoom,
    document_id,
    once,
    open_draft,
    with_files_in,
)
from kb.usecases.writing.creating import Parcel, create_document, is_written, take_back
from kb.usecases.writing.saving import NotTheirs, NotThere

_HALF_AN_HOUR = 1800.0


def publish(
    room: DraftRoom,
    viewer: Viewer,
    identifier: str,
    *,
    names_no_one: bool = False,
    accept_proposals: bool = False,
    why: str = "",
    revision: int | None = None,
) -> str:
    """Make it a document. Gives its id; it is found, and the draft is gone, when this returns.

    `revision`: as whoever publishes has read it. Raises NotThere, StaleDraft, NotTheirs, ForALead, WrongWords, Unnamed,
    NotWritten, HistoryUnusable, OSError, StateUnusable; then the draft is there as it was.
    """
    draft = open_draft(room, viewer, identifier, revision)
    if not viewer.writes:
        raise NotTheirs
    vouches = vouched(room.desk, viewer, draft, names_no_one=names_no_one)
    text = applied(draft.text, findings(draft.text, roster=draft.private)) if accept_proposals else draft.text
    files = [(name, path) for name in draft.told.files if (path := room.shelf.file(draft.id, name))]
    parcel = Parcel(
        files,
        lambda own: with_files_in(text, own, {name: name for name in draft.told.files}),
        draft.place,
        _settling(room, draft.id),
    )
    document = create_document(
        room.desk,
        viewer,
        wording_of_draft(draft.fields, text),
        once=once(draft.id),
        why=why,
        names_no_one=vouches,
        parcel=parcel,
    )
    end_draft(room, draft, document)
    return document


def published_as(room: DraftRoom, viewer: Viewer, draft: Draft) -> str | None:
    """The document that a draft has become already, where ending that was broken off; None where there is none."""
    document = document_id(draft.id)
    if not draft.place or not is_written(room.desk.library, draft.place, document):
        return None
    end_draft(room, draft, document)
    catalog = room.desk.library.catalog
    return document if catalog.document(document, audiences_of(viewer, catalog.audiences)) else None


def finish(room: DraftRoom) -> int:
    """End all that was broken off: a draft whose document is there goes, files without their document go. Gives how
    many there were."""
    with room.state.read() as db:
        begun = [draft.id for draft in publishing_drafts(db)]

    def look_again() -> frozenset[str]:
        """While nobody publishes: what is begun now has been broken off."""
        return frozenset().union(*(_finish(room, identifier) for identifier in begun))

    if begun:
        room.desk.refresher.after(look_again)
    return len(begun)


def tidy_drafts(room: DraftRoom) -> None:
    """End what was broken off; destroy drafts whose time is over, and what lies on the shelf for none. Raises OSError,
    StateUnusable."""
    if not room.shelf.is_used:
        return
    finish(room)
    with room.state.write() as db:
        over = expired_ids(db)
        for identifier in over:
            remove_draft(db, identifier)
        known = known_ids(db)
    room.shelf.remove(*over)
    room.shelf.strays(known, _HALF_AN_HOUR)


def _finish(room: DraftRoom, identifier: str) -> frozenset[str]:
    """Gives the paths that are other than they were."""
    with room.state.read() as db:
        draft = next((each for each in publishing_drafts(db) if each.id == identifier), None)
    if draft is None:
        return frozenset()
    if is_written(room.desk.library, draft.place, document_id(identifier)):
        end_draft(room, draft, document_id(identifier))
        return frozenset({draft.place})
    changed = take_back(room.desk.library, draft.place, document_id(identifier))
    _settling(room, identifier)("")
    return changed


def end_draft(room: DraftRoom, draft: Draft, document: str) -> None:
    """Its document is safe: forget the draft, then destroy what it came from."""
    with room.state.write() as db:
        became(db, draft.digest, document)
        remove_draft(db, draft.id)
    room.shelf.remove(draft.id)


def _settling(room: DraftRoom, identifier: str) -> Callable[[str], None]:
    def settle(path: str) -> None:
        try:
            with room.state.write() as db:
                set_place(db, identifier, path)
        except NoDraft:
            if path:
                raise NotThere from None

    return settle
