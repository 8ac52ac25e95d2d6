"""What is new, for one viewer: documents that came, and those of which much was changed, from their history.

A document is new at the time it could first be read by whoever asks: what was for leads before and is public now is new
to the public on the day it was opened. Of changes only those count that change some dozens of words, once for all of a
day: a comma is no news. A file that was put there or replaced is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kb.access import audiences_of
from kb.history import History, HistoryUnusable, Revision
from kb.library import Catalog
from kb.model import Audience, Document, Viewer, group_of
from kb.usecases.reading.versions import readable

DAY = 86_400
CHANGES_WITHIN = 60 * DAY
"""How far back changes are looked for; what was published is news for as long as there is a history."""
MOST_COMPARED = 300
"""Pairs of versions that are compared for one answer, the latest first."""
NOTABLE = 40
"""Words that are not in both versions, from which on a change is news."""
_WORDS = re.compile(rb"[^\s]+")
_AT_ONCE = 3600
"""Seconds: what is written over within them is still being written."""

What = Literal["published", "changed"]


@dataclass(frozen=True)
class Item:
    """One piece of news: what happened to a document that the viewer may read, and when (seconds since 1970)."""

    what: What
    document: Document
    at: int


def news(history: History, catalog: Catalog, viewer: Viewer, now: int, since: int = 0) -> list[Item]:
    """What is new for a viewer after `since`, the latest first. Raises HistoryUnusable."""
    audiences = audiences_of(viewer, catalog.audiences)
    documents = {document.id: document for document in catalog.documents(audiences)}
    touched = [*history.changed_since(since + 1).keys() & documents.keys()] if since else None
    came = _first_read(history, viewer, audiences, touched)
    items = [Item("published", documents[each], at) for each, at in came.items() if each in documents and at > since]
    items += _changes(history, documents, came, viewer, max(since, now - CHANGES_WITHIN))
    return sorted(items, key=lambda item: (-item.at, item.document.path, item.what))


def _first_read(
    history: History, viewer: Viewer, audiences: frozenset[Audience], among: list[str] | None
) -> dict[str, int]:
    """When each document (None: of all) could first be read by this viewer, as far as the history knows."""
    made = history.groups_made()
    came: dict[str, int] = {}
    for identifier, audience, at in history.first_readable(among):
        if viewer.admin or (audience in audiences and at >= made.get(group_of(audience) or "", 0)):
            came[identifier] = min(at, came.get(identifier, at))
    return came


def _changes(
    history: History, documents: dict[str, Document], came: dict[str, int], viewer: Viewer, since: int
) -> Iterator[Item]:
    """The last notable change of each document after `since`: of its text, or of a file that belongs to it."""
    could_read = readable(history, viewer)
    recent = {
        each: at
        for each, at in history.changed_since(since + 1).items()
        if each in documents and each in came and at > came[each] + _AT_ONCE
    }
    compared = 0
    for identifier in sorted(recent, key=lambda each: -recent[each]):
        after = max(since, came[identifier] + _AT_ONCE)
        files = [each.at for each in history.files([identifier]) if not each.gone and could_read(each)]
        changed = max((at for at in files if at > after), default=0)
        versions = [each for each in history.revisions([identifier]) if not each.gone and could_read(each)]
        for before, latest in _days(versions, after):
            compared += 1
            if latest.at <= changed or compared > MOST_COMPARED:
                break
            if _words_changed(history, before, latest) >= NOTABLE:
                changed = latest.at
                break
        if changed:
            yield Item("changed", documents[identifier], changed)


def _days(versions: list[Revision], since: int) -> Iterator[tuple[Revision, Revision]]:
    """What was read before a day's changes, and what after them, the latest day first. `versions`: newest first."""
    last_of_day: dict[int, Revision] = {}
    for each in versions:
        last_of_day.setdefault(each.at // DAY, each)
    days = list(last_of_day.values())
    first = versions[-1:] if versions else []
    for latest, before in zip(days, [*days[1:], *first], strict=False):
        if latest.at > since:
            yield before, latest


def _words_changed(history: History, before: Revision, latest: Revision) -> int:
    if before.blob == latest.blob:
        return 0
    try:
        return _counted(history, before, latest)
    except HistoryUnusable:  # one version that cannot be read hides no other news
        return 0


@lru_cache(maxsize=4096)
def _counted(history: History, before: Revision, latest: Revision) -> int:
    """How many words only one of them has. Both are in the history for good, so it is counted once."""
    old, new = (Counter(_WORDS.findall(history.content(each))) for each in (before, latest))
    return max((old - new).total(), (new - old).total())
