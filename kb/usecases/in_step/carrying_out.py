"""Carry out what was planned: documents that move, or are called otherwise, with every link to them, as one version."""

from __future__ import annotations

from collections.abc import Callable

from kb.history import History
from kb.library import Library
from kb.model import Document, slug
from kb.usecases.in_step.planning import Planned, Planner
from kb.usecases.in_step.recording import recorded
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.in_step.several import carry_out

WHY = "Moved, or what it links to was moved"
"""The same for all that changes with a move: the history of a document tells nothing of another one."""

IN_THE_WAY = "There is something at {} already, and nothing is ever written over."


def carried_out(
    library: Library,
    history: History,
    planned: Planned,
    by: int | None,
    advance: Callable[[], None] = lambda: None,
    why: str = WHY,
) -> None:
    """Do what was planned, as one version. Raises Stale, NotWritten, HistoryUnusable, OSError."""
    recorded(history, planned.kept)  # what somebody outside has written is a version before it is written over
    try:
        carry_out(library.notes, history, planned.steps, by, why, advance)
    except FileExistsError as error:
        raise NotWritten(IN_THE_WAY.format(error.filename)) from None


def renaming(library: Library, document: Document, before: tuple[bytes, str], content: bytes) -> Planned | None:
    """What a document that says something else from now on changes in others: links that name it by its title.

    None where there are none. `before`: what `content` was made from, and its revision.
    """
    title = library.facts_of(document.path, content).title
    old, readings = slug(document.title), library.catalog.sources.readings
    if old == slug(title) or not any(old in reading.mentions for reading in readings.values()):
        return None
    moves, known = ((document.path, document.path),), {document.path: before}
    planned = Planner(library, moves, {document.path: content}, known=known).plan()
    return planned if len(planned.steps.writes) > 1 else None
