"""Start a new library: an empty folder becomes one that can be served."""

from __future__ import annotations

from pathlib import Path

from kb.library import write_new

_FILES = {
    "notes/kb.yml": """\
# What this library is called, and who may read a document that does not say so itself.
title: Knowledge Club
description: The memory of our group's meetings.
default_visibility: public
""",
    "notes/about.md": """\
---
title: About
kind: page
description: What this library holds and whom to ask.
---

# About

This library holds our meeting notes, agendas and resources. Write here whose it is and whom to ask.
""",
    ".gitignore": """\
# Made anew from notes/ at any time
/index/
# Accounts and secrets: back this up, never publish it
/state/
""",
}


class NotEmpty(Exception):
    """There is a library in this folder already."""


def start_library(home: Path) -> list[Path]:
    """Make the folders and first files of a library in `home`; files that are there already stay as they are.

    Returns the files written. Raises NotEmpty where `home` has a notes folder with something in it, OSError where it
    cannot be written.
    """
    notes = home / "notes"
    if notes.is_dir() and any(notes.iterdir()):
        raise NotEmpty(f"{home} has a notes folder with something in it already; nothing was changed")
    for folder in ("notes", "index", "templates"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in _FILES.items():
        path = home / name
        if not path.exists():
            write_new(path, text.encode())
            written.append(path)
    return written
