"""What somebody is about to write, told before it is: so that a version has its author after a crash, too, and what
takes several steps is done to its end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kb.library import write_atomically


@dataclass(frozen=True)
class Step:
    """A file to be written: once it says what has the hash `before` ("" where there is none), it shall hold the git
    object `after`; None: it shall be gone."""

    path: str
    before: str
    after: str | None


@dataclass(frozen=True)
class Intent:
    """What is going to be.

    Attributes:
        files: from the path of each file to the hash of what it will hold; None where it will be gone.
        by, why: who, None for the command line; and a short note.
        moves: files and folders that change their place first, each from where to where.
        steps: what is written then. Both are empty where one file is written in one step.
    """

    files: Mapping[str, str | None]
    by: int | None
    why: str
    moves: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = field(default=())

    @property
    def several(self) -> bool:
        return bool(self.moves or self.steps)


class Intents:
    """The one intent there is, kept in a file: only one writes at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def tell(self, intent: Intent) -> None:
        """Raises OSError."""
        told = {
            "files": dict(intent.files),
            "by": intent.by,
            "why": intent.why,
            "moves": intent.moves,
            "steps": [(each.path, each.before, each.after) for each in intent.steps],
        }
        write_atomically(self._file, json.dumps(told).encode())

    def told(self) -> Intent | None:
        """None where there is none, or nobody can read it."""
        try:
            told = json.loads(self._file.read_bytes())
            return Intent(
                dict(told["files"]),
                None if told["by"] is None else int(told["by"]),
                str(told["why"]),
                tuple((str(start), str(end)) for start, end in told["moves"]),
                tuple(Step(str(path), str(before), after) for path, before, after in told["steps"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def forget(self) -> None:
        with suppress(FileNotFoundError):
            self._file.unlink()
