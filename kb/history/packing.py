"""Putting together what many small commits left apart.

Of a thousand objects it takes seconds of Python, and whoever reads meanwhile would share the interpreter with it: so a
program of its own does it. It works where it was begun, by no name: should it outlive who began it, and a history made
anew take the place of this one, it does nothing to that.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dulwich.repo import Repo

LOOSE = 1000  # objects that lie about before they are put together
PACKS = 40  # packs before all of them become one

_LONGEST = 600  # seconds
_LEFT = 3600  # seconds after which nobody writes a pack any more

log = logging.getLogger("kb")


def pack(folder: Path) -> None:
    """Do it where there is enough to be done. For whoever holds the lock of the library; any number may read. Where it
    cannot be done nothing is lost, it is logged, and the next time is as good."""
    with Repo(str(folder)) as repo:
        loose = repo.object_store.count_loose_objects() > LOOSE
        packs = len(repo.object_store.packs) + loose > PACKS
    wanted = [name for name, is_wanted in (("loose", loose), ("packs", packs)) if is_wanted]
    if wanted:
        program = [sys.executable, "-P", str(Path(__file__).absolute()), *wanted]
        try:
            subprocess.run(  # noqa: S603  # no shell, and the program is this file
                program, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=_LONGEST
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or str(error).encode()
            why = said.decode(errors="replace").strip().rpartition("\n")[2]
            log.error("What many small commits left apart in the history could not be put together (%s).", why)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is meant for who began us
    for left in Path("objects", "pack").glob("tmp*"):
        if time.time() - left.stat().st_mtime > _LEFT:
            left.unlink()
    with Repo(os.curdir) as repo:
        if "loose" in sys.argv:
            repo.object_store.pack_loose_objects()
        if "packs" in sys.argv:
            repo.object_store.repack()


if __name__ == "__main__":
    main()
