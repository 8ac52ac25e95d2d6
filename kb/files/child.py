"""The child process that reads one attached file: `python -m kb.files.child REQUEST`, the file as standard input.

It limits itself before it looks at the file, and knows nothing but what it is given.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, BinaryIO

import orjson

from kb.intake.converted import OnlyAFile, Unusable
from kb.sandbox.frames import encoded, framed
from kb.sandbox.limits import limit, only_the_answer

MEMORY = 512 * 1024 * 1024  # bytes of address space
_PROCESSOR = 40  # seconds, for the case that the parent is gone
_BEHIND = 10  # who searches and reads pages goes first

_UNREADABLE = "It could not be read: it is damaged, or not what it says it is."


def warm() -> None:
    """Import what pictures need, so that a child begins with its file at once. Not what reads texts: that takes address
    space, of which a child has so much and no more, and begins a thread, which is no more after a fork."""
    importlib.import_module("kb.files.picture")


def main() -> None:
    """Answer what is asked of the file."""
    request = orjson.loads(sys.argv[1])
    file, answer = only_the_answer()
    os.nice(_BEHIND)
    asked = _sizes if "sizes" in request else _picture if "width" in request else _text
    found, blobs = asked(file, request)
    answer.write(encoded({**found, "blobs": len(blobs)}))
    for blob in blobs:
        answer.write(framed(blob))
    answer.flush()


def _text(file: BinaryIO, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    from kb.files.pages import pages_of

    limit(MEMORY, seconds=_PROCESSOR)
    try:
        pages = pages_of(file.read(), request["name"])
    except OnlyAFile as error:
        return {"pages": [], "why": str(error), "kept": True}, []
    except Unusable as error:
        return {"pages": [], "why": str(error), "kept": False}, []
    except Exception:  # whatever a library stumbles over; the file is somebody else's
        return {"pages": [], "why": _UNREADABLE, "kept": False}, []
    return {"pages": [[page.label, page.text] for page in pages], "why": "", "kept": False}, []


def _picture(file: BinaryIO, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    from kb.files.picture import picture_of

    limit(MEMORY, seconds=_PROCESSOR, processes=False)
    try:
        made, ending = picture_of(file.read(), request["name"], request["width"], request["page"])
    except Exception:  # as above; who asked shows something else instead
        return {"ending": ""}, []
    return {"ending": ending}, [made]


def _sizes(file: BinaryIO, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    from kb.files.picture import sizes_of

    limit(MEMORY, seconds=_PROCESSOR, processes=False)
    try:
        sizes, count = sizes_of(file.read(), request["sizes"], request["width"])
    except Exception:  # as above
        return {"sizes": [], "count": 0}, []
    return {"sizes": sizes, "count": count}, []


if __name__ == "__main__":
    main()
