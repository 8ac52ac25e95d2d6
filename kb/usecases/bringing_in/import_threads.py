"""Messages that lie in a folder, one to a file: those that answer each other become one document, as in a mailbox.

Only what stands in their heads about each other is looked at here; what they say is read where all files are.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from kb.intake import Taken, take_in

MOST_MESSAGES = 500
MOST_BYTES = 32 * 1024 * 1024
"""Of one thread; the messages of a larger one become a document each."""

_HEAD = 1 << 18  # bytes of a file in which its head is looked for
_MOST_NAMED = 100  # messages that one can name
_NAMES = re.compile(rb"^(message-id|references|in-reply-to):(.*)$", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"<[^<>\s]+>")
_LIKE_A_START = re.compile(rb"^(>*From )", re.MULTILINE)
_START = b"From kb Thu Jan  1 00:00:00 1970\n"


@dataclass(frozen=True)
class Thread:
    """Messages of one folder: source and planned path of each, in the order of the plan; the document is named as the
    first of them is."""

    messages: tuple[tuple[Path, str], ...]

    @property
    def name(self) -> str:
        """As a file."""
        return f"{PurePosixPath(self.messages[0][1]).stem}.mbox"

    def taken(self) -> Taken:
        """What they say. Raises OSError."""
        with tempfile.TemporaryFile() as file:
            self._write(file)
            size = file.tell()
            file.seek(0)
            return take_in(file, self.name, size)

    @contextmanager
    def as_mailbox(self) -> Iterator[Path]:
        """A file that holds them all, for a while. Raises OSError."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.name
            with path.open("wb") as file:
                self._write(file)
            yield path

    def _write(self, file: BinaryIO) -> None:
        for source, _ in self.messages:
            content = source.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
            file.write(_START + _LIKE_A_START.sub(rb">\1", content) + b"\n\n")


class Threads:
    """The threads among the messages of an import, by the paths of their messages.

    Of each message it is told what it was `begun_with` in an earlier run: these stay together, and what answers them
    now is another thread.
    """

    def __init__(self, messages: Iterable[tuple[Path, str, str]]) -> None:
        folders: dict[tuple[str, bool], list[tuple[Path, str, str]]] = defaultdict(list)
        for source, path, begun_with in messages:
            folders[path.rpartition("/")[0], begun_with != ""].append((source, path, begun_with))
        threads = [thread for each in folders.values() for thread in _threads(each)]
        self._apart: set[str] = set()
        self._begins = {thread.messages[0][0]: thread for thread in threads}
        self._of = {path: thread for thread in threads for _, path in thread.messages}

    def begun_by(self, path: str) -> Thread | None:
        """The thread whose first message this is."""
        thread = self._of.get(path)
        return thread if thread and thread.messages[0][1] == path else None

    def first(self, path: str) -> str:
        """The first message of the thread that this one is in but does not begin, "" where it stands alone."""
        thread = self._of.get(path)
        return thread.messages[0][1] if thread and thread.messages[0][1] != path else ""

    def of(self, source: Path) -> Thread | None:
        """The thread that begins with this file."""
        return self._begins.get(source)

    def take_apart(self, thread: Thread) -> None:
        """They could not be read together: each stands alone."""
        self._begins.pop(thread.messages[0][0], None)
        self._apart.update(path for _, path in thread.messages[1:])
        for _, path in thread.messages:
            self._of.pop(path, None)

    def is_apart(self, path: str) -> bool:
        """Was it to be read with an earlier one, and could not be?"""
        return path in self._apart


def is_message(path: str) -> bool:
    """May it be a message, by its name?"""
    return path.lower().endswith(".eml")


def _threads(messages: Sequence[tuple[Path, str, str]]) -> Iterator[Thread]:
    leads = list(range(len(messages)))  # each message to one that came before it in its thread

    def root(number: int) -> int:
        while leads[number] != number:
            leads[number] = number = leads[leads[number]]
        return number

    naming: dict[bytes, int] = {}
    for number, (source, _, begun_with) in enumerate(messages):
        for name in [begun_with.encode()] if begun_with else _named(source):
            first, second = sorted((root(number), root(naming.setdefault(name, number))))
            leads[second] = first
    found: dict[int, list[tuple[Path, str]]] = defaultdict(list)
    for number, (source, path, _) in enumerate(messages):
        found[root(number)].append((source, path))
    for each in found.values():
        if 1 < len(each) <= MOST_MESSAGES and sum(source.stat().st_size for source, _ in each) <= MOST_BYTES:
            yield Thread(tuple(each))


def _named(source: Path) -> list[bytes]:
    """The names of a message and of those that it answers."""
    try:
        with source.open("rb") as file:
            head = file.read(_HEAD).replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")[0]
    except OSError:  # it is said when its turn comes
        return []
    unfolded = re.sub(rb"\n[ \t]+", b" ", head)
    lines = sorted(_NAMES.findall(unfolded), key=lambda found: found[0].lower() == b"references")  # they may be many
    return [name for _, line in lines for name in _ID.findall(line)][:_MOST_NAMED]
