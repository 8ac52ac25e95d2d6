"""A command loads what it works with, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"fastapi", "sqlalchemy", "whoosh", "numpy", "uvicorn", "dulwich"}


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--help"], set()),
        (["version"], set()),
        (["user", "--help"], set()),
        (["user", "list"], {"sqlalchemy"}),
    ],
)
def test_what_is_not_needed_is_not_loaded(library, monkeypatch, arguments, needed):
    monkeypatch.setenv("KB_HOME", str(library.home))
    program = (
        "import atexit, sys; atexit.register(lambda: print('loaded', *sys.modules)); from kb.start import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    [loaded] = [line for line in done.stdout.splitlines() if line.startswith("loaded")]
    assert set(loaded.split()) & HEAVY == needed
