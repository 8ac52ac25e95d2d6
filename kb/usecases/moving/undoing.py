"""Undo a move: everything is where it was, and says what it said, except for what somebody has written since."""

from __future__ import annotations

from dataclasses import replace

from kb.access import may_administer, may_write
from kb.history import Revision, Together
from kb.history.records import hash_of
from kb.library import OutsideLibrary, place, read_revision
from kb.library.moving import moved_to
from kb.model import Viewer
from kb.state import State
from kb.usecases.in_step.carrying_out import WHY, carried_out
from kb.usecases.in_step.planning import Planned, Planner
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.in_step.several import Write
from kb.usecases.moving.moving_groups import after_move, before_move
from kb.usecases.writing.saving import Desk, NotTheirs, NotThere

_IN_THE_WAY = (
    "This cannot be undone any more: something of it has been moved again or taken away, or its place is taken."
)


def may_undo(desk: Desk, viewer: Viewer, revision: Revision) -> bool:
    """Was something moved with this version, all of which is theirs to move, and is it still there?"""
    if viewer.account is None or revision.why != WHY:
        return False
    together = desk.history.together(revision)
    return together is not None and _is_there(desk, together) and _is_theirs(desk, viewer, together)


def undo_move(desk: Desk, viewer: Viewer, revision: Revision, state: State) -> None:
    """Let everything that was moved with this version be where it was, and people in the groups they were in. What was
    written since is kept.

    Raises NotThere where nothing was moved, NotTheirs, NotWritten, HistoryUnusable, OSError; then nothing was changed.
    """

    renamed: dict[str, str] = {}

    def write() -> frozenset[str]:
        together = desk.history.together(revision)
        if together is None:
            raise NotThere
        if not _is_there(desk, together):
            raise NotWritten(_IN_THE_WAY)
        if not _is_theirs(desk, viewer, together):
            raise NotTheirs
        planned = Planner(desk.library, _back(together), _said_before(desk, together)).plan()
        for before, after in zip(planned.before, planned.after, strict=True):
            content = together.before.get(after.path) or b""
            desk.check(viewer, before, after.path, content, names_no_one=True)
        planned = _exactly(desk, planned, together)
        renamed.update(planned.renamed)
        before_move(state, renamed)
        carried_out(desk.library, desk.history, planned, viewer.account)
        return planned.steps.paths

    desk.patiently(write)
    after_move(state, renamed)


def _back(together: Together) -> tuple[tuple[str, str], ...]:
    return tuple((end, start) for start, end in reversed(together.moves))


def _said_before(desk: Desk, together: Together) -> dict[str, bytes]:
    """What the moved documents said, by where they are now: of those that nobody has changed since."""
    found = {}
    for path, content in together.before.items():
        there = moved_to(path, together.moves)
        if (
            content is not None
            and (there != path or (path, path) in together.moves)
            and _is_as_it_was(desk, together, there)
        ):
            found[there] = content
    return found


def _is_as_it_was(desk: Desk, together: Together, there: str) -> bool:
    _, revision = _read(desk, there)
    return bool(revision) and revision == together.after.get(there)


def _is_theirs(desk: Desk, viewer: Viewer, together: Together) -> bool:
    """Of all documents that are at another place since, and of those whose place another took; where there are only
    files of none, whoever looks after the library."""
    catalog, documents = desk.library.catalog, 0
    for path, content in together.before.items():
        if content is None:
            continue
        new = moved_to(path, together.moves)
        gone = new == path and together.after[path] is None
        document = desk.library.would_be(path, content) if gone else catalog.by_path(new)
        moved = gone or new != path or (path, path) in together.moves
        if moved and (document is None or not may_write(viewer, document)):
            return False
        documents += moved
    return documents > 0 or may_administer(viewer)


def _is_there(desk: Desk, together: Together) -> bool:
    notes = desk.library.notes
    return all(
        _is_as_it_was(desk, together, end) if start == end else (notes / end).exists() and not (notes / start).exists()
        for start, end in together.moves
    )


def _exactly(desk: Desk, planned: Planned, together: Together) -> Planned:
    """What nobody has changed since says byte for byte what it said; in all else links lead where they led."""
    writes = {each.path: each for each in planned.steps.writes}
    also = dict(planned.steps.also)
    for path, content in together.before.items():
        if content is None:
            continue
        there = moved_to(path, together.moves)
        known = together.after.get(there)
        now, revision = _read(desk, there)
        if known is None:
            if there == path and not revision:  # another took its place
                writes[path] = Write(path, None, "", content)
                also[path] = hash_of(content)
        elif _is_as_it_was(desk, together, there):
            writes.pop(path, None)
            also[path] = hash_of(content)
            if now != content:
                writes[path] = Write(path, now, revision, content)
    return replace(planned, steps=replace(planned.steps, writes=tuple(writes.values()), also=also))


def _read(desk: Desk, path: str) -> tuple[bytes, str]:
    try:
        return read_revision(place(desk.library.notes, path))
    except OutsideLibrary:
        raise NotWritten(_IN_THE_WAY) from None
