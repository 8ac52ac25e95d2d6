"""What is in one folder of a commit, as git writes it: a `tree` object.

Each entry is its mode in octal digits, a space, the name, NUL and the 20 bytes of a SHA-1; folders sort as if their
names ended in `/` (git-scm.com, Git Internals, "Git Objects"; `base_name_compare` in git's tree.c). Dulwich takes all
of it apart and puts it together again entry by entry; for one file of thousands that took a fifth of a save.
"""

from __future__ import annotations

import re

from dulwich.objects import ObjectID, RawObjectID, Tree, hex_to_sha, sha_to_hex

FILE, FOLDER = 0o100644, 0o040000

_ENTRY = re.compile(rb"([0-7]+ ([^\0]+)\0.{20})", re.DOTALL)
_SHA = 20  # bytes at the end of an entry


class Listing:
    """Names with their modes and objects, to be changed. Raises ValueError for what is no tree."""

    def __init__(self, raw: bytes = b"") -> None:
        self._entries: dict[bytes, bytes] = {name: entry for entry, name in _ENTRY.findall(raw)}
        self._sorted = True
        if self._raw() != raw:
            raise ValueError("it is no list of files")

    def __len__(self) -> int:
        return len(self._entries)

    def folder(self, name: bytes) -> ObjectID | None:
        """The object of a folder; None where there is none of this name."""
        entry = self._entries.get(name)
        return sha_to_hex(RawObjectID(entry[-_SHA:])) if entry and _mode(entry) == FOLDER else None

    def is_file(self, name: bytes) -> bool:
        return name in self._entries and self.folder(name) is None

    def put(self, name: bytes, mode: int, made: ObjectID) -> None:
        before = self._entries.get(name)
        self._sorted &= before is not None and _mode(before) == mode
        self._entries[name] = b"%o %b\0%b" % (mode, name, hex_to_sha(made))

    def remove(self, name: bytes) -> None:
        del self._entries[name]

    def tree(self) -> Tree:
        if not self._sorted:
            self._entries = dict(sorted(self._entries.items(), key=_place))
            self._sorted = True
        return _Written.from_string(self._raw())

    def _raw(self) -> bytes:
        return b"".join(self._entries.values())


class _Written(Tree):
    """It is written as it is: nobody takes it apart again."""

    def _deserialize(self, chunks: list[bytes]) -> None:
        pass


def _mode(entry: bytes) -> int:
    return int(entry[: entry.index(b" ")], 8)


def _place(item: tuple[bytes, bytes]) -> bytes:
    name, entry = item
    return name + b"/" if _mode(entry) == FOLDER else name
