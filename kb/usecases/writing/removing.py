"""Take a document away, and bring it back: it is in the history, and that is the bin."""

from __future__ import annotations

from dataclasses import dataclass

from kb.access import may_write, may_write_anywhere
from kb.history import HistoryUnusable, Revision
from kb.library import OutsideLibrary, Stale, place, read_revision, remove_revision
from kb.model import Document, Viewer
from kb.usecases.in_step.recording import change_of, record_done
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.reading.versions import readable
from kb.usecases.writing.reaching import check_group_page
from kb.usecases.writing.saving import Conflict, Desk, NotThere


@dataclass(frozen=True)
class Binned:
    """A document that was taken away: its last version, and what it was."""

    revision: Revision
    document: Document


def remove_document(desk: Desk, viewer: Viewer, identifier: str, revision: str, why: str = "") -> Document:
    """Take a document away that is still at this version; attached files stay where they are, for when it comes back.

    Raises NotThere, NotTheirs, NotWritten, Conflict where somebody changed it since, HistoryUnusable, OSError; then
    nothing was changed.
    """
    removed: list[Document] = []

    def write() -> frozenset[str]:
        opened = desk.open(viewer, identifier)
        document = opened.document
        if opened.revision != revision:
            raise Conflict(opened, frozenset())
        check_group_page(desk.library, document)
        desk.keep(opened)
        assert viewer.account is not None
        with desk.history.telling(document.path, None, viewer.account, why):
            remove_revision(place(desk.library.notes, document.path), opened.revision)
        record_done(desk.history, change_of(document, document.path, None))
        removed.append(document)
        return frozenset({document.path})

    desk.patiently(write)
    return removed[0]


def bin_of(desk: Desk, viewer: Viewer, only: str = "") -> list[Binned]:
    """What was taken away and is not back, newest first: for whoever could read it and may bring it back.

    `only`: the id of the one that is asked for. Raises HistoryUnusable.
    """
    if viewer.account is None or not may_write_anywhere(viewer):
        return []
    there = {document.id for document in desk.library.catalog.every()}
    found: dict[str, Binned] = {}
    could_read = readable(desk.history, viewer)
    for each in desk.history.gone():
        if only and each.document != only:
            continue
        if each.document in there or each.document in found or not could_read(each):
            continue
        try:
            content = desk.history.content(each)
        except HistoryUnusable:
            continue  # this one is damaged; the others are not
        document = desk.library.would_be(each.path, content, each.document)
        if may_write(viewer, document):
            found[each.document] = Binned(each, document)
    return list(found.values())


def taken_away(desk: Desk, viewer: Viewer, identifier: str) -> Revision | None:
    """The last version of a document that is gone, for whoever could read it; of a hidden one nobody learns that it
    was. None also where it is there, or another has taken its place. Raises HistoryUnusable."""
    catalog = desk.library.catalog
    last = next(iter(desk.history.revisions([identifier])), None)
    there = catalog.document(identifier, catalog.audiences)
    if last is None or there is not None or not last.gone or not readable(desk.history, viewer)(last):
        return None
    return last


def bring_back(desk: Desk, viewer: Viewer, identifier: str) -> str:
    """Put a document back where it was, or beside what is there now. Gives its id.

    Raises NotThere, NotWritten, HistoryUnusable, OSError; then nothing was changed.
    """

    def write() -> frozenset[str]:
        binned = next(iter(bin_of(desk, viewer, identifier)), None) if identifier else None
        if binned is None:
            raise NotThere
        content = desk.history.content(binned.revision)
        stem, dot, ending = binned.revision.path.rpartition(".")
        # A name with the id tells nobody whether it is a hidden document that has taken the place.
        for path in (binned.revision.path, f"{stem}-{identifier}{dot}{ending}"):
            try:
                if not read_revision(place(desk.library.notes, path))[1]:
                    desk.put(viewer, desk.change(path, content), "Brought back", "")
                    return frozenset({path})
            except (Stale, OutsideLibrary):
                continue
        raise NotWritten("There is something else where it was; move that first.")

    desk.refresher.after(write)
    return identifier
