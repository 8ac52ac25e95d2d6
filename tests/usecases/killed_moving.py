"""A move that is killed at its first, second, third … step, until it comes through: what is left, each time.

A program of its own, as `tests.usecases.killed` is: `python -m tests.usecases.killed_moving FOLDER`.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from kb.model import Document
from kb.usecases.moving.relocating import move
from tests.usecases.killed import Club, Killer, attempt

NOTES = {
    "north/index.md": "---\nid: north1\nkind: group\ntitle: North\n---\n[call](call.md)\n",
    "north/call.md": "# Call\n\n![b](call/board.png) [about](../about.md)\n",
    "north/call/board.png": "board",
    "about.md": "---\nid: about1\n---\n[a](north/call.md) ![b](north/call/board.png)\n",
}


def files(notes: Path) -> dict[str, str]:
    """What is in the folder, but for the temporary files of writes that were broken off, which no start reads."""
    there = (path for path in sorted(notes.rglob("*")) if path.is_file() and not path.name.startswith(".kb-"))
    return {str(path.relative_to(notes)): path.read_text() for path in there}


def moved(home: Path, killer: Killer) -> None:
    club = Club(home)
    killer.on = True
    move(club.desk, "north", "far-north")


def left(home: Path) -> dict[str, Any]:
    """What a start after it finds."""
    club = Club(home)
    catalog = club.desk.library.catalog
    everything = catalog.audiences
    links = [
        (document.path, link.target)
        for document in catalog.every()
        for link in catalog.sources.readings[document.path].links
        if catalog.resolve(link.target, document, everything, wiki=link.wiki) is None
    ]
    newest = {each.path: club.history.revisions([each.id])[0] for each in catalog.every()}
    told = {
        "files": files(club.notes),
        "dead": links,
        "ids": sorted(each.id for each in catalog.every()),
        "in_history": all(club.history.content(newest[each.path]) == _on_disk(club, each) for each in catalog.every()),
        "commits": len({each.commit for each in newest.values()}),
        "unfinished": club.history.unfinished() is not None,
    }
    club.close()
    return told


def _on_disk(club: Club, document: Document) -> bytes:
    return (club.notes / document.path).read_bytes()


def main(folder: Path) -> None:
    start = folder / "start"
    for path, text in NOTES.items():
        (start / "notes" / path).parent.mkdir(parents=True, exist_ok=True)
        (start / "notes" / path).write_text(text)
    Club(start).close()
    print(json.dumps({"ended": None, **left(start)}), flush=True)
    ended, nth = -signal.SIGKILL, 0
    while ended == -signal.SIGKILL:
        nth += 1
        home = folder / str(nth)
        shutil.copytree(start, home, copy_function=shutil.copy2)
        ended = attempt(lambda home=home, nth=nth: moved(home, Killer(nth)))  # type: ignore[misc]
        print(json.dumps({"ended": ended, **left(home)}), flush=True)
        shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
