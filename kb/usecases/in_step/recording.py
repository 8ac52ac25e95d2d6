"""Keep what documents say now in the history."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from kb.access import audience_of
from kb.history import Change, History, HistoryUnusable, Revision
from kb.history.records import HASH, hash_of
from kb.library import Catalog, Library, OutsideLibrary, place, read_revision
from kb.library.files import LARGEST
from kb.library.writing import temporaries
from kb.model import CHATHAM_HOUSE, Document, Kind
from kb.usecases.in_step.several import finish

_LEFT = 600  # seconds after it got its name, after which nobody writes a file any more
_TOGETHER = 32 * 2**20  # bytes of files that are in memory at once

log = logging.getLogger("kb")


class Recorder:
    """Records a library in its history. Only whoever refreshes the library calls it, so one at a time."""

    def __init__(self, library: Library, history: History) -> None:
        self._library = library
        self.history = history
        self._trouble = ""
        self._skipped = False

    def record(self, catalog: Catalog, paths: Iterable[str]) -> None:
        """Keep what the documents at these paths say, and for whom; or that they are gone. Of a resource its files too:
        they are what others show, and each version is to have an address.

        Where it cannot be kept that is logged, and tried again with the next comparison of everything: what somebody
        wrote is in its file, and the search goes on.
        """
        paths = tuple(paths)
        self._skipped = False
        with self._said_once():
            self.history.record(self._changes(catalog, paths))
            for changes in self._files(catalog, paths):
                self.history.record(changes)
            self._trouble = ""

    def finish(self) -> frozenset[str]:
        """Do what a process that was killed has left undone; gives the paths that it is about. Raises OSError."""
        return finish(self._library.notes, self.history)

    @property
    def complete(self) -> bool:
        """Was all kept that was to be kept the last time?"""
        return not self._trouble and not self._skipped

    def behind(self, catalog: Catalog) -> list[str] | None:
        """Paths of the documents of which the history does not know what they say now, or that they are gone; None
        where it cannot be asked."""
        with self._said_once():
            return list(self._behind(catalog, self.history.latest()))
        return None

    def tidy(self) -> bool:
        """Mend and put together what is kept, and take away what saves that were killed have left in notes/; True where
        something was mended, so that some of what was kept may be lost."""
        for left in temporaries(self._library.notes):
            with suppress(OSError):
                if time.time() - left.stat().st_ctime > _LEFT:
                    left.unlink()
        mended = ""
        with self._said_once():
            if mended := self.history.mend():
                log.error("%s", mended)
            self.history.tidy()
        return bool(mended)

    def _behind(self, catalog: Catalog, known: dict[str, Revision]) -> Iterator[str]:
        readings = catalog.sources.readings
        for document in catalog.every():
            last, reading = known.pop(document.path, None), readings[document.path]
            now = (document.id, audience_of(document), reading.hash[:HASH])
            if 0 <= reading.stamp.size <= LARGEST and (
                last is None or now != (last.document, last.audience, last.hash)
            ):
                yield document.path
        yield from (path for path in known if catalog.by_path(path) is None)

    @contextmanager
    def _said_once(self) -> Iterator[None]:
        """The history may be broken in many ways, and none of them ends the upkeep."""
        try:
            yield
        except Exception as error:
            reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else type(error).__name__
            if reason != self._trouble:
                log.error("The history cannot be used (%s). It is tried again every minute.", reason)
            self._trouble = reason

    def _changes(self, catalog: Catalog, paths: Iterable[str]) -> Iterator[Change]:
        for path in paths:
            document = catalog.by_path(path)
            if document is None:
                yield Change(path, "", "", "", None)
                continue
            reading = catalog.sources.readings[path]
            try:
                content, digest = read_revision(place(self._library.notes, path))
            except (OSError, OutsideLibrary):
                content, digest = b"", ""
            if reading.hash[:HASH] == digest:
                yield change_of(document, path, content)
            elif 0 <= reading.stamp.size <= LARGEST:  # else it is too large, or cannot be read
                self._skipped = True  # as it is being written

    def _files(self, catalog: Catalog, paths: Iterable[str]) -> Iterator[list[Change]]:
        """The files of resources, not too many megabytes of them at a time."""
        together: list[Change] = []
        size = 0
        for document in filter(None, map(catalog.by_path, paths)):
            own = f"{document.path.rpartition('.')[0]}/"
            for file in document.files if document.kind is Kind.RESOURCE else ():
                if not file.path.startswith(own) or file.size > LARGEST:
                    continue
                with suppress(OSError, OutsideLibrary):
                    content, revision = read_revision(place(self._library.notes, file.path))
                    if revision and len(content) == file.size:  # else it is being written
                        together.append(change_of(document, file.path, content, attached=True))
                        size += len(content)
                if size > _TOGETHER:
                    yield together
                    together, size = [], 0
        if together:
            yield together


def recorded(history: History, changes: Iterable[Change]) -> None:
    """Record this for somebody who waits for it. Raises OSError and, whatever else is wrong, HistoryUnusable."""
    try:
        history.record(changes)
    except OSError:
        raise
    except Exception as error:
        raise HistoryUnusable(type(error).__name__) from error


def record_done(history: History, change: Change) -> None:
    """Record what was written or taken away a moment ago, before another program can put something in its place. It is
    done, whatever becomes of the history now: what was there before is in it, and who did it is told."""
    try:
        history.record([change])
    except Exception as error:
        log.error("What was changed just now is not in the history yet (%s).", type(error).__name__)


def change_of(document: Document, path: str, content: bytes | None, *, attached: bool = False) -> Change:
    """What the history keeps of a document, or of a file attached to it: what `path` holds now, None where it is gone.

    For whom it is, and in which group and under which rule, is kept with it.
    """
    return Change(
        path,
        document.id,
        audience_of(document),
        hash_of(content) if content is not None else "",
        content,
        attached,
        document.group or "",
        document.rule == CHATHAM_HOUSE,
    )
