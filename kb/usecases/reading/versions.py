"""The versions of a document that somebody may see, and who made each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache

from kb.access import may_read_version, may_see_members
from kb.history import History, Revision
from kb.library import Catalog
from kb.model import CHATHAM_HOUSE, Document, PartialDate, Viewer, group_of
from kb.people.accounts import FORMER, names_of
from kb.state import State
from kb.usecases.people.membership import under_the_rule

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


def readable(history: History, viewer: Viewer) -> Callable[[Revision], bool]:
    """Which versions somebody could read when they were the newest. Raises HistoryUnusable.

    What an earlier group of the same name had is not for those who are in the group of today.
    """
    return _readable(history.groups_made(), viewer)


def seen_revisions(history: History, viewer: Viewer, document: Document) -> list[Revision]:
    """Newest first; those of the time when it was for others are left out. Raises HistoryUnusable.

    Under the Chatham House Rule a correction may have taken a name out: the earlier ones are for the group alone, that
    it is in now or was in then.
    """
    return _seen(history, viewer, document, readable(history, viewer))


def _seen(
    history: History, viewer: Viewer, document: Document, could_read: Callable[[Revision], bool]
) -> list[Revision]:
    found = history.revisions([document.id])
    shown = [each for each in found if not each.gone and could_read(each)]
    if document.rule == CHATHAM_HOUSE and not _is_in(viewer, document.group or ""):
        shown = shown[:1]
    return [each for each in shown if each is shown[0] or not each.ruled or _is_in(viewer, each.group)]


def versions_of(state: State, history: History, catalog: Catalog, viewer: Viewer, document: Document) -> list[Version]:
    """As `seen_revisions`, with who made each. Raises HistoryUnusable."""
    return [version for _, version in _versions(state, history, catalog, viewer, [document])]


def versions_in(
    state: State, history: History, catalog: Catalog, viewer: Viewer, documents: Sequence[Document], limit: int
) -> list[tuple[Document, Version]]:
    """The newest versions of several documents together, newest first. Raises HistoryUnusable.

    The `limit` newest are of as many documents at most, those that were changed last.
    """
    changed = history.changed_since(0)
    latest = sorted((each for each in documents if each.id in changed), key=lambda each: -changed[each.id])[:limit]
    found = _versions(state, history, catalog, viewer, latest)
    found.sort(key=lambda each: -each[1].revision.at)
    return found[:limit]


def as_of(versions: Sequence[Version], until: PartialDate) -> Version | None:
    """What was the newest of these at the end of a day, month or year, by the clock of UTC."""
    end = datetime.combine(until.last + timedelta(days=1), time(), UTC).timestamp()
    return next((each for each in versions if each.revision.at < end), None)


def _who(by: int | None, viewer: Viewer, names: dict[int, str]) -> str:
    if by is None:
        return OUTSIDE
    return YOU if by == viewer.account else names.get(by, SOMEBODY)


def _is_in(viewer: Viewer, group: str) -> bool:
    return viewer.admin or group in viewer.groups | viewer.leads


def _readable(made: Mapping[str, int], viewer: Viewer) -> Callable[[Revision], bool]:
    def could_read(revision: Revision) -> bool:
        if viewer.admin:
            return True
        group = group_of(revision.audience)
        return may_read_version(revision.audience, viewer) and (not group or revision.at >= made.get(group, 0))

    return could_read


def _versions(
    state: State, history: History, catalog: Catalog, viewer: Viewer, documents: Sequence[Document]
) -> list[tuple[Document, Version]]:
    """Those of several documents, each newest first. What holds for all of them is looked up once."""
    made = history.groups_made()
    could_read, may_know = _readable(made, viewer), _members_known(catalog, viewer)
    found = []
    for document in documents:
        knows = _knowing(made, viewer, document, may_know)
        found += [(document, each, knows(each)) for each in _seen(history, viewer, document, could_read)]
    known = {each.by for _, each, knows in found if each.by is not None and knows}
    names: dict[int, str] = {}
    if known:
        with state.read() as db:
            names = dict.fromkeys(known, FORMER) | names_of(db, known)
    return [(document, Version(each, _who(each.by, viewer, names if knows else {}))) for document, each, knows in found]


def _members_known(catalog: Catalog, viewer: Viewer) -> Callable[[str, bool], bool]:
    """Of which groups, and under the rule or not, may they know who is in them?"""

    @cache
    def may_know(group: str, ruled: bool) -> bool:
        if not group:
            return viewer.member or viewer.admin
        return may_see_members(viewer, group, ruled or under_the_rule(catalog, group))

    return may_know


def _knowing(
    made: Mapping[str, int], viewer: Viewer, document: Document, may_know: Callable[[str, bool], bool]
) -> Callable[[Revision], bool]:
    """Of which versions may they know who wrote them? Who writes in a group is in it, so names are for whoever may see
    its members: those of the group it is in now, and of the one it was in then."""
    now = may_know(document.group or "", document.rule == CHATHAM_HOUSE)

    def knows(revision: Revision) -> bool:
        is_earlier = revision.at < made.get(revision.group, 0)  # of a group that is no more
        return now and may_know(revision.group, revision.ruled) and (viewer.admin or not is_earlier)

    return knows
