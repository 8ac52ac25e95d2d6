"""Taking a file in: it is converted in a process of its own, and what comes back is data and never code."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from kb.intake import office
from kb.intake.converted import OWN_FACTS, PERMISSION, Bytes, Piece
from kb.intake.formats import FORMATS, Format
from kb.intake.names import safe_path
from kb.sandbox import Broken, TookTooLong, make_ready, run_once

SECONDS = 30.0
MOST_BYTES = 100 * 1024 * 1024
"""Of a file, and of what is made of it."""

_HEAD = 1 << 20  # bytes in which the child says what the bytes that follow are
_READER = "kb.intake.child"
_TOO_LONG = "Reading it took too long, so nothing was taken from it. If it is large, divide it."
_BROKEN = "It could not be read: it is damaged, made to do harm, or too large to be unpacked."
_UNABLE = "The program that reads such files could not be started."
_NO_TEXT = "There is no text in it."


@dataclass(frozen=True)
class Taken:
    """What a file turned out to be.

    Attributes:
        format: by what is in it.
        pieces: the documents it holds.
        files: files within it (attached to a message, members of a ZIP), to be taken in each by itself.
        kept: the file, cleaned, where it has no text but may be kept; its name with the ending it should have.
        why: where there are no pieces, the reason as a sentence.
        report: what was left out, as a sentence, or "".
    """

    format: Format
    pieces: tuple[Piece, ...] = ()
    files: tuple[Bytes, ...] = ()
    kept: Bytes | None = None
    why: str = ""
    report: str = ""


def expect_files() -> None:
    """A file is about to come: what reads it is made ready."""
    make_ready(_READER)


def take_in(file: BinaryIO, name: str, size: int, *, clean: bool = False) -> Taken:
    """What is in a file (at its beginning; a real one, with a descriptor) of this name and size in bytes.

    With `clean` it is not converted: `kept` is the file without what it says of who made it, None with an empty `why`
    where that is not known to be possible for its format.
    """
    unknown = FORMATS["unknown"]
    if size > MOST_BYTES:
        return Taken(unknown, why=f"It is larger than {MOST_BYTES // 1024**2} MB, the most that is taken in.")
    request = {"name": PurePosixPath(name).name, "most_bytes": MOST_BYTES, "clean": clean}
    try:
        answer, blobs = run_once(_READER, request, file, seconds=SECONDS, most_bytes=MOST_BYTES + _HEAD)
        taken = _taken(answer, blobs, name, clean)
        if taken.format.name == "doc" and not clean and office.is_there():
            return _modern(file, name, taken)
        return taken
    except TookTooLong:
        return Taken(unknown, why=_TOO_LONG)
    except (Broken, KeyError, TypeError, ValueError, IndexError):
        return Taken(unknown, why=_BROKEN)
    except OSError:
        return Taken(unknown, why=_UNABLE)


def _modern(file: BinaryIO, name: str, taken: Taken) -> Taken:
    """An old Word document as LibreOffice's Word document; as it was `taken` where that does not work."""
    made = office.turned(file, "doc", "docx")
    if made is None:
        return taken
    with tempfile.TemporaryFile() as new:
        new.write(made)
        new.seek(0)
        found = take_in(new, f"{PurePosixPath(name).stem}.docx", len(made))
    return replace(found, format=taken.format) if found.pieces else taken


def _taken(answer: dict[str, Any], blobs: list[bytes], name: str, clean: bool) -> Taken:
    """The child's answer. What is not as agreed raises."""
    format_ = FORMATS[answer["format"]]
    rest = iter(blobs)

    def files(names: list[Any]) -> tuple[Bytes, ...]:
        return tuple(Bytes(str(each), next(rest)) for each in names)

    pieces = tuple(
        Piece(str(each["text"]), str(each["title"]), str(each["date"]), str(each["date_from"]), str(each["kind"]),
              tuple(map(str, each["tags"])), files(each["pictures"]),
              {key: str(each["permission"][key]) for key in PERMISSION if key in each["permission"]},
              {key: str(each["facts"][key]) for key in OWN_FACTS if key in each["facts"]})
        for each in answer["pieces"]
    )  # fmt: skip
    within = files(answer["files"])
    kept = None
    if answer["kept"]:
        kept = Bytes(_kept_name(name, format_), next(rest))
    pieces = tuple(piece for piece in pieces if piece.text.strip() or piece.title or piece.pictures)
    why = str(answer["why"]) or ("" if pieces or within or clean else _NO_TEXT)
    return Taken(format_, pieces, within, kept, why, str(answer["report"]))


def _kept_name(name: str, format_: Format) -> str:
    """The name of a file that is kept, with the ending it should have; one of no known kind keeps its own."""
    own = safe_path(PurePosixPath(name).name) or "file"
    return f"{own.rpartition('.')[0] or own}.{format_.ending}" if format_.ending else own
