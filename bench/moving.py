"""`python -m bench.moving`: how long it takes to move a group with all its documents, and every link to them."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.report import DOCUMENT, machine, table, write_section
from kb.history import History
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.recording import Recorder
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.moving.relocating import move
from kb.usecases.writing.saving import Desk

REACH = 5.0
"""Seconds for a group of 500 documents."""

_WORDS = ("market", "outcome", "provider", "contract", "payment", "evidence", "price", "risk", "notice", "partner")


@dataclass(frozen=True)
class Moved:
    """What was measured: seconds from the command to what everybody finds, and how many documents it changed."""

    documents: int
    others: int
    seconds: float
    processor: float
    written: int


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--others", type=int, default=1_000)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        found = measure(Path(scratch), wanted.documents, wanted.others)
    write_section(wanted.document, "moving", part(found))


def measure(home: Path, documents: int, others: int) -> Moved:
    """Make a library, move its group and take the time."""
    make_library(home / "notes", documents, others)
    opened = open_library(home / "notes", home / "index")
    history = History(home / "state" / "history.git")
    refresher = Refresher(opened.library, opened.index, opened.folder, Recorder(opened.library, history))
    refresher.everything()
    while refresher.record():
        pass
    began, worked = time.perf_counter(), time.process_time()
    moved = move(Desk(opened.library, history, refresher), "club", "new-club")
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    written = sum(each.commit == history.latest()["new-club/index.md"].commit for each in history.latest().values())
    history.close()
    opened.index.close()
    return Moved(moved.documents, others, seconds, processor, written)


def make_library(notes: Path, documents: int, others: int) -> None:
    """A group whose documents link to each other, and others of which one in ten links to it."""
    chance = random.Random(1)
    club = [
        f"2{number // 365:03}-{number % 12 + 1:02}-{number % 28 + 1:02}-notes-{number}"
        for number in range(documents - 1)
    ]
    (notes / "club").mkdir(parents=True)
    (notes / "club" / "index.md").write_text("---\nkind: group\ntitle: Club\n---\nWe meet.\n")
    for number, name in enumerate(club):
        links = f"[before]({club[number - 1]}.md) and [[{chance.choice(club)}]]"
        (notes / "club" / f"{name}.md").write_text(f"# Call {number}\n\n{_text(chance)}\n\n{links}\n")
    for number in range(others):
        folder = notes / f"group-{number % 20}"
        folder.mkdir(exist_ok=True)
        link = f"[there](../club/{chance.choice(club)}.md#call)" if number % 10 == 0 else ""
        (folder / f"page-{number}.md").write_text(f"# Page {number}\n\n{_text(chance)}\n\n{link}\n")


def part(found: Moved) -> str:
    """The part of docs/benchmarks.md."""
    row = [f"{found.documents:,}", f"{found.written:,}", f"{found.seconds:.1f}", f"{found.processor:.1f}", f"{REACH:g}"]
    return "\n\n".join(
        [
            "## Moving a group",
            f"`python -m bench.moving`, {machine()}; a group in a library with {found.others:,} other documents, one "
            "in ten of which links to it. From the command until the search finds everything at its new place; where "
            "others use the machine as well, the time of the processor says more than the clock.",
            table(["documents of the group", "documents written", "seconds", "of the processor", "to reach"], [row]),
        ]
    )


def _text(chance: random.Random) -> str:
    return "\n\n".join(f"## Item {n}\n\n{' '.join(chance.choices(_WORDS, k=80))}." for n in range(5))


if __name__ == "__main__":
    main()
