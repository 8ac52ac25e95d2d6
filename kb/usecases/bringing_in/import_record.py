"""What earlier imports have converted, so that one that was broken off goes on where it was.

It lies beside the index (`imported.jsonl`), and like it can be deleted: then files are converted again, and found to be
there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import orjson

from kb.library import write_atomically
from kb.usecases.bringing_in.imported import Wishes

_NAME = "imported.jsonl"
_CHUNK = 1 << 20


class ImportRecord:
    """A line for each file that was converted, or several together: digests of each, its place and the wishes; and the
    paths they became."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _NAME
        self._paths: dict[str, tuple[str, ...]] = {}
        if self._file.exists():
            for line in self._file.read_bytes().splitlines():
                self._read(line)

    def known(self, source: Path, path: str, wishes: Wishes) -> tuple[str, ...]:
        """The paths below notes/ that this file became; none where it was not converted yet. Raises OSError."""
        return self._paths.get(_key(source, path, wishes), ()) if self._paths else ()

    def add(self, files: Sequence[tuple[Path, str]], wishes: Wishes, paths: list[str]) -> None:
        """These files, source and path of each, are converted together, and everything is written: all of them are
        known from now on, or after a crash none. Raises OSError."""
        keys = [_key(source, path, wishes) for source, path in files]
        self._paths.update(dict.fromkeys(keys, tuple(paths)))
        with self._file.open("ab") as file:
            file.write(orjson.dumps({"files": keys, "paths": paths}) + b"\n")

    def forget(self, paths: frozenset[str]) -> None:
        """Keep nothing of what became one of these paths. Raises OSError."""
        if paths.isdisjoint(path for became in self._paths.values() for path in became):
            return
        kept = {key: became for key, became in self._paths.items() if paths.isdisjoint(became)}
        lines = [orjson.dumps({"files": [key], "paths": became}) + b"\n" for key, became in kept.items()]
        write_atomically(self._file, b"".join(lines))
        self._paths = kept

    def _read(self, line: bytes) -> None:
        """A line that was cut off by a crash is as if it were not there."""
        try:
            entry = orjson.loads(line)
            self._paths.update(dict.fromkeys(map(str, entry["files"]), tuple(map(str, entry["paths"]))))
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return


def _key(source: Path, path: str, wishes: Wishes) -> str:
    digest = hashlib.blake2b(f"{path}\n{wishes}\n".encode(errors="surrogateescape"), digest_size=20)
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
