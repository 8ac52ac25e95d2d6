"""What an import writes: documents with their files, under names that nothing else of the same run has, or drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from kb.intake import Taken
from kb.intake.formats import FORMATS
from kb.library import FrontMatterUnreadable, Library, OutsideLibrary, place, write_atomically
from kb.usecases.bringing_in.converting import Document, documents_of, without_ending
from kb.usecases.bringing_in.import_threads import Threads
from kb.usecases.bringing_in.imported import (
    ImportedFile,
    Outcome,
    UnderTheRule,
    Wishes,
    given,
    refuse_under_the_rule,
    with_wishes,
)
from kb.usecases.writing.saving import NotTheirs

MakeDraft = Callable[[Path, Taken, Document], bool]
"""Makes a draft of a document in a file; False where it was made before. Raises NotTheirs."""


@dataclass
class Writer:
    """Writes, not with `dry_run`, and says what became of each. `used`: where documents of this run lie, so that no two
    files become the same; `threads`: what a draft of a message is made of is the whole of its thread."""

    library: Library
    wishes: Wishes
    dry_run: bool
    drafts: MakeDraft | None
    used: set[str]
    threads: Threads = field(default_factory=lambda: Threads(()))

    def as_it_is(self, source: Path, path: str, content: bytes) -> ImportedFile:
        """Write Markdown, with its id and what was wished for. Raises OSError."""
        content = with_wishes(content, path, self.wishes)
        try:
            refuse_under_the_rule(self.library, self.library.inferred(path, content))
        except UnderTheRule as error:
            return self._draft(source, Taken(FORMATS["markdown"]), Document(path, content), str(error))
        found = self.file(source, path, content)
        inferring = found.outcome in ("imported", "already there")
        return replace(found, inferred=self.library.inferred(path, content)) if inferring else found

    def documents(self, source: Path, path: str, taken: Taken, group: str | None = None) -> ImportedFile:
        """Write what a file was turned into; the pictures before the text that shows them. Raises OSError.

        `group`: that of the message which it was attached to, as for documents_of.
        """
        for free in _names(path):
            if f"{without_ending(free)[0]}.md" in self.used:
                continue
            documents = list(documents_of(self.library, free, taken, given(self.wishes), group=group))
            if self.used.isdisjoint(each.path for each in documents):
                break
        written = [self._document(source, each, taken) for each in documents]
        worst = max(
            written, key=lambda each: ("already there", "imported", "draft", "different", "failed").index(each.outcome)
        )
        kept = taken.kept is not None and worst.outcome == "imported"
        return replace(
            worst,
            outcome="kept as a file" if kept else worst.outcome,
            reason=worst.reason or taken.why,
            documents=len(written),
            report=taken.report,
            group=next((each.group for each in written if each.group), ""),
        )

    def _draft(self, source: Path, taken: Taken, document: Document, refused: str) -> ImportedFile:
        """Of what must not be published unread; `refused` says why that is."""
        if self.drafts is None:
            reason = f"{refused}, or name with --as who gets it as a draft"
            return ImportedFile(source, document.path, "failed", reason)
        try:
            thread = self.threads.of(source)
            with thread.as_mailbox() if thread else nullcontext(source) as original:
                made = self.dry_run or self.drafts(original, taken, document)
        except FrontMatterUnreadable as error:
            return ImportedFile(source, document.path, "failed", f"{refused}, and it makes no draft. {error}")
        except NotTheirs:
            reason = "whoever is named with --as may not write in its group"
            return ImportedFile(source, document.path, "failed", reason)
        return ImportedFile(source, document.path, "draft" if made else "already there")

    def _document(self, source: Path, document: Document, taken: Taken) -> ImportedFile:
        self.used.add(document.path)
        inferred = self.library.inferred(document.path, document.content)
        group, _ = inferred.get("group", ("", ""))
        return replace(self._put(source, document, taken, inferred), group=group)

    def _put(
        self, source: Path, document: Document, taken: Taken, inferred: dict[str, tuple[str, str]]
    ) -> ImportedFile:
        try:
            refuse_under_the_rule(self.library, inferred)
        except UnderTheRule as error:
            return self._draft(source, taken, document, str(error))
        there = (self.library.notes / document.path).exists()
        for file in document.files if not there else ():
            found = self.file(source, file.name, file.data)
            if found.outcome in ("failed", "different"):
                return replace(found, path=document.path)
        return replace(self.file(source, document.path, document.content), inferred=inferred)

    def file(self, source: Path, path: str, content: bytes) -> ImportedFile:
        """Write a file that nothing is made of. Raises OSError."""
        try:
            outcome = _written(place(self.library.notes, path), content, self.dry_run)
        except OutsideLibrary as error:
            return ImportedFile(source, path, "failed", str(error))
        reason = "another file of this name is there and was left as it is" if outcome == "different" else ""
        return ImportedFile(source, path, outcome, reason)


def _names(path: str) -> Iterator[str]:
    """What a file may be called where others of this run have its name: call.txt, call-txt.txt, call-txt-2.txt …"""
    yield path
    stem, ending = without_ending(path)
    dotted = f".{ending}" if ending else ""
    if ending:
        stem = f"{stem}-{ending}"
        yield f"{stem}{dotted}"
    yield from (f"{stem}-{number}{dotted}" for number in count(2))


def _written(target: Path, content: bytes, dry_run: bool) -> Outcome:
    if target.exists():
        return "already there" if target.is_file() and target.read_bytes() == content else "different"
    if not dry_run:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content, overwrite=False)
    return "imported"
