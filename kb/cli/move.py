"""kb move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kb.cli.shared import AsJson, DryRun, count, err, in_a_sentence, loading, out, print_json, progress, settings

if TYPE_CHECKING:
    from kb.state import State
    from kb.usecases.moving import Planned
    from kb.usecases.saving import Desk


def move(
    path: Annotated[str, typer.Argument(help="A document, file or folder, below notes/.")],
    new: Annotated[str, typer.Argument(help="Its new path, or a folder that is there.")],
    wider: Annotated[bool, typer.Option("--wider", help="Also where others can read something then.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Move or rename a document, a file, or a group with all its documents; every link to them goes along.

    All of it is one version of the history, and is undone there. Addresses that were given away stay: /d/ID always,
    those of groups and meetings lead to the new ones. Whoever is in a group that moves stays in it.
    """
    with loading():
        from kb.history import HistoryUnusable
        from kb.usecases import moving_groups
        from kb.usecases.group_pages import NotWritten
        from kb.usecases.relocating import move as moved_by

    with desk() as (at, state), in_a_sentence(NotWritten, HistoryUnusable):
        renamed: dict[str, str] = {}

        def begun(planned: Planned) -> None:
            renamed.update(planned.renamed)
            moving_groups.before_move(state, renamed)

        done = moved_by(at, path, new, wider=wider, dry_run=dry_run, progress=progress("Moving"), begun=begun)
        moving_groups.after_move(state, renamed)
    for each in done.plain:
        err.print(
            f"{escape(each)}: nothing could be written down in it, so its links and its address may have changed."
        )
    if as_json:
        print_json({"path": done.path, "documents": done.documents, "unwritten": list(done.plain), "dry_run": dry_run})
    else:
        left = " (nothing was written)" if dry_run else ""
        out.print(f"{escape(path)} → {escape(done.path)}, {count(done.documents, 'document')}{left}")
    raise typer.Exit(1 if done.plain else 0)


def merge(
    gone: Annotated[str, typer.Argument(help="The document that goes: its id, or its path below notes/.")],
    into: Annotated[str, typer.Argument(help="The one that says it now, and takes over what leads to the other.")],
    as_json: AsJson = False,
) -> None:
    """Let one document take the place of another: addresses of and links to the one that goes lead to it.

    The text of the one that goes is kept in the bin. It is one version of the history, and is undone there.
    """
    with loading():
        from kb.history import HistoryUnusable
        from kb.usecases.group_pages import NotWritten, WrongWords
        from kb.usecases.merging import merge_any

    with desk() as (at, _), in_a_sentence(NotWritten, WrongWords, HistoryUnusable):
        old, new = merge_any(at, gone, into)
    if as_json:
        print_json({"gone": old, "into": new})
    else:
        out.print(f"{escape(old)} → {escape(new)}")


@contextmanager
def desk() -> Iterator[tuple[Desk, State]]:
    """Where documents are written, with everything up to date."""
    with loading():
        from kb.history import History
        from kb.state import State
        from kb.usecases.opening import open_library
        from kb.usecases.recording import Recorder
        from kb.usecases.refresh import Refresher
        from kb.usecases.saving import Desk

    chosen = settings()
    opened = open_library(chosen.notes, chosen.index)
    history = History(chosen.home / "state" / "history.git")
    state = State(chosen.home, chosen.database_url)
    refresher = Refresher(opened.library, opened.index, opened.folder, Recorder(opened.library, history))
    try:
        refresher.everything(progress("Indexing"))
        yield Desk(opened.library, history, refresher), state
    finally:
        history.close()
        state.close()
