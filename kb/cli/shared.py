"""What commands share: how they speak, how they end, and how they open a library."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from kb.jobs import Progress
    from kb.settings import Settings
    from kb.state import State
    from kb.usecases.in_step.opening import Opened
    from kb.usecases.in_step.refresh import Refresher
    from kb.usecases.writing.saving import Desk

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of text for people.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; write nothing.")]


@contextmanager
def loading() -> Iterator[None]:
    """Import what a command works with. It is kept until the end, so no garbage is looked for in it: see kb.start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@contextmanager
def in_a_sentence(*expected: type[Exception]) -> Iterator[None]:
    """Errors of these kinds end the command with what they say."""
    try:
        yield
    except expected as error:
        stop(str(error))


def settings() -> Settings:
    """What the environment asks for. Raises SettingsUnusable."""
    with loading():
        from kb.settings import Settings

    return Settings.from_environment()


def open_library() -> tuple[Opened, Refresher]:
    """The library of KB_HOME, and what brings its index up to date."""
    with loading():
        from kb.usecases.in_step import opening
        from kb.usecases.in_step.refresh import Refresher

    chosen = settings()
    opened = opening.open_library(chosen.notes, chosen.index)
    return opened, Refresher(opened.library, opened.index, opened.folder)


def open_indexed() -> tuple[Opened, Refresher]:
    """The same, with the index up to date."""
    opened, refresher = open_library()
    refresher.everything(progress("Indexing"))
    return opened, refresher


@contextmanager
def open_desk() -> Iterator[tuple[Desk, State]]:
    """Where documents are written, with everything up to date."""
    with loading():
        from kb.history import History
        from kb.state import State
        from kb.usecases.in_step.opening import open_library
        from kb.usecases.in_step.recording import Recorder
        from kb.usecases.in_step.refresh import Refresher
        from kb.usecases.writing.saving import Desk

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


def progress(what: str) -> Progress:
    """Shows how far a long piece of work is."""
    from kb.jobs import Progress

    return Progress(what)


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def stop(sentence: str) -> NoReturn:
    """End: the command cannot be carried out as it was given."""
    err.print(escape(sentence))
    sys.exit(2)
