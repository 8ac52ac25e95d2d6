"""What a document's page says of its attached files: their pictures, versions, recordings, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.files import has_picture, is_readable
from kb.history import HistoryUnusable
from kb.model import AttachedFile, Document, file_anchors
from kb.search import FoundPassage, IndexUnusable, Query
from kb.search.results import MOST_PER_PAGE
from kb.usecases.reading.file_versions import FileVersion, versions_of_files
from kb.web.plain.addresses import file_address
from kb.web.plain.resource import RECORDINGS, ending
from kb.web.serving.visit import Visit

_MOST_ANCHORS = 300


@dataclass(frozen=True)
class ShownFile:
    """A file in the list of a document's page.

    Attributes:
        anchor: its id there.
        found: its pages in which something is that was searched for, in their order.
        places: ids of its other pages, to which links lead.
        versions: newest first; none where only one is known.
        plays: "audio" or "video" where the page plays it here, as its text does not; else "".
    """

    file: AttachedFile
    anchor: str
    found: tuple[FoundPassage, ...] = ()
    places: tuple[str, ...] = ()
    versions: tuple[FileVersion, ...] = ()
    plays: str = ""

    @property
    def has_picture(self) -> bool:
        return has_picture(self.file.name)


def shown_files(
    document: Document, files: Sequence[AttachedFile], text: str, html: str, visit: Visit
) -> list[ShownFile]:
    """The files of a document as its page lists them, with the pages in which `text` is found; below its `html`."""
    if not files:
        return []
    anchors = file_anchors(document.files)
    versions = _versions(document, files, visit)
    readable = any(is_readable(file.name) for file in files)
    found = [passage for passage in _found(document, text, visit) if passage.file] if text and readable else []
    found.sort(key=lambda passage: int(passage.anchor.rpartition(".")[2]))
    seen = {passage.anchor for passage in found}
    shown = []
    for file in files:
        known = visit.parts.refresher.files.text(file) if is_readable(file.name) else None
        places = (f"{anchors[file.name]}.{number + 1}" for number in range(len(known.pages) if known else 0))
        own = tuple(passage for passage in found if passage.file == file.name)
        others = tuple(place for place in places if place not in seen)[:_MOST_ANCHORS]
        kept = tuple(versions.get(file.name, ()))
        shown.append(ShownFile(file, anchors[file.name], own, others, kept, _plays(document, file, html, visit)))
    return shown


def _plays(document: Document, file: AttachedFile, html: str, visit: Visit) -> str:
    kind = RECORDINGS.get(ending(file.name), "").partition("/")[0]
    return "" if f'src="{visit.parts.templates.link(file_address(document, file))}"' in html else kind


def _found(document: Document, text: str, visit: Visit) -> tuple[FoundPassage, ...]:
    query = Query(text=text, inside=document.id, per_page=MOST_PER_PAGE)
    try:
        results = visit.parts.index.search(query, visit.audiences).found
    except IndexUnusable:  # a document can be read while the index is being made
        return ()
    return results[0].passages if results else ()


def _versions(document: Document, files: Sequence[AttachedFile], visit: Visit) -> dict[str, list[FileVersion]]:
    try:
        known = versions_of_files(visit.parts.history, visit.viewer, document, files)
    except HistoryUnusable:
        return {}
    return {name: versions for name, versions in known.items() if len(versions) > 1 or not versions[0].is_last}
