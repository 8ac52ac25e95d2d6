"""Static files: the library's own from its folder, ours as they were when the server started.

An update changes our files while a server runs, one after the other and not all at once. Pages, style and scripts of
one version belong together, so a server gives what it started with until it is started anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Held:
    """A static file of ours, in memory; `fingerprint` is different for different content."""

    content: bytes
    fingerprint: str


class Static:
    """The static files of a site: a library replaces one of `ours` by putting one of the same name into `own`."""

    def __init__(self, own: Path | None, ours: Path) -> None:
        self._own = own
        self._ours = {
            path.relative_to(ours).as_posix(): Held(content, _fingerprint(content))
            for path in ours.rglob("*")
            if path.is_file()
            for content in (path.read_bytes(),)
        }
        self._known: dict[Path, tuple[int, str]] = {}

    def find(self, name: str) -> Path | Held | None:
        """The file of this name, or None. A name cannot lead out of the library's folder."""
        if self._own:
            root = self._own.resolve()
            with contextlib.suppress(OSError, ValueError):  # a name that no file can have
                path = (root / name).resolve()
                if path.is_relative_to(root) and path.is_file():
                    return path
        return self._ours.get(name)

    def fingerprint(self, found: Path | Held) -> str:
        """Short, and another one once the content is another."""
        if isinstance(found, Held):
            return found.fingerprint
        changed = found.stat().st_mtime_ns
        known = self._known.get(found)
        if known is None or known[0] != changed:
            known = (changed, _fingerprint(found.read_bytes()))
            self._known[found] = known
        return known[1]


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
