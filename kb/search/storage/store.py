"""Where an index is kept: a folder, or memory where there is no folder to write to.

The manifest names the partitions: one Whoosh index for each audience. It is the only file whose name readers know;
everything it names is complete before it is written, and it is replaced in one step. One look at its file status tells
a reader whether anything has changed since.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import orjson
from filelock import FileLock
from whoosh.filedb.filestore import FileStorage, RamStorage

from kb.model import Audience
from kb.search.index import IndexUnusable
from kb.search.storage.schema import VERSION

MANIFEST = "manifest.json"

_PARTITION = re.compile("[0-9a-f]{12}-[0-9a-f]{8}")  # nothing else in the folder is ours to remove


@dataclass(frozen=True)
class Manifest:
    """Which partitions make up the index.

    Attributes:
        generation: counts every change, so that it differs from any before it.
        partitions: from audience to the partition's name and the number of its last commit.
    """

    generation: int = 0
    partitions: Mapping[Audience, tuple[str, int]] = field(default_factory=dict)

    def with_partitions(self, partitions: Mapping[Audience, tuple[str, int]]) -> Manifest:
        return replace(self, generation=self.generation + 1, partitions=dict(partitions))

    def dump(self) -> bytes:
        content = {"version": VERSION, "generation": self.generation, "partitions": dict(self.partitions)}
        return orjson.dumps(content, option=orjson.OPT_INDENT_2)

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """Raises IndexUnusable."""
        try:
            content = orjson.loads(data)
            version = content["version"]
            if version != VERSION:
                raise IndexUnusable(f"the index has version {version}, this program works with {VERSION}")
            partitions = {str(a): (str(name), int(commit)) for a, (name, commit) in content["partitions"].items()}
            return cls(int(content["generation"]), partitions)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexUnusable(f"the list of the index's parts, {MANIFEST}, cannot be read: {error}") from error


class Store(Protocol):
    """The two places an index can be kept in behave alike."""

    def stamp(self) -> object:
        """Differs after every change of the manifest. Raises IndexUnusable where there is none."""

    def written_at(self) -> float | None:
        """When the manifest was published, in seconds since 1970; None where that is not kept. Raises IndexUnusable."""

    def manifest(self) -> Manifest: ...

    def publish(self, manifest: Manifest) -> None: ...

    def partition(self, name: str) -> Any:
        """The Whoosh storage of a partition."""

    def sweep(self, keep: Iterable[str]) -> None:
        """Remove all partitions but these."""

    def writing(self) -> AbstractContextManager[Any]:
        """Held by the one who writes; others, also in other processes, wait."""


def new_partition(audience: Audience) -> str:
    """A name no partition has had, safe on every file system whatever the audience is called."""
    return f"{hashlib.sha256(audience.encode()).hexdigest()[:12]}-{secrets.token_hex(4)}"


class Folder:
    """An index on disk, shared by several processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._manifest = path / MANIFEST

    def stamp(self) -> object:
        status = self._status()
        return status.st_ino, status.st_mtime_ns, status.st_size

    def written_at(self) -> float | None:
        return self._status().st_mtime

    def manifest(self) -> Manifest:
        try:
            return Manifest.load(self._manifest.read_bytes())
        except OSError as error:
            raise IndexUnusable("there is no index yet") from error

    def publish(self, manifest: Manifest) -> None:
        new = self._manifest.with_suffix(".new")
        with new.open("wb") as file:
            file.write(manifest.dump())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._manifest)

    def partition(self, name: str) -> Any:
        return FileStorage(str(self._path / name))

    def sweep(self, keep: Iterable[str]) -> None:
        kept = set(keep)
        for folder in self._path.iterdir():
            if folder.is_dir() and folder.name not in kept and _PARTITION.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)

    def writing(self) -> AbstractContextManager[Any]:
        self._path.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path / "writing.lock", thread_local=False)

    def _status(self) -> os.stat_result:
        try:
            return self._manifest.stat()
        except OSError as error:
            raise IndexUnusable("there is no index yet") from error


class Memory:
    """An index that lives as long as its process."""

    def __init__(self) -> None:
        self._current = Manifest()
        self._partitions: dict[str, RamStorage] = {}
        self._lock = threading.RLock()

    def stamp(self) -> object:
        return self._current.generation

    def written_at(self) -> float | None:
        return None

    def manifest(self) -> Manifest:
        return self._current

    def publish(self, manifest: Manifest) -> None:
        self._current = manifest

    def partition(self, name: str) -> Any:
        return self._partitions.setdefault(name, _Ram())

    def sweep(self, keep: Iterable[str]) -> None:
        kept = set(keep)
        self._partitions = {name: storage for name, storage in self._partitions.items() if name in kept}

    def writing(self) -> AbstractContextManager[Any]:
        return self._lock


class _Ram(RamStorage):  # type: ignore[misc]
    def temp_storage(self, _name: str | None = None) -> RamStorage:
        """In memory too: Whoosh's own takes one folder in the system's /tmp for all processes and empties it."""
        return RamStorage()

    def create(self) -> _Ram:
        return self
