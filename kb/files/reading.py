"""Reading an attached file: it is hashed, and where its content is new it is read in a process of its own."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from kb.files.page import Page
from kb.files.texts import FileText, Texts
from kb.library.files import Stamp
from kb.sandbox import Broken, TookTooLong, run_once

MOST_BYTES = 100 * 1024 * 1024
"""Of a file that is read."""

_SECONDS = 30.0
_MOST_ANSWER = 16 * 1024 * 1024
_CHUNK = 1 << 20

_TOO_LARGE = f"It is larger than {MOST_BYTES // 1024**2} MB, so its words cannot be searched."
TOO_LONG = "Reading it took too long, so its words cannot be searched."
_BROKEN = "It could not be read: it is damaged, made to do harm, or too large to be unpacked."


def open_file(notes: Path, path: str) -> BinaryIO:
    """A file below notes/, which is no link. Raises OSError."""
    file = os.fdopen(os.open(notes / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("not a file")
    return file


def read_file(notes: Path, path: str, texts: Texts) -> bool:
    """Take the text out of an attached file and keep it in `texts`. False where the file is gone, is being written, or
    could not be read for a reason that does not lie in it; then it is to be tried again.
    """
    try:
        with open_file(notes, path) as file:
            stamp = Stamp.of(os.fstat(file.fileno()))
            if stamp.size > MOST_BYTES:
                texts.put(path, stamp, f"large {stamp.size}", FileText((), _TOO_LARGE))
                return True
            digest = hashed(file)
            text = texts.with_hash(digest) or _extracted(file, path)
            if Stamp.of(os.fstat(file.fileno())) != stamp:
                return False
    except OSError:
        return False
    texts.put(path, stamp, digest, text)
    return True


def hashed(file: BinaryIO) -> str:
    """SHA-256 of a file, which is at its beginning then."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return digest.hexdigest()


def _extracted(file: BinaryIO, path: str) -> FileText:
    """Raises OSError where no process can be started."""
    request = {"name": PurePosixPath(path).name}
    try:
        answer, _ = run_once("kb.files.child", request, file, seconds=_SECONDS, most_bytes=_MOST_ANSWER)
        pages = tuple(Page(str(label), str(text)) for label, text in answer["pages"])
        return FileText(pages, str(answer["why"]), bool(answer["kept"]))
    except TookTooLong:
        return FileText((), TOO_LONG)
    except (Broken, KeyError, TypeError, ValueError):
        return FileText((), _BROKEN)
