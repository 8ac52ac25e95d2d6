"""What a commit says about documents, as lines of its message, and what it means."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from kb.model import CHATHAM_HOUSE, one_line

_PLACES = "abcdefghijkmnpqrstuvwxyz23456789"
_LINE = re.compile(r"Kb-(Document|Gone|File|File-Gone): (\S+) (\S+) ([0-9a-f]{32}) ([0-9a-f]{40}) (.+)")
_GROUP = re.compile(r"Kb-Group: (\S+) (\S+) (chatham-house|-)")
_KINDS = {(False, False): "Document", (False, True): "Gone", (True, False): "File", (True, True): "File-Gone"}
_MOVED = "Kb-Moved: "
_AUTHOR = re.compile(rb"(\d{1,18}) <")
_LONGEST_WHY = 200
CHANGED = "Changed"
"""The reason of a change for which nobody gave one."""
FROM_OUTSIDE = "Changed outside"
HASH = 32
"""Hexadecimal digits of a file's SHA-256 that name it here."""
GROUP_MADE = "Group made"
"""The reason of the first version of a group's page: the slug is that of a new group from then on."""
OUTSIDE = "outside"
"""The author of what somebody changed in the folder itself."""


@dataclass(frozen=True)
class Line:
    """What a commit says of a document or a file attached to it: after it, this is what `path` holds, or it is gone.

    Attributes:
        document: its id; of a file the document that it is attached to.
        hash: the first 32 hexadecimal digits of the SHA-256 of the file, `blob`: its name in git; of the last one
            where it is gone.
        group: that it is in, "" for none. ruled: it is under the Chatham House Rule.
    """

    document: str
    audience: str
    hash: str
    blob: str
    path: str
    gone: bool = False
    attached: bool = False
    group: str = ""
    ruled: bool = False


@dataclass(frozen=True)
class Revision:
    """One version of a document, or of a file attached to it.

    Attributes:
        name: of this version in addresses; told by nothing but the document itself.
        audience: who could read it then, by the name of the audience.
        at: seconds since 1970. by: number of an account; None where it was changed outside.
        blob: the git object with the whole file; where the document was taken away, `gone`, of the one it had.
        group: that it was in then, "" for none. ruled: it was under the Chatham House Rule.
        commit: that it is part of.
    """

    name: str
    document: str
    path: str
    audience: str
    hash: str
    at: int
    by: int | None
    why: str
    blob: str
    gone: bool = False
    group: str = ""
    ruled: bool = False
    commit: str = field(default="", compare=False)


def message(why: str, lines: Iterable[Line], moves: Iterable[tuple[str, str]] = ()) -> bytes:
    """The message of a commit; `moves` are files and folders that changed their place with it, from where to where."""
    said = (
        f"Kb-{_KINDS[e.attached, e.gone]}: {e.document} {e.audience} {e.hash} {e.blob} {e.path}\n{_group_line(e)}"
        for e in lines
    )
    moved = (f"{_MOVED}{json.dumps(move)}\n" for move in moves)
    return f"{one_line(why)[:_LONGEST_WHY] or CHANGED}\n\n{''.join(said)}{''.join(moved)}".encode()


def parts(text: bytes) -> tuple[str, list[Line]]:
    """The reason and the lines of a message again."""
    why, _, rest = text.decode(errors="replace").partition("\n")
    return why, list(_lines(rest))


def reworded(text: bytes, change: Callable[[Line], Line | None]) -> bytes | None:
    """The message with each line as `change` makes it, or without it; None where no line is left of those it had.

    Where that changes anything the reason is not kept: it may say what the document said.
    """
    why, lines = parts(text)
    kept = [change(line) for line in lines]
    if kept == lines:
        return text
    left = [line for line in kept if line is not None]
    return message(why if why == FROM_OUTSIDE else CHANGED, left) if left else None


def hash_of(content: bytes) -> str:
    """The SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _group_line(line: Line) -> str:
    if not (line.group or line.ruled):
        return ""
    return f"Kb-Group: {line.document} {line.group or '-'} {CHATHAM_HOUSE if line.ruled else '-'}\n"


def moves_in(text: bytes) -> list[tuple[str, str]]:
    """What changed its place with a commit."""
    lines = text.decode(errors="replace").split("\n")
    told = (json.loads(each.removeprefix(_MOVED)) for each in lines[1:] if each.startswith(_MOVED))
    return [(str(start), str(end)) for start, end in told]


def _lines(text: str) -> Iterator[Line]:
    last: Line | None = None
    for each in text.split("\n"):
        if found := _LINE.fullmatch(each):
            if last:
                yield last
            kind, document, audience, digest, blob, path = found.groups()
            last = Line(document, audience, digest, blob, path, kind.endswith("Gone"), kind.startswith("File"))
        elif last and (more := _GROUP.fullmatch(each)) and more[1] == last.document:
            last = replace(last, group=more[2] if more[2] != "-" else "", ruled=more[3] != "-")
    if last:
        yield last


def author(by: int | None) -> bytes:
    """As git wants it: a name and an address, both of which are only the number."""
    name = OUTSIDE if by is None else str(by)
    return f"{name} <{name}@account.invalid>".encode()


def author_of(identity: bytes) -> int | None:
    found = _AUTHOR.match(identity)
    return int(found[1]) if found else None


def revision_name(line: Line, at: int, by: int | None) -> str:
    """Ten letters and digits that name a version: nothing of any other document is in them."""
    told = (line.document, line.path, line.blob, line.audience, line.gone, at, by)
    digest = hashlib.blake2b("\n".join(map(str, told)).encode(), digest_size=10).digest()
    return "".join(_PLACES[byte % 32] for byte in digest)
