"""How a file looks, page by page: a PDF of it, made when it is first asked for, and how large its pages are.

Both are kept beside the file, and go with its folder. Who may see them is asked elsewhere.
"""

from __future__ import annotations

import fcntl
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import orjson

from kb.files.renderings import Busy, Rendering, Renderings
from kb.intake import office
from kb.library import write_atomically
from kb.sandbox import Broken, TookTooLong, run_once

WIDTH = 800
"""Pixels of the pictures of pages."""

MOST_PAGES = 20
"""Of a file that are shown."""

_PDF, _KNOWN = "look.pdf", "look.json"
_SECONDS = 15.0
_MOST_ANSWER = 1 << 16
_MOST_WAITING = 4  # of this process: each keeps one of the threads that answer
_TRY_AGAIN = 3600  # seconds after which one that could not be made is tried once more: the machine may have been busy

_waiting = threading.BoundedSemaphore(_MOST_WAITING)
_one = threading.Lock()
"""LibreOffice takes much memory, and others wait for the processor."""


@dataclass(frozen=True)
class Look:
    """The pages of a file.

    Attributes:
        place: the PDF that they are pages of.
        sizes: width and height in pixels of the pictures of the first MOST_PAGES; none where it cannot be shown.
        count: of all of them.
    """

    place: Path
    sizes: tuple[tuple[int, int], ...] = ()
    count: int = 0


def has_look(format_: str) -> bool:
    """Can a file of this format (kb.intake.formats) be shown as it looks, on this machine?"""
    return format_ == "pdf" or (format_ in office.OPENED and office.is_there())


def known_look(file: Path) -> Look | None:
    """The look of a file, where it was asked for before."""
    known = file.with_name(_KNOWN)
    try:
        made = orjson.loads(known.read_bytes())
        if not made["sizes"] and time.time() - known.stat().st_mtime > _TRY_AGAIN:
            return None
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    sizes = tuple((int(across), int(down)) for across, down in made["sizes"])
    return Look(file.with_name(_PDF) if made["made"] else file, sizes, int(made["count"]))


def look_of(file: Path, format_: str) -> Look:
    """The look of a file of a format that has one; made once, whoever asks. It may take half a minute.

    Raises Busy where several others wait for one, OSError where it cannot be made just now.
    """
    if known := known_look(file):
        return known
    if not _waiting.acquire(blocking=False):
        raise Busy
    try:
        with file.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)  # a lock in a file of its own would bring back a folder that is gone
            return known_look(file) or _made(file, format_)
    finally:
        _waiting.release()


def picture_of_page(renderings: Renderings, look: Look, number: int, digest: str) -> Future[Rendering] | None:
    """A picture of a page, from 1, kept beside the file; None where there is no such page. `digest`, and what it raises
    at once and later: as Renderings.of."""
    if not 1 <= number <= len(look.sizes):
        return None
    return renderings.of(look.place.open("rb"), _PDF, WIDTH, number, digest, look.place.parent)


def _made(file: Path, format_: str) -> Look:
    place, there = file, True
    if format_ != "pdf":
        place = file.with_name(_PDF)
        there = _as_pdf(file, format_, place)
    sizes, count = _sizes(place) if there else ([], 0)
    known = {"made": place != file, "sizes": sizes, "count": count}
    write_atomically(file.with_name(_KNOWN), orjson.dumps(known))
    return Look(place, tuple((across, down) for across, down in sizes), count)


def _as_pdf(file: Path, format_: str, place: Path) -> bool:
    try:
        with _one, file.open("rb") as original:
            made = office.turned(original, format_, "pdf")
    except (TookTooLong, Broken):
        return False
    if made:
        write_atomically(place, made)
    return bool(made)


def _sizes(place: Path) -> tuple[list[list[int]], int]:
    """As kb.files.picture.sizes_of; none where it is no PDF that can be read."""
    request = {"sizes": MOST_PAGES, "width": WIDTH}
    try:
        with place.open("rb") as file:
            answer, _ = run_once("kb.files.child", request, file, seconds=_SECONDS, most_bytes=_MOST_ANSWER)
        return [[int(across), int(down)] for across, down in answer["sizes"]], int(answer["count"])
    except (TookTooLong, Broken, KeyError, TypeError, ValueError):
        return [], 0
