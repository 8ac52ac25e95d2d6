"""Publishing a draft that is killed at its first, second, third … step, until it comes through: what is left each time.

A program of its own, as tests.usecases.killed: `python -m tests.usecases.killed_publishing FOLDER`. Steps are those of
the disk, and each commit of the database.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from kb.drafts import Draft, Fields, add_draft
from kb.drafts.drafts import Told
from kb.model import Viewer
from kb.people.accounts import create_account
from kb.state import State
from kb.usecases.bringing_in.drafting import DraftRoom, document_id, drafts_to_see
from kb.usecases.bringing_in.publishing import publish, tidy_drafts
from tests.usecases.killed import PATH, Club, Killer, attempt

LEA = Viewer(member=True, leads=frozenset({"north"}), account=1)
ID = "5f0c3a9be27d41c886a2f1d0"
PICTURE = b"\x89PNG" + bytes(range(256)) * 300
TEXT = "Marmalade, and marmalade again.\n\n![](files/board.png)\n" + "Treacle.\n" * 300


class Room:
    """The drafts of a library opened as a server process would."""

    def __init__(self, home: Path) -> None:
        self.club = Club(home)
        self.drafts = DraftRoom(self.club.desk, State(home))

    def close(self) -> None:
        self.drafts.state.close()
        self.club.close()


def begin(home: Path) -> None:
    """A library with one document, and a draft."""
    (home / "notes/north").mkdir(parents=True)
    (home / "notes" / PATH).write_text("# Call\n\nXylophones.\n")
    room = Room(home)
    with room.drafts.state.write() as db:
        create_account(db, "ned@example.org")
    room.drafts.shelf.put(ID, BytesIO(b"as it came"), [("board.png", PICTURE)], TEXT)
    said = Fields("The board", "2024-01-15", "page", "north")
    with room.drafts.state.write() as db:
        add_draft(db, Draft(ID, 1, said, TEXT, told=Told("call.docx", files=("board.png",)), digest="ab" * 32))
    room.close()


def publish_killed(home: Path, killer: Killer) -> None:
    room = Room(home)
    event.listen(Engine, "commit", lambda _: killer.step())
    killer.on = True
    publish(room.drafts, LEA, ID, why="after the call")


def left(home: Path) -> dict[str, Any]:
    """What there is at once, after the next start, and once it is published again."""
    told = {"at_once": _there(home)}
    room = Room(home)
    tidy_drafts(room.drafts)
    drafts = [each.id for each in drafts_to_see(room.drafts, LEA)]
    room.drafts.shelf.strays(drafts, 0)  # as half an hour later
    told["after_start"] = _there(home) | {"draft": bool(drafts)}
    if told["after_start"]["draft"]:
        publish(room.drafts, LEA, ID, why="after the call")
    told["in_the_end"] = _there(home) | {
        "draft": bool(drafts_to_see(room.drafts, LEA)),
        "documents": sum(each.title == "The board" for each in room.club.desk.library.catalog.every()),
        "found": room.club.finds("marmalade"),
        "by": [each.by for each in room.club.history.revisions([document_id(ID)])],
        "files": [file.name for each in room.club.desk.library.catalog.every() for file in each.files],
    }
    room.close()
    return told


def _there(home: Path) -> dict[str, Any]:
    notes, shelf = home / "notes/north", home / "state/drafts" / ID
    document, picture = notes / "the-board.md", notes / "the-board/board.png"
    return {
        "document": document.exists() and document.read_text().endswith(TEXT.replace("files/", "the-board/")),
        "half_a_document": document.exists() and not document.read_text().endswith("Treacle.\n"),
        "picture": picture.exists() and picture.read_bytes() == PICTURE,
        "shelf": sorted(path.name for path in shelf.rglob("*") if path.is_file()),
        "hidden": sorted(path.name for path in notes.glob(".kb-*") if path.is_dir()),
        "folders": sorted(path.name for path in notes.iterdir() if path.is_dir() and path.name[0] != "."),
    }


def main(folder: Path) -> None:
    start = folder / "start"
    begin(start)
    ended, nth = -signal.SIGKILL, 0
    while ended == -signal.SIGKILL:
        nth += 1 if nth < 40 else 3  # of the index, where they are many
        home = folder / str(nth)
        shutil.copytree(start, home, copy_function=shutil.copy2)
        ended = attempt(lambda home=home, nth=nth: publish_killed(home, Killer(nth)))  # type: ignore[misc]
        print(json.dumps({"step": nth, "ended": ended, **left(home)}), flush=True)
        shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
