"""What is in one folder of a commit, as git writes it: a `tree` object.

Each entry is its mode in octal digits, a space, the name, NUL and the 20 bytes of a SHA-1; folders sort as if their
names ended in `/` (git-scm.com, Git Internals, "Git Objects"; `base_name_compare` in git's tree.c). Dulwich takes all
of it apart and puts it together again entry by entry; for one file of thousands that took a fifth of a save.
"""

from __future__ import annotations

import re

from dulwich.objects import ObjectID, RawObjectID, Tree, hex_to_sha, sha_to_hex

FILE, FOLDER = 0o100644, 0o040000

_ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)


class Listing:
    """Names with their modes and objects, to be changed. Raises ValueError for what is no tree."""

    def __init__(self, raw: bytes = b"") -> None:
        found = _ENTRY.findall(raw)
        self._entries: dict[bytes, tuple[bytes, bytes]] = {name: (mode, sha) for mode, name, sha in found}
        if sum(len(mode) + len(name) + 22 for mode, name, _ in found) != len(raw):
            raise ValueError("it is no list of files")
        self._sorted = True

    def __len__(self) -> int:
        return len(self._entries)

    def folder(self, name: bytes) -> ObjectID | None:
        """The object of a folder; None where there is none of this name."""
        mode, sha = self._entries.get(name, (b"", b""))
        return sha_to_hex(RawObjectID(sha)) if mode and int(mode, 8) == FOLDER else None

    def is_file(self, name: bytes) -> bool:
        return name in self._entries and self.folder(name) is None

    def put(self, name: bytes, mode: int, made: ObjectID) -> None:
        written = b"%o" % mode
        self._sorted &= self._entries.get(name, (b"",))[0] == written
        self._entries[name] = (written, hex_to_sha(made))

    def remove(self, name: bytes) -> None:
        del self._entries[name]

    def tree(self) -> Tree:
        entries = self._entries.items() if self._sorted else sorted(self._entries.items(), key=_place)
        raw = b"".join(b"%b %b\0%b" % (mode, name, sha) for name, (mode, sha) in entries)
        return Tree.from_string(raw)


def _place(entry: tuple[bytes, tuple[bytes, bytes]]) -> bytes:
    name, (mode, _) = entry
    return name + b"/" if int(mode, 8) == FOLDER else name
