"""Take a folder or files into the library: Markdown as it is, files of other programs turned into it.

Names and relative paths are kept, so links between the files still lead where they did. Nothing is overwritten and
nothing is done twice: a second run finds what the first one wrote. Each document gets the one thing a permalink needs,
its `id`, written into its front matter; all else in Markdown is kept byte for byte. What was inferred is reported, with
from what. Files that Markdown shows or links to stay files, without what they say of who made them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kb.intake import Taken, take_in
from kb.library import Library, is_document
from kb.library.files import SITE_FILES
from kb.usecases.bringing_in.import_ahead import Ahead
from kb.usecases.bringing_in.import_plan import belonging, files_within
from kb.usecases.bringing_in.import_record import ImportRecord
from kb.usecases.bringing_in.import_threads import Threads, is_message
from kb.usecases.bringing_in.import_writing import MakeDraft, Writer
from kb.usecases.bringing_in.imported import ImportedFile, Wishes
from kb.usecases.in_step.refresh import Progress

_DEEPEST = 3  # files within files
_DONE = ("imported", "kept as a file", "already there")


def import_files(
    library: Library,
    planned: list[tuple[Path, str]],
    wishes: Wishes,
    progress: Progress,
    *,
    dry_run: bool = False,
    record: ImportRecord | None = None,
    drafts: MakeDraft | None = None,
    said: Callable[[ImportedFile], object] = lambda _: None,
) -> list[ImportedFile]:
    """Write each planned file below notes/ (not with `dry_run`), and say what became of it and what was inferred.

    `record`: what earlier runs converted, which need not be converted again. `drafts`: makes drafts of what is under
    the Chatham House Rule, which is refused without. `said` is told of each file as soon as it is done, in their order.
    The documents are in the folder then, not yet in the index: refresh does that, as for every other change.
    """
    documents = {path for _, path in planned if is_document(path)}
    writer = Writer(library, wishes, dry_run, drafts, documents)
    one_import = _Import(writer, record, belonging(library, planned))
    one_import.threads = writer.threads = Threads(one_import.new_messages(planned))
    files = []
    progress.begin(len(planned))
    try:
        with Ahead([each for each in planned if one_import.is_read_ahead(each[1])], one_import.read) as ahead:
            for source, path in planned:
                for file in one_import.take(source, path, ahead):
                    files.append(file)
                    said(file)
                progress.advance(1)
    finally:
        progress.end()
    return files


@dataclass
class _Import:
    """One run. `belonging`: the paths of files that documents of the same run show, link to, or have in their folder.
    `threads`: of messages that earlier runs have not taken in; `begun`: what became of each, by the path of its first
    message.
    """

    writer: Writer
    record: ImportRecord | None
    belonging: frozenset[str]
    threads: Threads = field(default_factory=lambda: Threads(()))
    begun: dict[str, ImportedFile] = field(default_factory=dict)

    def is_converted(self, path: str) -> bool:
        """Is the planned file of this path no document, and none that belongs to one?"""
        return not is_document(path) and path not in SITE_FILES and path not in self.belonging

    def is_read_ahead(self, path: str) -> bool:
        """Is it converted, and not with an earlier message?"""
        return self.is_converted(path) and not self.threads.first(path)

    def new_messages(self, planned: list[tuple[Path, str]]) -> Iterator[tuple[Path, str, str]]:
        """Messages of which no earlier run has taken in all, each with what it was begun with."""
        for source, path in planned:
            try:
                if is_message(path) and self.is_converted(path) and not self._known(source, path):
                    yield source, path, self.record.begun_with(source, path, self.writer.wishes) if self.record else ""
            except OSError:  # it is said when its turn comes
                continue

    def read(self, source: Path, path: str) -> tuple[str, ...] | Taken:
        """What is in a file, with all of the thread that it begins; where an earlier run converted it, the paths it
        became. Raises OSError.

        It is asked for in several threads of the program, and writes nothing.
        """
        if known := self._known(source, path):
            return known
        if thread := self.threads.begun_by(path):
            taken = thread.taken()
            if taken.pieces:
                return taken
            self.threads.take_apart(thread)
        with source.open("rb") as file:
            return take_in(file, path, source.stat().st_size)

    def take(self, source: Path, path: str, ahead: Ahead[tuple[str, ...] | Taken]) -> Iterator[ImportedFile]:
        """What became of one planned file, and of each file within it."""
        try:
            if is_document(path):
                yield self.writer.as_it_is(source, path, source.read_bytes())
            elif path in SITE_FILES:
                yield self.writer.file(source, path, source.read_bytes())
            elif path in self.belonging:
                yield self._attached(source, path)
            elif first := self.threads.first(path):
                yield self._with_thread(source, first)
            else:
                read = self.read(source, path) if self.threads.is_apart(path) else ahead.of(path)
                yield from self._taken(source, path, read)
        except OSError as error:
            yield ImportedFile(source, path, "failed", error.strerror or str(error))

    def _taken(self, source: Path, path: str, found: tuple[str, ...] | Taken) -> Iterator[ImportedFile]:
        if isinstance(found, tuple):
            self.writer.used.update(found)
            yield ImportedFile(source, found[0], "already there")
            return
        files: list[ImportedFile] = []
        thread = self.threads.begun_by(path)
        together = thread.messages if thread else ((source, path),)
        for file in self._converted(source, path, found):
            files.append(file)
            if len(files) == 1 and is_message(path):
                self.begun[path] = file
                self._note(together, files, done=False)
            yield file
        self._note(together, files, done=all(each.outcome in _DONE for each in files))

    def _note(self, together: tuple[tuple[Path, str], ...], files: list[ImportedFile], *, done: bool) -> None:
        """Keep in the record what became of them. Of messages it is kept with which they were taken in, even where
        something within them was not: whatever answers them later is a document of its own."""
        written = [each.path for each in files if each.outcome in (*_DONE, "draft")]
        begun = is_message(together[0][1]) and files[0].path in written
        if self.record and not self.writer.dry_run and (done or begun):
            self.record.add(together, self.writer.wishes, written, done=done)

    def _known(self, source: Path, path: str) -> tuple[str, ...]:
        """The paths that a file became in an earlier run, where all of them are there."""
        known = self.record.known(source, path, self.writer.wishes) if self.record else ()
        return known if all((self.writer.library.notes / each).is_file() for each in known) else ()

    def _with_thread(self, source: Path, first: str) -> ImportedFile:
        """What became of a message that the first of its thread was taken in with."""
        found = self.begun.get(first)
        if found is None:
            return ImportedFile(source, first, "failed", "the first message of its thread could not be read")
        reason = found.reason or "one document with the messages that it answers, or that answer it"
        return ImportedFile(source, found.path, found.outcome, reason)

    def _attached(self, source: Path, path: str) -> ImportedFile:
        """A file of a Markdown document stays one: cleaned where that is known to be possible, else as it is."""
        with source.open("rb") as file:
            cleaned = take_in(file, path, source.stat().st_size, clean=True)
        if cleaned.why:
            return ImportedFile(source, path, "failed", cleaned.why)
        return self.writer.file(source, path, cleaned.kept.data if cleaned.kept else source.read_bytes())

    def _converted(
        self, source: Path, path: str, taken: Taken, within: tuple[str, ...] = (), group: str | None = None
    ) -> Iterator[ImportedFile]:
        """A line for the file, and one for each file within it. `within`: the files that it is in, the nearest last;
        `group`: that of the message among them."""
        inside = " in ".join(reversed(within))
        if taken.pieces or taken.kept:
            made = self.writer.documents(source, path, taken, group)
            yield replace(made, within=inside)
            group = made.group
        elif not taken.files:
            yield ImportedFile(source, path, "left out", taken.why, within=inside)
        if group is None and taken.format.name != "zip":
            group = self.writer.library.facts_of(path, b"").group or ""
        for inner_path, inner in files_within(path, taken):
            if len(within) + 1 >= _DEEPEST:
                yield ImportedFile(
                    source, inner_path, "left out", "It lies too deep within other files.", within=inside
                )
                continue
            with tempfile.TemporaryFile() as file:
                file.write(inner.data)
                file.seek(0)
                found = take_in(file, inner_path, len(inner.data))
            yield from self._converted(source, inner_path, found, (*within, PurePosixPath(path).name), group)
