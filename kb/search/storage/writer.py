"""Writing one partition: rows in, rows out, segments merged. Only ever used by the one who holds the writing lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from whoosh.index import EmptyIndexError, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kb.search.index import Entry, IndexUnusable
from kb.search.storage.codec import KeysCodec, Pool
from kb.search.storage.columns import FILE, Columns, Facts, Growing, days, merged
from kb.search.storage.damage import damage_said
from kb.search.storage.records import HeadRecord, PassageRecord
from kb.search.storage.schema import FIELDS, Analysed, schema
from kb.search.storage.segment import Segment
from kb.search.storage.sums import write_sums
from kb.search.words.acronyms import spelt_out
from kb.search.words.speakers import speakers


class PartitionWriter:
    """Changes to one partition that become visible together with `commit`."""

    def __init__(self, storage: Any, segments: Sequence[Segment]) -> None:
        """`segments`: those of the partition's last commit, in its order; none where it is new.

        Raises IndexUnusable.
        """
        storage.create()
        try:
            index = FileIndex(storage)
        except EmptyIndexError as error:
            if segments:  # it was there when they were opened: a new one would know nothing of them
                raise IndexUnusable("the list of contents of a part of the index is gone") from error
            index = FileIndex.create(storage, schema())
        self._writer = _Writer(index)
        self._segments = segments
        self.pending = 0

    def add(self, entry: Entry) -> None:
        document = entry.document
        about = " ".join((document.description or "", *(file.name for file in document.files)))
        labels = (label for tag in document.tags for label in (tag.label, *tag.others))
        tags = " \n".join((*labels, document.group_label or document.group or ""))
        texts = {"title": document.title, "tags": tags, "about": about}
        analysed = {field: Analysed.of(text) for field, text in texts.items() if text}
        self._writer.growing.head(Facts.of(document), _lengths(analysed))
        self._writer.add_document(record=tuple(HeadRecord.of(document)), **analysed)
        above: tuple[str, ...] = ()
        for passage in entry.passages:
            headings = (*passage.parents, passage.heading)
            # A page of a file is headed by the file's name, which the head row has already: once is enough.
            above_it = "" if passage.file else "\n".join(headings)
            texts = {
                "heading": above_it,
                "body": passage.text,
                "speakers": "" if passage.file else speakers(passage.text),
            }
            analysed = {field: Analysed.of(text) for field, text in texts.items() if text}
            first, last = days(passage.date)
            self._writer.growing.row(first, last, headings != above, _lengths(analysed))
            self._writer.growing.spells_out(spelt_out(passage.text))
            above = headings
            self._writer.add_document(record=tuple(PassageRecord.of(passage)), **analysed)
        self.pending += 1 + len(entry.passages)

    def remove(self, path: str) -> bool:
        """Take out whatever earlier commits have under this path; False where that is nothing."""
        found = False
        base = 0
        for segment in self._segments:
            number = segment.documents.get(path)
            if number is not None:
                for row in segment.rows_of(number):
                    if not self._writer.is_deleted(base + row):
                        self._writer.delete_document(base + row)
                        found = True
            base += segment.columns.rows
        return found

    def merge(self, chosen: Iterable[int]) -> None:
        """Make these segments (by their place) one, without what was deleted from them. Nothing may be added before."""
        self._writer.chosen = [(number, self._segments[number].columns) for number in chosen]

    def commit(self) -> int:
        """Returns the number of the commit."""
        self._writer.commit(mergetype=_merge_chosen)
        return int(self._writer.generation)

    def cancel(self) -> None:
        """Give up, also after a commit that failed; the partition is as it was."""
        with suppress(Exception):  # a disk that is full stays full; what is half written is swept by the next commit
            self._writer.cancel()
        with suppress(Exception):  # not held any more
            self._writer.writelock.release()


def _lengths(analysed: dict[str, Analysed]) -> list[int]:
    return [analysed[field].length if field in analysed else 0 for field in FIELDS]


class _Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, that also writes a segment's columns before the commit makes the segment known."""

    def __init__(self, index: FileIndex) -> None:
        # Segments are not packed into one file: Whoosh reads such a file into memory whole.
        super().__init__(index, codec=KeysCodec(), compound=False, timeout=60)
        self.pool = Pool()
        self.growing = Growing()
        self.chosen: list[tuple[int, Columns]] = []

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        terms = self.codec.terms_reader(self.storage, segment)
        columns = self.growing.finish((word.decode(), info.doc_frequency()) for (_, word), info in terms.items())
        terms.close()
        with self.storage.create_file(segment.make_filename(FILE)) as file:
            file.write(columns.dump())
        write_sums(self.storage, segment)
        return segment


def _merge_chosen(writer: _Writer, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: takes in the chosen segments and returns those that stay."""
    parts = []
    for number, columns in writer.chosen:
        segment = segments[number]
        live = np.ones(columns.rows, bool)
        live[list(segment.deleted_docs())] = False
        if live.any():
            parts.append((columns, live))
            with damage_said():
                reader = SegmentReader(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
    if parts:
        writer.growing = merged(parts)
    gone = {number for number, _ in writer.chosen}
    return [segment for number, segment in enumerate(segments) if number not in gone]
