"""A purge, or a bringing back from the bin, that is killed at several of its steps and then done again: what is left.

A program of its own, as `tests.usecases.killed`: `python -m tests.usecases.killed_purge FOLDER`.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kb.state import State
from kb.usecases.looking_after.purging import Eraser
from kb.usecases.writing.removing import bring_back, remove_document
from tests.every_byte import where
from tests.usecases.killed import NED, PATH, Club, Killer, attempt

POINTS = 12
"""How many of the steps of each it is killed at, evenly."""

OTHER = "north/2020-02-02-notes.md"
Work = Callable[[Path, Killer], None]


def purge(home: Path, killer: Killer) -> None:
    club, state = Club(home), State(home)
    eraser = Eraser(home, club.desk.library, club.history, club.desk.refresher, state)
    killer.on = True
    eraser.purge(eraser.find("call22"))
    killer.on = False


def back(home: Path, killer: Killer) -> None:
    club = Club(home)
    killer.on = True
    bring_back(club.desk, NED, "call22")
    killer.on = False


def told(home: Path, identifier: str) -> list[Any]:
    club = Club(home)
    found = [
        [each.at, each.by, each.why, club.history.content(each).decode()]
        for each in club.history.revisions([identifier])
    ]
    club.close()
    return found


def steps_of(work: Work, start: Path, home: Path) -> int:
    """How many there are, counted in one that comes through."""
    shutil.copytree(start, home, copy_function=shutil.copy2)
    killer = Killer(10**9)
    work(home, killer)
    shutil.rmtree(home)
    return 10**9 - killer.left


def main(folder: Path) -> None:
    start = folder / "start"
    (start / "notes" / "north").mkdir(parents=True)
    (start / "notes" / PATH).write_text("---\nid: call22\n---\n# Call\n\nXylophones.\n")
    (start / "notes" / OTHER).write_text("---\nid: other2\n---\n# Other\n\nTeapots.\n")
    Club(start).close()
    binned = folder / "binned"
    shutil.copytree(start, binned, copy_function=shutil.copy2)
    club = Club(binned)
    remove_document(club.desk, NED, "call22", club.desk.open(NED, "call22").revision)
    club.close()
    other = told(start, "other2")
    for name, work, begin in (("purge", purge, start), ("back", back, binned)):
        steps = steps_of(work, begin, folder / "counted")
        for nth in sorted({1 + number * steps // POINTS for number in range(POINTS)}):
            home = folder / f"{name}-{nth}"
            shutil.copytree(begin, home, copy_function=shutil.copy2)
            ended = attempt(partial(work, home, Killer(nth)))
            left = {"work": name, "step": nth, "ended": ended, "other": told(home, "other2") == other}
            if name == "purge":
                attempt(partial(purge, home, Killer(10**9)))
                left |= {"left": where(home, b"xylophones"), "again": told(home, "other2") == other}
            else:
                if not (home / "notes" / PATH).exists():
                    back(home, Killer(10**9))
                kept = told(home, "call22")
                left |= {"said": kept[0][3], "by": kept[0][1], "there": (home / "notes" / PATH).read_text()}
            print(json.dumps(left), flush=True)
            shutil.rmtree(home)
            assert ended == -signal.SIGKILL
    purge(binned, Killer(10**9))
    left = {"left": where(binned, b"xylophones"), "other": told(binned, "other2") == other}
    print(json.dumps({"work": "purge of what is in the bin", **left}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
