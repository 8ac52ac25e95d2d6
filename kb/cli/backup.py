"""kb backup, kb restore."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from kb.cli.accounts import day
from kb.cli.shared import count, err, in_a_sentence, loading, out, progress, settings


def backup(file: Annotated[Path, typer.Argument(help="What is to be written, such as club-2026-01-31.zip.")]) -> None:
    """Write notes, own templates and accounts into one new file, also while the server runs and people write.

    The file is read back before it gets its name. It holds what is not public: keep it as safe as the library.
    """
    with loading():
        from kb.state import State
        from kb.usecases.looking_after.archive import BackupUnusable
        from kb.usecases.looking_after.backup import NoPlace, make_backup

    _end_well()
    chosen = settings()
    state = State(chosen.home, chosen.database_url)
    try:
        with in_a_sentence(NoPlace, BackupUnusable):
            done = make_backup(chosen.home, state, file, progress("Backing up"))
    finally:
        state.close()
    for path, why in done.left_out.items():
        err.print(f"left out: {escape(path)}, {why}", style="dim")
    for path, why in done.problems.items():
        err.print(f"[bold]missing:[/] {escape(path)}, {escape(why)}")
    out.print(f"{escape(str(file))} holds {count(done.files, 'file')} ({done.size / 1e6:,.1f} MB) and all accounts.")
    raise typer.Exit(1 if done.problems else 0)


def restore(file: Annotated[Path, typer.Argument(help="A file that kb backup has written.")]) -> None:
    """Make the library of a backup in KB_HOME, which has none yet. Nothing is ever overwritten.

    Everybody signs in anew, and links that were sent work no more.
    """
    with loading():
        from kb.usecases.looking_after.archive import BackupUnusable
        from kb.usecases.looking_after.restoring import NotEmpty
        from kb.usecases.looking_after.restoring import restore as restore_backup

    _end_well()
    chosen = settings()
    with in_a_sentence(BackupUnusable, NotEmpty):
        done = restore_backup(file, chosen.home, chosen.database_url, progress("Restoring"))
    out.print(f"{count(done.files, 'file')} and all accounts are as they were on {day(done.made_at)}.")
    out.print("Whoever was removed, shut out or lost a token since then is in again: kb user list shows who there is.")


def _end_well() -> None:
    """Being told to stop is an error like others: what is half done is taken away."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(143)

    signal.signal(signal.SIGTERM, stop)
