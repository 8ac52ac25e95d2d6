"""A document that was taken away: whoever could read it is told so; for all others it never was."""

from __future__ import annotations

from kb.history import HistoryUnusable
from kb.model import Viewer
from kb.usecases.writing.removing import taken_away
from kb.web.plain.words import moment
from kb.web.serving.visit import NotFound, Visit


class Gone(Exception):
    """There was something at this address that this viewer could read, and it was taken away."""

    def __init__(self, at: float) -> None:
        day = moment(at).partition(",")[0]
        super().__init__(f"The document that was here was taken away on {day}. Nothing has taken its place.")


def missing(visit: Visit, identifier: str, viewer: Viewer | None = None) -> Exception:
    """What to raise where a viewer, else whoever asks, sees no document of this id."""
    try:
        last = taken_away(visit.parts.desk, viewer or visit.viewer, identifier)
    except HistoryUnusable:
        last = None
    return Gone(last.at) if last else NotFound()
