"""Erase a document, or one passage of it, from everywhere: file and attached files, history, index, noted searches.

The history is made anew first, while others write; then all else happens under the lock of the library, in one go.
What is being erased is noted in `state/purging.json`: where a purge was broken off, the same purge again ends it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from kb.history import Erasure, History, HistoryUnusable, Rewriting
from kb.library import (
    FrontMatterUnreadable,
    Library,
    OutsideLibrary,
    Stale,
    place,
    read_revision,
    write_atomically,
    write_revision,
)
from kb.library.texts import text_of
from kb.library.writing import sync_folder, temporaries
from kb.model import Document
from kb.people.audit import note
from kb.people.empty_searches import forget_empty_searches_with, telling_words
from kb.people.forgetting import forget_documents
from kb.people.unsaved import drop_unsaved_of, rewrite_unsaved
from kb.state import State
from kb.usecases.bringing_in.import_record import ImportRecord
from kb.usecases.in_step.refresh import Progress, Refresher
from kb.usecases.looking_after.cutting import cutting, passage_of
from kb.usecases.looking_after.echoes import Echo, Words, drafts_with, ready_for_unsaved

_BEGUN = "purging.json"

Cut = Callable[[bytes], bytes]


class NothingToPurge(Exception):
    """There is no such document or passage; the message says so."""


@dataclass(frozen=True)
class Purge:
    """What is to be erased.

    Attributes:
        title: of the document as it is, or was last.
        documents: every id it had. paths: every place it had below notes/. files: paths of its attached files.
        anchor: of the only passage that is meant, "" for all of it.
        versions: how many the history has. since: when the first of them was made, in seconds since 1970; 0 for none.
        passage: what is erased of the file as it is, for who is asked whether it is meant.
        drafts: which have its words and stay, as nobody but those who see them can tell what else is in them.
    """

    title: str
    documents: tuple[str, ...]
    paths: tuple[str, ...]
    files: tuple[str, ...]
    anchor: str = ""
    versions: int = field(default=0, compare=False)
    since: int = field(default=0, compare=False)
    passage: str = field(default="", compare=False)
    drafts: tuple[Echo, ...] = field(default=(), compare=False)


class Eraser:
    """Purges documents of one library."""

    def __init__(self, home: Path, library: Library, history: History, refresher: Refresher, state: State) -> None:
        self._begun = home / "state" / _BEGUN
        self._library = library
        self._history = history
        self._refresher = refresher
        self._state = state

    def find(self, identifier: str, anchor: str = "") -> Purge:
        """What a purge of this would erase. Raises NothingToPurge, HistoryUnusable, OSError."""
        document = self._library.catalog.document(identifier, self._library.catalog.audiences)
        found = self._of(document, identifier, anchor)
        begun = unfinished(self._begun.parent)
        if begun and begun.anchor == anchor and identifier in begun.documents:
            found = begun if found is None else _both(found, begun)
        if found is None:
            raise NothingToPurge(f"There is no document {identifier}, and there never was one.")
        if anchor and not found.passage and begun is None:
            raise NothingToPurge(f"Neither the document nor a version of it has a passage #{anchor}.")
        return found

    def purge(self, purge: Purge, progress: Progress | None = None) -> int:
        """Erase it; gives how many forms that are not saved yet lost paragraphs. Raises HistoryUnusable, StateUnusable,
        OSError: then it has to be done again."""
        self._begun.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomically(self._begun, json.dumps(asdict(purge)).encode())
        contents = list(self._contents(purge))
        cut = cutting(contents, purge.anchor) if purge.anchor else None
        searched = telling_words(each.decode(errors="replace") for each in contents)
        words = Words(contents, purge.anchor, lambda: self._elsewhere(purge.documents, purge.paths, cut))
        without = ready_for_unsaved(self._state, words)
        with self._state.write() as db:
            forget_empty_searches_with(db, searched)
            if purge.anchor:
                drop_unsaved_of(db, purge.documents)
            else:
                forget_documents(db, purge.documents)
            others = rewrite_unsaved(db, without)
            note(db, None, "passage purged" if purge.anchor else "document purged", detail=", ".join(purge.documents))
        self._state.wipe()
        with contextlib.ExitStack() as held:
            rewriting: Rewriting | None = None
            if self._history.exists:
                erasure = Erasure(frozenset(purge.documents), cut)
                rewriting = held.enter_context(self._history.rewriting(erasure))
                with _damage():
                    rewriting.catch_up(progress.advance if progress else None)

            def erase() -> frozenset[str]:
                gone = self._erase_files(purge, cut)
                if rewriting is not None:
                    with _damage():
                        rewriting.catch_up()
                        rewriting.finish()
                return gone

            self._refresher.erasing(erase)
        self._begun.unlink()
        sync_folder(self._begun.parent)
        return others

    def _of(self, document: Document | None, identifier: str, anchor: str) -> Purge | None:
        there = {each.id for each in self._library.catalog.every()} - {document.id if document else ""}
        identifiers = {identifier, *((document.id, *document.aliases) if document else ())} - there
        versions = self._history.revisions(sorted(identifiers))
        while more := self._history.renamed_to(versions) - identifiers - there:
            identifiers |= more
            versions = self._history.revisions(sorted(identifiers))
        if document is None and not versions:
            return None
        paths = {each.path for each in versions} | ({document.path} if document else set())
        paths -= {each.path for each in self._library.catalog.every() if each.id not in identifiers}
        if anchor and document:
            self._check_passage(document)
        texts = [*self._texts(paths), *self._versions(sorted(identifiers))]
        cut = cutting(texts, anchor) if anchor else None
        words = Words(texts, anchor, lambda: self._elsewhere(identifiers, paths, cut))
        with self._state.read() as db:
            drafts = drafts_with(db, identifiers, words)
        return Purge(
            title=document.title if document else self._library.facts_of(versions[0].path, (*texts, b"")[0]).title,
            documents=tuple(sorted(identifiers)),
            paths=tuple(sorted(paths)),
            files=() if anchor else tuple(sorted(self._files(document, paths))),
            anchor=anchor,
            versions=len(versions),
            since=min((each.at for each in versions), default=0),
            passage=next(filter(None, (_passage(text, anchor) for text in texts)), "") if anchor else "",
            drafts=drafts,
        )

    def _check_passage(self, document: Document) -> None:
        try:
            text_of(place(self._library.notes, document.path).read_bytes())
        except (FrontMatterUnreadable, OutsideLibrary) as error:
            raise NothingToPurge(f"{document.path} cannot be changed here. {error}") from None

    def _files(self, document: Document | None, paths: set[str]) -> Iterator[str]:
        """Its own and those only it leads to; what lies where it lay and belongs to nobody else."""
        others = {
            file.path
            for each in self._library.catalog.every()
            if document is None or each.path != document.path
            for file in each.files
        }
        own = tuple(f"{path.rpartition('.')[0]}/" for path in paths)
        has = {file.path for file in document.files} if document else set()
        for file in self._library.catalog.sources.files:
            if file not in others and (file in has or file.startswith(own)):
                yield file

    def _texts(self, paths: set[str]) -> Iterator[bytes]:
        for path in sorted(paths):
            with contextlib.suppress(OutsideLibrary, FileNotFoundError):
                yield place(self._library.notes, path).read_bytes()

    def _contents(self, purge: Purge) -> Iterator[bytes]:
        """What it says and what it said."""
        yield from self._texts(set(purge.paths))
        yield from self._versions(purge.documents)

    def _elsewhere(self, documents: Collection[str], paths: Collection[str], cut: Cut | None) -> Iterator[bytes]:
        """What the library says when it is done: all other documents, and the rest of this where a passage goes."""
        yield from self._texts({each.path for each in self._library.catalog.every() if each.id not in documents})
        if cut:
            yield from map(cut, self._texts(set(paths)))

    def _versions(self, documents: Sequence[str]) -> Iterator[bytes]:
        """What can be read of them: one that is damaged is erased all the same."""
        for each in self._history.revisions(documents):
            with contextlib.suppress(HistoryUnusable):
                yield self._history.content(each)

    def _erase_files(self, purge: Purge, cut: object) -> frozenset[str]:
        for left in temporaries(self._library.notes):
            left.unlink(missing_ok=True)
        for path in (*purge.paths, *purge.files):
            try:
                target = place(self._library.notes, path)
            except OutsideLibrary:
                continue
            if callable(cut):
                _write_cut(target, cut)
                continue
            target.unlink(missing_ok=True)
            self._without_empty_folders(target.parent)
        if self._refresher.folder and not callable(cut):
            ImportRecord(self._refresher.folder).forget(frozenset(purge.paths))
        return frozenset((*purge.paths, *purge.files))

    def _without_empty_folders(self, folder: Path) -> None:
        while folder != self._library.notes and folder.is_dir():
            with contextlib.suppress(OSError):
                folder.rmdir()
            if folder.exists():
                sync_folder(folder)
                return
            folder = folder.parent


@contextlib.contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # whatever is wrong with a repository, dulwich says in many ways
        raise HistoryUnusable(f"The history is damaged, so it cannot be made anew ({type(error).__name__}).") from error


def unfinished(state: Path) -> Purge | None:
    """The purge that was broken off in this state folder, if any."""
    try:
        told = json.loads((state / _BEGUN).read_bytes())
        documents, paths, files = (tuple(map(str, told[name])) for name in ("documents", "paths", "files"))
        drafts = tuple(Echo(str(each["draft"]), int(each["at"])) for each in told["drafts"])
        title, anchor = str(told["title"]), str(told["anchor"])
        return Purge(title, documents, paths, files, anchor, since=int(told["since"]), drafts=drafts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_cut(target: Path, cut: Callable[[bytes], bytes]) -> None:
    """What a link leads to is cut under its own name."""
    while target.is_file() and not target.is_symlink():
        with contextlib.suppress(Stale, OutsideLibrary):  # somebody writes it just now
            content, revision = read_revision(target)
            if revision:
                write_revision(target, cut(content), revision)
                return


def _both(found: Purge, begun: Purge) -> Purge:
    return replace(
        found,
        documents=tuple(sorted({*found.documents, *begun.documents})),
        paths=tuple(sorted({*found.paths, *begun.paths})),
        files=tuple(sorted({*found.files, *begun.files})),
        since=begun.since or found.since,
        drafts=tuple({each.draft: each for each in (*begun.drafts, *found.drafts)}.values()),
    )


def _passage(content: bytes, anchor: str) -> str:
    try:
        return passage_of(content, anchor) or ""
    except FrontMatterUnreadable:
        return ""
