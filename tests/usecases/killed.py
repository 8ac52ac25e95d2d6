"""A save that is killed at its first, second, third … step, until it comes through: what is left, each time.

A program of its own, so that each save is a process that really ends: `python -m tests.usecases.killed FOLDER`. It
prints for each step what was left as a line of JSON. A step is what touches the disk: a file opened to be written, a
sync, a rename, a link, a removal, a folder made.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.access import audiences_of
from kb.history import History
from kb.model import VISITOR, Viewer
from kb.search import Query
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.recording import Recorder
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.writing.saving import Desk, Edit
from kb.usecases.writing.wording import Wording

NED = Viewer(member=True, groups=frozenset({"north"}), account=1)
PATH = "north/2020-01-01-notes.md"
_STEPS = ("os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate")


class Killer:
    """Ends the process at its `nth` step once it is `on`."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.on = False
        sys.addaudithook(self.heard)
        sync = os.fsync

        def synced(descriptor: int) -> None:
            self.step()
            sync(descriptor)

        os.fsync = synced

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _STEPS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE):
            self.step()

    def step(self) -> None:
        if self.on:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Club:
    """A library opened as a server process would."""

    def __init__(self, home: Path) -> None:
        opened = open_library(home / "notes", home / "index")
        self.notes, self.index = home / "notes", opened.index
        self.history = History(home / "state" / "history.git")
        refresher = Refresher(opened.library, opened.index, opened.folder, Recorder(opened.library, self.history))
        self.desk = Desk(opened.library, self.history, refresher)
        refresher.everything()
        while refresher.record():
            pass

    @property
    def id(self) -> str:
        document = self.desk.library.catalog.by_path(PATH)
        assert document is not None
        return document.id

    def finds(self, text: str) -> bool:
        return bool(self.index.search(Query(text=text), audiences_of(VISITOR)).total)

    def close(self) -> None:
        self.index.close()
        self.history.close()


def save(home: Path, killer: Killer) -> None:
    club = Club(home)
    opened = club.desk.open(NED, club.id)
    wanted = Wording(**{**vars(opened.said), "text": "Marmalade, and marmalade again.\n" * 200})
    killer.on = True
    club.desk.save(NED, club.id, Edit(wanted, opened.revision, "put right"))


def left(home: Path) -> dict[str, Any]:
    """What a start after it finds."""
    club = Club(home)
    content = (club.notes / PATH).read_bytes()
    newest, *_ = club.history.revisions([club.id])
    told = {
        "old": content.endswith(b"Xylophones.\n"),
        "new": content.endswith(b"Marmalade, and marmalade again.\n" * 200),
        "found": [club.finds("xylophones"), club.finds("marmalade")],
        "in_history": club.history.content(newest) == content,
        "by": newest.by,
        "why": newest.why,
        "versions": len(club.history.revisions([club.id])),
    }
    club.close()
    return told


def attempt(work: Callable[[], None]) -> int:
    """In a process of its own: its exit status, negative for the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(folder: Path) -> None:
    start = folder / "start"
    (start / "notes" / "north").mkdir(parents=True)
    (start / "notes" / PATH).write_text("# Call\n\nXylophones.\n")
    Club(start).close()
    ended, nth = -signal.SIGKILL, 0
    while ended == -signal.SIGKILL:
        nth += 1
        home = folder / str(nth)
        shutil.copytree(start, home, copy_function=shutil.copy2)
        ended = attempt(lambda home=home, nth=nth: save(home, Killer(nth)))  # type: ignore[misc]
        print(json.dumps({"step": nth, "ended": ended, **left(home)}), flush=True)
        shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
