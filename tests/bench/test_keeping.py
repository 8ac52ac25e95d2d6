"""The long history that saves are measured with is one that the program itself reads and goes on with."""

from __future__ import annotations

import subprocess

from bench.keeping import write_history
from kb.history import History
from kb.library import Library


def test_a_history_made_in_bulk_is_one_like_any_other(library):
    for number in range(5):
        library.document(f"north/note-{number}.md", f"# Note {number}\n", id=f"note{number}0")
    opened = Library(library.notes)
    opened.accept(opened.changes())
    often = write_history(library.home, list(opened.catalog.every()), 1200)
    folder = library.home / "state" / "history.git"
    subprocess.run(["git", "--git-dir", folder, "fsck", "--strict"], check=True, capture_output=True)
    history = History(folder)
    found = history.revisions([often.id])
    assert len(found) > 100
    assert {each.by for each in found} == {None, 1}
    assert history.content(found[0]) == (library.notes / often.path).read_bytes()
    assert b"Changed" in history.content(found[1])
    history.close()
