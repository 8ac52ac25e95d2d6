"""A ZIP of files, each of which is taken in as if it had come alone."""

from __future__ import annotations

from kb.intake.archive import Archive
from kb.intake.converted import Bytes, Converted, Dropped, Unusable
from kb.intake.formats.mail import together
from kb.intake.sniffing import format_of

_SEVERAL = 2
_HIDDEN = ("__MACOSX/", ".", "~$")


def from_zip(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Its files by their names and folders; several messages are a mailbox, whose threads are kept together. What
    programs put there for themselves is left out.
    """
    archive = Archive(data)
    names = [
        each for each in archive.names() if not each.startswith(_HIDDEN) and not _own_name(each).startswith(_HIDDEN)
    ]
    if not names:
        raise Unusable("There is nothing in it.")
    files = [Bytes(each, archive.read(each)) for each in names]
    letters = [file for file in files if format_of(file.data, file.name) == "eml"]
    if len(letters) < _SEVERAL:
        return Converted((), tuple(files), Dropped())
    try:
        found = together((file.data for file in letters), Dropped())
    except Unusable:  # then it is said of the one that is broken
        return Converted((), tuple(files), Dropped())
    of_letters = {file.name for file in letters}
    others = tuple(file for file in files if file.name not in of_letters)
    return Converted(found.pieces, (*others, *found.files), found.dropped)


def _own_name(path: str) -> str:
    return path.rpartition("/")[2]
