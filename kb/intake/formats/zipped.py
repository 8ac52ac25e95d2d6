"""A ZIP of files, each of which is taken in as if it had come alone."""

from __future__ import annotations

from kb.intake.archive import Archive
from kb.intake.converted import Bytes, Converted, Dropped, Unusable

_HIDDEN = ("__MACOSX/", ".", "~$")


def from_zip(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Its files by their names and folders. What programs put there for themselves is left out."""
    archive = Archive(data)
    names = [
        each for each in archive.names() if not each.startswith(_HIDDEN) and not _own_name(each).startswith(_HIDDEN)
    ]
    if not names:
        raise Unusable("There is nothing in it.")
    return Converted((), tuple(Bytes(each, archive.read(each)) for each in names), Dropped())


def _own_name(path: str) -> str:
    return path.rpartition("/")[2]
