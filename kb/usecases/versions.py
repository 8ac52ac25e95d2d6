"""The versions of a document that somebody may see, and who made each."""

from __future__ import annotations

from dataclasses import dataclass

from kb.access import may_read_version, may_see_members
from kb.history import History, Revision
from kb.model import CHATHAM_HOUSE, Document, Viewer
from kb.people.accounts import FORMER, names_of
from kb.state import State

OUTSIDE = "Changed outside"
SOMEBODY = "A member"
YOU = "You"


@dataclass(frozen=True)
class Version:
    """One version as a page tells of it: `who` is a name only where the viewer may know it."""

    revision: Revision
    who: str

    @property
    def name(self) -> str:
        return self.revision.name


def versions_of(state: State, history: History, viewer: Viewer, document: Document) -> list[Version]:
    """Newest first; those of the time when it was for others are left out. Raises HistoryUnusable.

    Under the Chatham House Rule a correction may have taken a name out: the earlier ones are for the group alone.
    """
    found = history.revisions([document.id])
    shown = [each for each in found if not each.gone and may_read_version(each.audience, viewer)]
    if document.rule == CHATHAM_HOUSE and not _is_in(viewer, document):
        shown = shown[:1]
    names: dict[int, str] = {}
    if _may_know(viewer, document) and (numbers := {each.by for each in shown if each.by is not None}):
        with state.read() as db:
            names = dict.fromkeys(numbers, FORMER) | names_of(db, numbers)
    return [Version(each, _who(each.by, viewer, names)) for each in shown]


def version_of(state: State, history: History, viewer: Viewer, document: Document, name: str) -> Version | None:
    """One of them by its name. Raises HistoryUnusable."""
    return next((each for each in versions_of(state, history, viewer, document) if each.name == name), None)


def _who(by: int | None, viewer: Viewer, names: dict[int, str]) -> str:
    if by is None:
        return OUTSIDE
    return YOU if by == viewer.account else names.get(by, SOMEBODY)


def _is_in(viewer: Viewer, document: Document) -> bool:
    return viewer.admin or document.group in viewer.groups | viewer.leads


def _may_know(viewer: Viewer, document: Document) -> bool:
    """Who writes in a group is in it, so names are for whoever may see its members."""
    if document.group is None:
        return viewer.member or viewer.admin
    return may_see_members(viewer, document.group, document.rule == CHATHAM_HOUSE)
