"""Modules that only the system's own Python has, such as those which Debian packages and no package index does."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

_WHERE = "import importlib.util as u, sys; s = u.find_spec(sys.argv[1]); print(s.origin if s else '')"


def has(package: str, extension: str) -> bool:
    """Whether this Python can import a package: its own, or the system's whose compiled part is `extension`."""
    return importlib.util.find_spec(package) is not None or bool(extension and _folder(package, extension))


def load(package: str, extension: str) -> Any:
    """The package; the system's modules are within reach for this one import and no other. Raises ImportError."""
    folder = None if importlib.util.find_spec(package) else _folder(package, extension)
    if folder is None:
        return importlib.import_module(package)
    sys.path.append(folder)
    try:
        return importlib.import_module(package)
    finally:
        sys.path.remove(folder)


@functools.cache
def _folder(package: str, extension: str) -> str | None:
    """Where the system's Python finds the package, if its compiled part is made for a Python such as this one."""
    python = shutil.which("python3", path=os.defpath)
    if python is None:
        return None
    asked = subprocess.run([python, "-c", _WHERE, package], capture_output=True, text=True, check=False)
    inside = Path(asked.stdout.strip()).parent
    # The finder knows only names of files that this very version of Python can load.
    return str(inside.parent) if inside.name and PathFinder.find_spec(extension, [str(inside)]) else None
