"""What a change of one document would bring within reach beside it: files of others, and all of a group."""

from __future__ import annotations

from kb.access import audiences_of, may_read
from kb.history import History
from kb.library import Library
from kb.model import CHATHAM_HOUSE, Document, Kind, Viewer, Visibility
from kb.usecases.group_pages import NotWritten, WrongWords
from kb.usecases.versions import readable

_STRICTNESS = list(Visibility)
_NOT_THEIRS = "It shows or links to a file that is not yours to show. Take that out, or attach the file here again."
_HOLDS_FOR_ALL = (
    "Who can read all of this group, and the rule it meets under, stand on this page. Take the other documents away "
    "first, or change it in the settings of the group."
)


def check_files(library: Library, history: History, viewer: Viewer, path: str, content: bytes) -> None:
    """A document shows the files it links to, so nobody links to one that only hidden documents have, or had before
    they were taken away. Raises WrongWords, HistoryUnusable."""
    if viewer.admin or not (new := library.new_files(path, content)):
        return
    audiences = audiences_of(viewer, library.catalog.audiences)
    seen: set[str] = set()
    hidden: set[str] = set()
    for document in library.catalog.every():
        (seen if may_read(document, audiences) else hidden).update(file.path for file in document.files)
    could_read = readable(history, viewer)
    closed = tuple(f"{each.path.rpartition('.')[0]}/" for each in history.gone() if not could_read(each))
    if any(file in hidden or file.startswith(closed) for file in new - seen):
        raise WrongWords("text", _NOT_THEIRS)


def check_group_page(library: Library, page: Document) -> None:
    """The page of a group goes only when that opens nothing of the group. Raises NotWritten."""
    if page.kind is not Kind.GROUP:
        return
    reading = library.catalog.sources.readings[page.path]
    usual = _STRICTNESS.index(library.site.default_visibility)
    narrower = _STRICTNESS.index(reading.facts.visibility or Visibility.PUBLIC) > usual
    if not (narrower or reading.facts.closed or reading.facts.rule == CHATHAM_HOUSE):
        return
    if any(each.group == page.group and each.path != page.path for each in library.catalog.every()):
        raise NotWritten(_HOLDS_FOR_ALL)
