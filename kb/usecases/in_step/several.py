"""Several files changed as one: all of it or nothing, one commit, and done to its end after a crash.

First the history is told of every step, with what each file will say. Then files and folders change their place, then
texts are written there. Where a step fails those before it are taken back; where the program is killed in between, the
next that looks after the library finishes it (kb.usecases.in_step.refresh), before anything else is written.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kb.history import History, HistoryUnusable, Intent
from kb.library import OutsideLibrary, Stale, place, read_revision, remove_revision, write_revision
from kb.library.moving import clear_folders, is_second_name, move_path

log = logging.getLogger("kb")


@dataclass(frozen=True)
class Write:
    """A file that says something else: `path` where it is then, what it says before (None for nothing) and after."""

    path: str
    before: bytes | None
    revision: str
    after: bytes | None


@dataclass(frozen=True)
class Steps:
    """What is to be done.

    Attributes:
        moves: files and folders that change their place, each from where to where; they come first.
        writes: files that say something else then.
        also: from the paths of other documents that this changes to hashes of what they hold; None: there is none.
    """

    moves: tuple[tuple[str, str], ...] = ()
    writes: tuple[Write, ...] = ()
    also: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def paths(self) -> frozenset[str]:
        """Everything that is not what it was."""
        return frozenset({*(path for move in self.moves for path in move), *(e.path for e in self.writes), *self.also})


def carry_out(
    notes: Path, history: History, steps: Steps, by: int | None, why: str, advance: Callable[[], None] = lambda: None
) -> None:
    """Do it. Raises Stale where a file is not what it was any more, FileExistsError, OutsideLibrary, OSError,
    HistoryUnusable; then everything is as it was. `advance` is called after each write."""
    history.begin_several(
        steps.moves, ((each.path, each.revision, each.after) for each in steps.writes), by, why, steps.also
    )
    moved: list[tuple[str, str]] = []
    written: list[Write] = []
    try:
        for start, end in steps.moves:
            if start != end:  # else there is nothing to be taken back, and what is at the end is at the start
                moved.append((start, end))
                move_path(notes, start, end)
        for write in steps.writes:
            written.append(write)
            _write(notes, write.path, write.revision, write.after)
            advance()
    except BaseException:
        if _taken_back(notes, moved, written):
            history.forget()
        raise


def finish(notes: Path, history: History) -> frozenset[str]:
    """Do what a process that was killed has left undone. Gives the paths that it is about.

    What somebody else changed meanwhile stays as it is. Raises OSError where the disk or the history refuses it.
    """
    intent = history.unfinished()
    if intent is None:
        return frozenset()
    try:
        _finish(notes, history, intent)
    except HistoryUnusable as error:
        raise OSError(errno.EIO, "the history cannot be read") from error
    log.info("A move that was broken off has been finished.")
    return frozenset({*intent.files, *(path for move in intent.moves for path in move)})


def _finish(notes: Path, history: History, intent: Intent) -> None:
    for start, end in intent.moves:
        try:
            move_path(notes, start, end)
        except (FileExistsError, FileNotFoundError, OutsideLibrary):
            log.error("Something was put in the way of a move that was broken off; it stays as it is.")
            history.forget()
            return
    for step in intent.steps:
        content = None if step.after is None else history.kept(step.after)
        with suppress(Stale, OutsideLibrary):
            _write(notes, step.path, step.before, content)


def _write(notes: Path, path: str, revision: str, content: bytes | None) -> None:
    target = place(notes, path)
    if content is not None:
        write_revision(target, content, revision)
        return
    remove_revision(target, revision)
    clear_folders(notes, path)


def _taken_back(notes: Path, moved: Sequence[tuple[str, str]], written: Sequence[Write]) -> bool:
    """Is everything again as it was? Else what was told is finished later."""
    try:
        for write in reversed(written):
            _restore(notes, write)
        for start, end in reversed(moved):
            if not (notes / start).exists():
                move_path(notes, end, start)
            elif (notes / end).is_file() and is_second_name(notes / start, notes / end):
                (notes / end).unlink()
    except OSError as error:
        log.error("A move could not be taken back yet (%s).", error)
        return False
    return True


def _restore(notes: Path, write: Write) -> None:
    """Where it was written: to what it was before."""
    target = place(notes, write.path)
    there = read_revision(target)
    if there[0] == (write.after or b"") and bool(there[1]) == (write.after is not None):
        if write.before is None:
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_revision(target, write.before, there[1])
