"""Whether something is left of a text anywhere in a folder, however it is packed."""

from __future__ import annotations

import zlib
from pathlib import Path

from dulwich.repo import Repo


def everything_in(folder: Path) -> bytes:
    """Every byte of every file, and what is packed in git's objects."""
    raw = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    found = [raw]
    for git in folder.rglob("*.git*"):
        if (git / "objects").is_dir():
            with Repo(str(git)) as repo:
                found += [repo.object_store[name].as_raw_string() for name in repo.object_store]
    for file in folder.rglob("objects/??/*"):
        found.append(zlib.decompress(file.read_bytes()))
    return b"\n".join(found)
