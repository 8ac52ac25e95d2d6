"""The `kb` command, as somebody at a terminal runs it."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def kb(
    home: Path, *arguments: str | Path, limits: Callable[[], None] | None = None, given: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run it on a library and wait for its end; `given` is what is typed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    return subprocess.run(
        [sys.executable, "-m", "kb.cli", *map(str, arguments)],
        env=environment | {"KB_HOME": str(home), **settings},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limits,
    )


def file_modes_hold() -> None:
    """For a new process: also where it is root's, it may read and write only what the modes of files allow."""
    libc = ctypes.CDLL(None)
    with suppress(AttributeError):  # where there is no prctl, nobody needs it
        for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
