"""kb move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kb.cli.shared import AsJson, DryRun, count, err, in_a_sentence, loading, open_desk, out, print_json, progress

if TYPE_CHECKING:
    from kb.usecases.in_step.planning import Planned


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
        from kb.usecases.in_step.refused import NotWritten
        from kb.usecases.moving import moving_groups
        from kb.usecases.moving.relocating import move as moved_by

    with open_desk() as (at, state), in_a_sentence(NotWritten, HistoryUnusable):
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
        from kb.usecases.in_step.refused import NotWritten, WrongWords
        from kb.usecases.moving.merging import merge_any

    with open_desk() as (at, _), in_a_sentence(NotWritten, WrongWords, HistoryUnusable):
        old, new = merge_any(at, gone, into)
    if as_json:
        print_json({"gone": old, "into": new})
    else:
        out.print(f"{escape(old)} → {escape(new)}")
