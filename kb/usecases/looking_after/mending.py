"""Put right what is safe to be put right: links to what has moved or is spelt otherwise, and ids that are not written
down yet. Each kind is one version of all the documents it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.library import FrontMatterUnreadable, Library, OutsideLibrary, place, read_revision, with_keys
from kb.library.leads import leads_as_written
from kb.library.relinking import Relinker
from kb.library.texts import with_links
from kb.markup import Spot, rewritten
from kb.model import Document
from kb.usecases.in_step.carrying_out import carried_out
from kb.usecases.in_step.planning import Planned
from kb.usecases.in_step.recording import change_of
from kb.usecases.in_step.several import Steps, Write
from kb.usecases.writing.saving import Desk

_LINKS = "Links put right"
_IDS = "Id written down"


@dataclass(frozen=True)
class Mended:
    """What was put right in a document, in words."""

    path: str
    what: str


def mend(desk: Desk, *, dry_run: bool = False) -> list[Mended]:
    """Do it; with `dry_run` only say so. Raises NotWritten, HistoryUnusable, OSError."""
    return [
        *_mended(desk, _LINKS, _links, dry_run=dry_run),
        *_mended(desk, _IDS, _id, dry_run=dry_run),
    ]


Change = Callable[[Library, Document, bytes], tuple[bytes, list[str]]]
"""What a file shall say, and what is different then."""


def _mended(desk: Desk, why: str, change: Change, *, dry_run: bool) -> list[Mended]:
    found: list[Mended] = []

    def write() -> frozenset[str]:
        found.clear()
        writes, kept = [], []
        for document in desk.library.catalog.every():
            try:
                content, revision = read_revision(place(desk.library.notes, document.path))
                changed, said = change(desk.library, document, content)
            except (FrontMatterUnreadable, OutsideLibrary, OSError):
                continue  # it is among the problems that somebody has to look at
            if changed != content:
                found.extend(Mended(document.path, each) for each in said)
                writes.append(Write(document.path, content, revision, changed))
                kept.append(change_of(document, document.path, content))
        if dry_run or not writes:
            return frozenset()
        planned = Planned(Steps(writes=tuple(writes)), (), (), {}, (), (), tuple(kept))
        carried_out(desk.library, desk.history, planned, None, why=why)
        return planned.steps.paths

    desk.patiently(write)
    return found


def _links(library: Library, document: Document, content: bytes) -> tuple[bytes, list[str]]:
    relinker = Relinker(library.catalog, library.catalog, lambda path: path)
    said: list[str] = []

    def anew(spot: Spot) -> str | None:
        if leads_as_written(library.catalog, spot, document):
            return None
        target = relinker.as_written(spot, document)
        if target is not None:
            said.append(f"{spot.target} → {target}")
        return target

    return with_links(content, lambda text: rewritten(text, anew)), said


def _id(library: Library, document: Document, content: bytes) -> tuple[bytes, list[str]]:
    if library.catalog.sources.readings[document.path].facts.id is not None:
        return content, []
    return with_keys(content, {"id": document.id}), [f"id: {document.id}"]
