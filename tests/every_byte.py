"""Whether something is left of a text anywhere in a folder, however it is packed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from dulwich.repo import Repo


def where(folder: Path, *words: bytes) -> list[str]:
    """The files and git objects that hold one of these words, in any case."""
    return [name for name, data in _everything_in(folder) if any(word in data.lower() for word in words)]


def _everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        yield str(file.relative_to(folder)), str(file.relative_to(folder)).encode()
        with suppress(OSError):  # a folder, or one that a server has just taken away
            data = file.read_bytes()
            yield str(file), data
            with suppress(zlib.error):
                yield f"{file}, unpacked", zlib.decompress(data)
            with suppress(OSError, EOFError, zlib.error):
                yield f"{file}, unpacked", gzip.decompress(data)
    for git in folder.rglob("*.git*"):
        if (git / "objects").is_dir():
            with Repo(str(git)) as repo:
                yield from ((f"{git}: {name.decode()}", repo[name].as_raw_string()) for name in repo.object_store)
