"""The versions of an attached file that somebody may see: what it was each time it was another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kb.history import History, HistoryUnusable, Revision
from kb.model import CHATHAM_HOUSE, AttachedFile, Document, Viewer
from kb.usecases.reading.versions import readable


@dataclass(frozen=True)
class FileVersion:
    """A version of a file.

    Attributes:
        number: from 1 for the first that is known, whoever may see it: an address that holds it means the same to all.
        revision: since when it is so, and why.
        is_last: none that came after it is known.
    """

    number: int
    revision: Revision
    is_last: bool


def versions_of_files(
    history: History, viewer: Viewer, document: Document, files: Iterable[AttachedFile]
) -> dict[str, list[FileVersion]]:
    """By the names of these files their versions, newest first; what was for others then is left out.

    Under the Chatham House Rule a correction may have taken a name out: the earlier ones are for the group alone.
    Raises HistoryUnusable.
    """
    kept = history.files([document.id])
    if not kept:
        return {}
    stems = {each.path.rpartition(".")[0] for each in history.revisions([document.id])}
    stems.add(document.path.rpartition(".")[0])
    could_read = readable(history, viewer)
    within = viewer.admin or document.group in viewer.groups | viewer.leads
    found: dict[str, list[FileVersion]] = {}
    for file in files:
        places = {file.path, *(f"{stem}/{file.name}" for stem in stems)}
        known = list(_numbered(each for each in reversed(kept) if each.path in places and not each.gone))
        if document.rule == CHATHAM_HOUSE and not within:
            known = known[-1:]
        seen = [version for version, revisions in known if any(map(could_read, revisions))]
        if seen:
            found[file.name] = seen[::-1]
    return found


def version_of_file(
    history: History, viewer: Viewer, document: Document, file: AttachedFile, number: str
) -> FileVersion | None:
    """One of them by its number as it stands in an address; None also where the history cannot be read just now."""
    try:
        found = versions_of_files(history, viewer, document, [file]).get(file.name, ())
    except HistoryUnusable:
        return None
    return next((each for each in found if str(each.number) == number), None)


def _numbered(revisions: Iterable[Revision]) -> Iterator[tuple[FileVersion, list[Revision]]]:
    """From the oldest on; the same content several times on end is one version."""
    runs = [list(run) for _, run in groupby(revisions, key=lambda each: each.hash)]
    for number, run in enumerate(runs, 1):
        yield FileVersion(number, run[0], number == len(runs)), run
