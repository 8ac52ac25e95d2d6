"""Putting together what many small commits left apart.

Of a thousand objects it takes seconds of Python, and whoever reads meanwhile would share the interpreter with it: so a
program of its own does it, which lets all others go first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dulwich.repo import Repo

LOOSE = 1000  # objects that lie about before they are put together
PACKS = 40  # packs before all of them become one


def pack(folder: Path) -> None:
    """Do it where there is enough to be done. For whoever holds the lock of the library; any number may read. Raises
    OSError where it cannot be done; then nothing is lost, and the next time is as good."""
    with Repo(str(folder)) as repo:
        loose = repo.object_store.count_loose_objects() > LOOSE
        packs = len(repo.object_store.packs) + loose > PACKS
    wanted = [name for name, is_wanted in (("loose", loose), ("packs", packs)) if is_wanted]
    if wanted:
        program = [sys.executable, "-m", __name__, str(folder), *wanted]
        done = subprocess.run(program, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise OSError(f"the history could not be put together: {done.stderr.decode(errors='replace')[-200:]}")


def main() -> None:
    os.nice(19)
    _, folder, *wanted = sys.argv
    with Repo(folder) as repo:
        if "loose" in wanted:
            repo.object_store.pack_loose_objects()
        if "packs" in wanted:
            repo.object_store.repack()


if __name__ == "__main__":
    main()
