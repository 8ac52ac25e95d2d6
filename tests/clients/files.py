"""Attached files of every kind that pages show in a way of their own, for the example library."""

from __future__ import annotations

from pathlib import Path

from tests.intake.making import pdf
from tests.intake.test_recordings import SOUND, tag
from tests.served import Server

FOUND_IN = "/d/k7w3qd?q=kedgeree+market"
"""A page with these files in which something is found."""


def add_files(notes: Path) -> None:
    """A PDF with words, and a recording, beside the notes of a meeting."""
    folder = notes / "pogo" / "2020-03-31-notes"
    (folder / "wall.pdf").write_bytes(pdf([[(50, 700, 12, "The wall")], [(50, 700, 12, "Kedgeree for the market")]]))
    (folder / "call.mp3").write_bytes(tag() + SOUND * 10)


def are_read(server: Server) -> bool:
    """Once the words in them are found."""
    return server.finds("kedgeree", within=30)
