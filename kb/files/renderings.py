"""Pictures of files, made when they are first asked for and kept in a folder of bounded size."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

from kb.files.reading import MOST_BYTES, hashed
from kb.files.sizes import nearest
from kb.library import write_atomically
from kb.library.files import Stamp
from kb.sandbox import Broken, TookTooLong, run_once

MOST_KEPT = 256 * 2**20
"""Bytes of pictures that are kept; those made first go first."""

HASH = 32
"""Hexadecimal digits of a file's SHA-256 that its pictures are named by."""

_FOLDER = "renderings"
_ENDINGS = ("png", "webp")
_AT_ONCE = 2  # processes that make pictures
_MOST_WAITING = 40
_MOST_BESIDE = 20  # of these, whose pictures lie beside their file: files that nobody has looked through yet
_SECONDS = 15.0
_MOST_ANSWER = 16 * 2**20
_KNOWN = 4096  # files whose hash is remembered
_COUNT_AGAIN = 200  # pictures made, after which what others made is counted too
_TRY_AGAIN = 3600  # seconds after which one that could not be made is tried once more: the machine may have been busy

K = TypeVar("K")
V = TypeVar("V")


class Busy(Exception):
    """So many pictures are being waited for that no more can be."""


@dataclass(frozen=True)
class Rendering:
    """A picture of a file.

    Attributes:
        place: where it lies; None where there can be none of this file.
        tag: different for different content, for an ETag.
    """

    place: Path | None
    tag: str

    @property
    def media_type(self) -> str:
        return f"image/{self.place.suffix[1:]}" if self.place else ""


class Renderings:
    """Makes and keeps pictures below `folder`, in a folder of its own for a while where that is None. For any number of
    threads and processes; each picture is made once at a time in a process."""

    def __init__(self, folder: Path | None) -> None:
        self._own = tempfile.TemporaryDirectory(prefix="kb-renderings-") if folder is None else None
        self._folder = (Path(self._own.name) if self._own else folder or Path()) / _FOLDER
        self._makers = ThreadPoolExecutor(_AT_ONCE, "picture")
        self._making: dict[Path, Future[Rendering]] = {}
        self._lock = threading.Lock()
        self._hashes: OrderedDict[tuple[str, Stamp], str] = OrderedDict()
        self._made = 0
        self._bytes = 0

    def of(
        self, file: BinaryIO, name: str, width: int, page: int = 1, digest: str = "", beside: Path | None = None
    ) -> Future[Rendering]:
        """A picture of a file (a real one, which is closed by this). Raises Busy.

        `name`: where the file is, for all that is known of it; `width`: the nearest there is will do; `digest`: the
        first HASH digits of its SHA-256, where they are known; `beside`: a folder that keeps it in place of the common
        one, whatever its size; where that is gone meanwhile, so is the picture (FileNotFoundError).
        """
        try:
            digest = digest or self.hash_of(file, name)
            key = (beside / _FOLDER if beside else self._folder) / f"{digest}-{page}-{nearest(width)}"
            with self._lock:
                if kept := _kept(key):
                    return _done(kept)
                if key in self._making:
                    return self._making[key]
                self._check_room(beside)
                mine = self._makers.submit(self._make, os.dup(file.fileno()), name, key, nearest(width), page)
                self._making[key] = mine
            mine.add_done_callback(lambda _: self._forget(key))  # at once where it is done, and that takes the lock
            return mine
        finally:
            file.close()

    def close(self) -> None:
        self._makers.shutdown(wait=False, cancel_futures=True)
        if self._own:
            self._own.cleanup()

    def hash_of(self, file: BinaryIO, name: str) -> str:
        """The first HASH digits of the SHA-256 of a file, reckoned once for what it is now."""
        known = name, Stamp.of(os.fstat(file.fileno()))
        with self._lock:
            if known in self._hashes:
                return self._hashes[known]
        digest = hashed(file)[:HASH]
        with self._lock:
            return _remember(self._hashes, known, digest)

    def _check_room(self, beside: Path | None) -> None:
        """Raises Busy where no more can wait."""
        others = sum(key.parent != self._folder for key in self._making)
        if len(self._making) >= _MOST_WAITING or (beside and others >= _MOST_BESIDE):
            raise Busy

    def _make(self, descriptor: int, name: str, key: Path, width: int, page: int) -> Rendering:
        with os.fdopen(descriptor, "rb") as file:
            made, ending = _made(file, name, width, page)
        common = key.parent == self._folder
        key.parent.mkdir(parents=common, exist_ok=True)  # a file's own folder is gone for good where it is gone
        place = key.with_name(f"{key.name}.{ending}")
        write_atomically(place, made)
        if common:
            self._bound(len(made))
        return Rendering(place if made else None, key.name)

    def _forget(self, key: Path) -> None:
        with self._lock:
            self._making.pop(key, None)

    def _bound(self, more: int) -> None:
        """Take the oldest away where there are too many now."""
        with self._lock:
            self._made += 1
            self._bytes += more
            if self._made % _COUNT_AGAIN != 1 and self._bytes <= MOST_KEPT:
                return
            files = sorted(_sizes(self._folder))
            self._bytes = sum(size for _, size, _ in files)
            for _, size, path in files:
                if self._bytes <= MOST_KEPT * 3 // 4:
                    return
                with suppress(OSError):
                    Path(path).unlink()
                self._bytes -= size


def clear_renderings(folder: Path) -> None:
    """Take all pictures away: whatever is asked for again is made again."""
    for each in (folder / _FOLDER).glob("*"):
        each.unlink(missing_ok=True)


def _kept(key: Path) -> Rendering | None:
    for ending in _ENDINGS:
        place = key.with_name(f"{key.name}.{ending}")
        if place.exists():
            return Rendering(place, key.name)
    with suppress(FileNotFoundError):
        if time.time() - key.with_name(f"{key.name}.none").stat().st_mtime < _TRY_AGAIN:
            return Rendering(None, key.name)
    return None


def _sizes(folder: Path) -> Iterator[tuple[float, int, str]]:
    """Time, bytes and path of each file; not of those that another process takes away meanwhile."""
    for each in os.scandir(folder):
        with suppress(FileNotFoundError):
            found = each.stat()
            yield found.st_mtime, found.st_size, each.path


def _made(file: BinaryIO, name: str, width: int, page: int) -> tuple[bytes, str]:
    """The picture and its ending; nothing, and `none`, where there can be none. Raises OSError."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    request = {"name": PurePosixPath(name).name, "width": width, "page": page}
    if os.fstat(file.fileno()).st_size > MOST_BYTES:
        return b"", "none"
    try:
        answer, blobs = run_once("kb.files.child", request, file, seconds=_SECONDS, most_bytes=_MOST_ANSWER)
        ending = str(answer["ending"])
        return (blobs[0], ending) if ending in _ENDINGS and blobs else (b"", "none")
    except (TookTooLong, Broken, KeyError, TypeError, ValueError):
        return b"", "none"


def _done(rendering: Rendering) -> Future[Rendering]:
    future: Future[Rendering] = Future()
    future.set_result(rendering)
    return future


def _remember(memory: OrderedDict[K, V], key: K, value: V) -> V:
    memory[key] = value
    while len(memory) > _KNOWN:
        memory.popitem(last=False)
    return value
