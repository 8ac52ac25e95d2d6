"""The child process that converts one file: `python -m kb.intake.child REQUEST`, the file as standard input.

It limits itself before it looks at the file, and knows nothing but what it is given.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import orjson

from kb.intake.cleaning import cleaned
from kb.intake.converted import Bytes, Converted, OnlyAFile, Unusable
from kb.intake.formats import FORMATS
from kb.intake.sniffing import format_of
from kb.sandbox.frames import encoded, framed
from kb.sandbox.limits import limit, only_the_answer

MEMORY = 512 * 1024 * 1024  # bytes of address space
_PROCESSOR = 40  # seconds, for the case that the parent is gone

_UNREADABLE = "It could not be read: it is damaged, or not what it says it is."


def warm() -> None:
    """Import what the formats need, so that a child begins with its file at once."""
    for name in {format_.function.partition(":")[0] for format_ in FORMATS.values() if format_.function}:
        importlib.import_module(f"kb.intake.formats.{name}")


def main() -> None:
    """Answer what is in the file: documents, files within it, or why there are none."""
    request = orjson.loads(sys.argv[1])
    file, answer = only_the_answer()
    limit(MEMORY, seconds=_PROCESSOR)
    found, blobs = _answer(file.read(request["most_bytes"] + 1), request["name"], request["clean"])
    answer.write(encoded({**found, "blobs": len(blobs)}))
    for blob in blobs:
        answer.write(framed(blob))
    answer.flush()


def _answer(data: bytes, name: str, clean: bool) -> tuple[dict[str, Any], list[bytes]]:
    format_ = FORMATS[format_of(data, name)]
    answer: dict[str, Any] = {"format": format_.name, "why": "", "kept": False, "pieces": [], "files": [], "report": ""}
    if clean:
        return _cleaned(answer, data)
    if not format_.function:
        return {**answer, "why": f"It is {format_.label}. {format_.advice}"}, []
    try:
        converted = format_.convert(data, name)
    except Unusable as error:
        return {**answer, "why": str(error)}, []
    except OnlyAFile as error:
        return {**answer, "why": str(error), "kept": True}, [error.data]
    except Exception:  # whatever a library stumbles over; the file is somebody else's
        return {**answer, "why": _UNREADABLE}, []
    return _described(answer, converted)


def _cleaned(answer: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    try:
        made = cleaned(data, answer["format"])
    except Unusable as error:
        return {**answer, "why": str(error)}, []
    except Exception:  # as above
        return {**answer, "why": _UNREADABLE}, []
    return (answer, []) if made is None else ({**answer, "kept": True}, [made])


def _described(answer: dict[str, Any], converted: Converted) -> tuple[dict[str, Any], list[bytes]]:
    blobs: list[bytes] = []

    def names(files: tuple[Bytes, ...]) -> list[str]:
        blobs.extend(file.data for file in files)
        return [file.name for file in files]

    pieces = [
        {
            "text": piece.text, "title": piece.title, "date": piece.date, "date_from": piece.date_from,
            "permission": dict(piece.permission), "facts": dict(piece.facts),
            "kind": piece.kind, "tags": piece.tags, "pictures": names(piece.pictures),
        }
        for piece in converted.pieces
    ]  # fmt: skip
    files = names(converted.files)
    return {**answer, "pieces": pieces, "files": files, "report": converted.dropped.sentence()}, blobs


if __name__ == "__main__":
    main()
