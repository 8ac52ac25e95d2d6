"""A file as it comes from somebody's machine, made into one that can be kept: named for every system, and cleaned."""

from __future__ import annotations

import os
from typing import BinaryIO

from kb.intake import Taken, take_in
from kb.intake.names import safe_path
from kb.library import is_document
from kb.model import slug
from kb.usecases.writing.attaching import Upload

PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg"})
"""Endings of what is shown as a picture."""

_MADE_ANEW = frozenset({"gif", "bmp", "tiff"})
"""Formats of which the first picture is kept as PNG: nothing takes out what else is in them."""

_OTHER_PICTURES = frozenset({"heic", "heif", "avif", "psd", "dng", "jxl"})
_THEIR_BRANDS = (b"hei", b"hev", b"mif", b"msf", b"avi")
_LONGEST_ENDING = 10


class NotTaken(Exception):
    """This file cannot be attached; the message says why and what to do."""


def taken(file: BinaryIO, name: str, size: int, most: int) -> Upload:
    """A file (at its beginning, with a descriptor) of this name and size in bytes, of which at most `most` are taken.

    Pictures, PDFs and office files lose what they say of place, camera and author. Raises NotTaken.
    """
    if size > most:
        raise NotTaken(f"{name[:100]} is larger than {most // 1_000_000} MB, the most that is taken here.")
    if not size:
        raise NotTaken(f"{name[:100]} is empty.")
    clean = clean_name(name)
    if is_document(clean):
        raise NotTaken(f"{clean} is a text of its own: put what it says into the text, or make a new document of it.")
    if _is_other_picture(clean, os.pread(file.fileno(), 16, 0)):
        raise NotTaken(f"{clean} is a picture that browsers cannot show. Save it as JPEG or PNG first.")
    found = _cleaned(file, clean, size)
    if found.format.name == "program":
        raise NotTaken(f"{clean} was not taken. {found.format.advice}")
    if found.why and found.kept is None:
        raise NotTaken(f"{clean} was not taken. {found.why}")
    stem, _, ending = clean.rpartition(".")
    if found.kept is not None:
        if found.format.ending != ending and not {found.format.ending, ending} <= {"jpg", "jpeg"}:
            clean = f"{stem or clean}.{found.format.ending}"
        return Upload(clean, found.kept.data)
    if ending in PICTURES:
        raise NotTaken(f"{clean} is damaged, or no picture that can be read.")
    file.seek(0)
    return Upload(clean, file.read(most + 1))


def _cleaned(file: BinaryIO, name: str, size: int) -> Taken:
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # the child reads on from where the descriptor is, not from where we are
    found = take_in(file, name, size, clean=True)
    if found.format.name not in _MADE_ANEW:
        return found
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return take_in(file, name, size)


def clean_name(name: str) -> str:
    """A name of small letters, digits and hyphens with its ending, as it can stand in a link and on every system."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    if not dot or not (ending.isascii() and ending.isalnum() and len(ending) <= _LONGEST_ENDING):
        stem, ending = last, ""
    made = slug(stem) or "file"
    return safe_path(f"{made}.{ending.lower()}" if ending else made)


def is_picture(name: str) -> bool:
    """Is it shown in the text, rather than linked to?"""
    return name.rpartition(".")[2].lower() in PICTURES


def written(name: str, target: str) -> str:
    """How a file stands in a text: a picture with words to be put in its place, all else as a link."""
    return f"![describe this picture]({target})" if is_picture(name) else f"[{name}]({target})"


def _is_other_picture(name: str, head: bytes) -> bool:
    branded = head[4:8] == b"ftyp" and head[8:12].startswith(_THEIR_BRANDS)
    return name.rpartition(".")[2] in _OTHER_PICTURES or branded
