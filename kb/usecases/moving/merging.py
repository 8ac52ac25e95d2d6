"""One document takes the place of another: what leads to the one that goes leads to it from now on."""

from __future__ import annotations

from collections.abc import Iterator

from kb.access import audience_of
from kb.library import is_document
from kb.model import PUBLIC, Document, Kind, Viewer
from kb.usecases.in_step.carrying_out import carried_out
from kb.usecases.in_step.planning import Planner
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.writing.reaching import check_group_page
from kb.usecases.writing.saving import Conflict, Desk, NotTheirs, NotThere

_NOT_ONE = "Give the address of another document that you may change, or its id."


def merge(desk: Desk, viewer: Viewer, gone: str, into: str, revision: str) -> str:
    """Take a document away that is still at this version; its addresses lead to `into`, an id. Its text is kept in the
    bin; its files go along where the same people can read them there. Gives the id of the one that stays.

    Raises NotThere, NotTheirs, WrongWords, NotWritten, Conflict, HistoryUnusable, OSError; then nothing was changed.
    """
    stays = ""

    def write() -> frozenset[str]:
        nonlocal stays
        opened = desk.open(viewer, gone)
        if opened.revision != revision:
            raise Conflict(opened, frozenset())
        try:
            taking = desk.open(viewer, into).document
        except (NotThere, NotTheirs):
            raise WrongWords("into", _NOT_ONE) from None
        stays = taking.id
        return _merge(desk, viewer.account, opened.document, taking)

    desk.patiently(write)
    return stays


def merge_any(desk: Desk, gone: str, into: str) -> tuple[str, str]:
    """The same for whoever may write everything, by ids or paths. Gives both paths. Raises NotWritten."""
    done = ("", "")

    def write() -> frozenset[str]:
        nonlocal done
        old, new = _found(desk, gone), _found(desk, into)
        done = (old.path, new.path)
        return _merge(desk, None, old, new)

    desk.patiently(write)
    return done


def _merge(desk: Desk, by: int | None, gone: Document, taking: Document) -> frozenset[str]:
    if gone.path == taking.path:
        raise WrongWords("into", "That is the document itself.")
    if Kind.GROUP in (gone.kind, taking.kind):
        raise NotWritten("The page of a group takes no other's place, and has none take its own.")
    check_group_page(desk.library, gone)
    moves = (*_files(desk, gone, taking), (taking.path, taking.path))  # the last says whose place it took
    planned = Planner(desk.library, moves, merged={gone.path: taking.path}).plan()
    carried_out(desk.library, desk.history, planned, by)
    return planned.steps.paths


def _files(desk: Desk, gone: Document, taking: Document) -> Iterator[tuple[str, str]]:
    """Files in the folder of the one that goes, to that of the other, where nothing of this name is."""
    if audience_of(gone) not in (PUBLIC, audience_of(taking)):
        return
    own, new = (each.path.rpartition(".")[0] for each in (gone, taking))
    for file in gone.files:
        target = new + file.path[len(own) :]
        if file.path.startswith(f"{own}/") and not is_document(target) and not (desk.library.notes / target).exists():
            yield file.path, target


def _found(desk: Desk, name: str) -> Document:
    catalog = desk.library.catalog
    found = catalog.by_path(name.strip("/")) or catalog.document(name, catalog.audiences)
    if found is None:
        raise NotWritten(f"There is no document {name}.")
    return found
