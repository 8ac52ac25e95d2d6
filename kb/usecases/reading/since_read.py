"""What changed in a document since somebody read it last."""

from __future__ import annotations

from dataclasses import dataclass

from kb.history import History, HistoryUnusable
from kb.model import Document, Viewer
from kb.people.reading import SITTING, mark_of
from kb.state import State, StateUnusable
from kb.usecases.reading.versions import seen_revisions


@dataclass(frozen=True)
class SinceRead:
    """The names of the newest version and of the one they read; `at`: when, in seconds since 1970."""

    newest: str
    read: str
    at: int


def since_read(state: State, history: History, viewer: Viewer, document: Document) -> SinceRead | None:
    """None where nothing changed, or nothing but by themselves, or it is not known. A page never fails for it.

    In the sitting in which they read what is new it goes on being shown.
    """
    if viewer.account is None:
        return None
    try:
        with state.read() as db:
            mark, now = mark_of(db, viewer.account, document.id), db.now
        revisions = seen_revisions(history, viewer, document) if mark else []
    except (StateUnusable, HistoryUnusable):
        return None
    if mark is None or not revisions:
        return None
    at = mark.read_at
    if revisions[0].at <= at and mark.before_at is not None and now - at < SITTING:
        at = mark.before_at
    new = [each for each in revisions if each.at > at]
    if all(each.by == viewer.account for each in new) or len(new) == len(revisions):
        return None
    return SinceRead(new[0].name, revisions[len(new)].name, at)
