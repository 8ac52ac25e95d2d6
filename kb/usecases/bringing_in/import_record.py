"""What earlier imports have converted, so that one that was broken off goes on where it was.

It lies beside the index (`imported.jsonl`), and like it can be deleted: then files are converted again, and found to be
there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from kb.library import write_atomically
from kb.usecases.bringing_in.imported import Wishes

_NAME = "imported.jsonl"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class _Line:
    """Files that were converted together, a digest of each with its place and the wishes; and the paths they became.
    Not `done`: more may be within them than was taken in."""

    files: tuple[str, ...]
    paths: tuple[str, ...]
    done: bool = True


class ImportRecord:
    """A line for each file that was converted, or several together."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _NAME
        self._lines: dict[str, _Line] = {}
        if self._file.exists():
            for line in self._file.read_bytes().splitlines():
                self._read(line)

    def known(self, source: Path, path: str, wishes: Wishes) -> tuple[str, ...]:
        """The paths below notes/ that this file became; none where not all of it is converted. Raises OSError."""
        line = self._lines.get(_key(source, path, wishes)) if self._lines else None
        return line.paths if line and line.done else ()

    def begun_with(self, source: Path, path: str, wishes: Wishes) -> str:
        """What is the same for all files that this one was converted together with, be it done or not; "" where it is
        new. Raises OSError."""
        line = self._lines.get(_key(source, path, wishes)) if self._lines else None
        return line.files[0] if line else ""

    def add(self, files: Sequence[tuple[Path, str]], wishes: Wishes, paths: list[str], *, done: bool) -> None:
        """These files, source and path of each, are converted together and written, all that is in them where it is
        `done`: all of them are known from now on, or after a crash none. Raises OSError."""
        line = _Line(tuple(_key(source, path, wishes) for source, path in files), tuple(paths), done)
        before = self._lines.get(line.files[0])
        if before and not done and before.files == line.files and set(paths) <= set(before.paths):
            return
        self._lines.update(dict.fromkeys(line.files, line))
        with self._file.open("ab") as file:
            file.write(orjson.dumps(line) + b"\n")

    def forget(self, paths: frozenset[str]) -> None:
        """Keep nothing of what became one of these paths. Raises OSError."""
        kept = {key: line for key, line in self._lines.items() if paths.isdisjoint(line.paths)}
        if len(kept) == len(self._lines):
            return
        write_atomically(self._file, b"".join(orjson.dumps(line) + b"\n" for line in dict.fromkeys(kept.values())))
        self._lines = kept

    def _read(self, text: bytes) -> None:
        """A line that was cut off by a crash is as if it were not there."""
        try:
            entry = orjson.loads(text)
            files = entry["files"] if "files" in entry else [entry["file"]]  # as it was for one file
            line = _Line(tuple(map(str, files)), tuple(map(str, entry["paths"])), entry.get("done", True) is True)
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return
        self._lines.update(dict.fromkeys(line.files, line))


def _key(source: Path, path: str, wishes: Wishes) -> str:
    digest = hashlib.blake2b(f"{path}\n{wishes}\n".encode(errors="surrogateescape"), digest_size=20)
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
