"""What a change of one document would bring within reach beside it: files of others, and all of a group."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

from kb.access import audiences_of, may_read
from kb.history import History
from kb.library import Library
from kb.model import CHATHAM_HOUSE, Document, Kind, Link, Viewer, Visibility
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.reading.versions import readable

_STRICTNESS = list(Visibility)
_NOT_THEIRS = "It shows or links to a file that is not yours to show. Take that out, or attach the file here again."
_NO_FILE = (
    "there is no such file that you could show here. Attach it to this document first, or take the link out. "
    "The address of a page elsewhere begins with https://."
)
_ENDING = re.compile(r"\.(?=\w*[A-Za-z])[A-Za-z0-9]{1,5}$")
_HOLDS_FOR_ALL = (
    "Who can read all of this group, and the rule it meets under, stand on this page. Take the other documents away "
    "first, or change it in the settings of the group."
)


def check_files(
    library: Library, history: History, viewer: Viewer, path: str, content: bytes, before: Document | None = None
) -> None:
    """A document shows the files it links to, so nobody links to one that is not theirs to show: that only hidden
    documents have or had, or that lies where they could not read a document. Raises WrongWords, HistoryUnusable.

    A link to a file that is not there is refused in the same way, so that nobody learns of one by trying. Files in the
    document's own folder are its own. `before`: the document as it is, whose links are no news.
    """
    if viewer.admin:
        return
    new = library.new_links(path, content, before.path if before else path)
    theirs = _Theirs(library, history, viewer)
    if not all(map(theirs.may_show, library.new_files(path, content) & theirs.own(path))):
        raise WrongWords("text", _NOT_THEIRS)
    for link, targets in new:
        files = [file for target in targets for file in theirs.files(target)]
        if all(map(theirs.may_show, files)) and (files or not _is_like_a_file(link.target)):
            continue
        if any(target.startswith(_own(path)) for target in targets) and not files:
            continue
        if files or not theirs.leads_to_document(link, path):
            raise WrongWords("text", f"“{link.target}”: {_NO_FILE}")


class _Theirs:
    """The files that somebody may show in a document of theirs."""

    def __init__(self, library: Library, history: History, viewer: Viewer) -> None:
        self._library = library
        self._catalog = library.catalog
        self._all = library.catalog.sources.files
        self._history, self._viewer = history, viewer
        self._audiences = audiences_of(viewer, library.catalog.audiences)

    def may_show(self, file: str) -> bool:
        """A document that they can read has it; or none has it, and they could read one that lay beside it."""
        if file in self._having[0]:
            return True
        if file in self._having[1] or file.startswith(self._closed):
            return False
        beside = f"{posixpath.dirname(file)}/x.md".lstrip("/")
        return may_read(self._library.would_be(beside, b""), self._audiences)

    def files(self, target: str) -> list[str]:
        """The files that are there, of those that a link may mean."""
        if target.startswith("//"):
            return [file for file in self._all if posixpath.basename(file) == target[2:]]
        return [target] if target in self._all else []

    def own(self, path: str) -> frozenset[str]:
        return frozenset(file for file in self._all if file.startswith(_own(path)))

    def leads_to_document(self, link: Link, path: str) -> bool:
        source = self._library.would_be(path, b"")
        there = self._catalog.resolve(link.target, source, self._audiences, wiki=link.wiki)
        return isinstance(there, Document)

    @cached_property
    def _having(self) -> tuple[frozenset[str], frozenset[str]]:
        """Files of documents that they can read, and of those that they cannot."""
        of: tuple[set[str], set[str]] = (set(), set())
        for document in self._catalog.every():
            of[not may_read(document, self._audiences)].update(file.path for file in document.files)
        return frozenset(of[0]), frozenset(of[1])

    @cached_property
    def _closed(self) -> tuple[str, ...]:
        """Folders of documents that were taken away and that they could not read."""
        could_read = readable(self._history, self._viewer)
        return tuple(_own(each.path) for each in self._history.gone() if not could_read(each))


def _own(path: str) -> str:
    return f"{path.rpartition('.')[0]}/"


def _is_like_a_file(target: str) -> bool:
    return bool(_ENDING.search(target))


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
