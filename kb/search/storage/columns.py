"""What is known of every row and document of a segment as arrays: for filters, facets, order and statistics.

A segment never changes, so its columns and vocabulary are written once, beside its other files, and read whole when
it is opened: a few milliseconds, where asking Whoosh row by row takes seconds.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from kb.model import Document, PartialDate
from kb.search.storage.schema import FIELDS
from kb.search.words.acronyms import SpeltOut
from kb.search.words.analysis import words
from kb.search.words.stemming import stems

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

FILE = ".columns"


@dataclass(frozen=True)
class Facts:
    """What is known of one document: which one it is, what it can be filtered by, and when it is of.

    Attributes:
        key: its title as folded words, for finding an exact title.
        tags: of each its slug, its label, and its other names.
        meeting: the name its meeting has within its group, "" where that is its date.
        first, last: the earliest and latest day it can be of, as proleptic ordinals; 0 where it has no date.
    """

    path: str
    id: str
    key: str
    kind: str
    group: str
    group_label: str
    tags: list[list[str]]
    year: str
    first: int
    last: int
    meeting: str

    @classmethod
    def of(cls, document: Document) -> Facts:
        first, last = days(document.date)
        meeting = document.meeting_key or ""
        return cls(
            path=document.path,
            id=document.id,
            key=" ".join(words(document.title)),
            kind=document.kind.value,
            group=document.group or "",
            group_label=document.group_label or document.group or "",
            tags=[[tag.slug, tag.label, *tag.others] for tag in document.tags if tag.slug],
            year=f"{document.date.year:04}" if document.date else "",
            first=first,
            last=last,
            meeting="" if document.date and meeting == document.date.iso else meeting,
        )


def days(date: PartialDate | None) -> tuple[int, int]:
    """First and last day as proleptic ordinals, (0, 0) for no date."""
    return (date.first.toordinal(), date.last.toordinal()) if date else (0, 0)


@dataclass(frozen=True)
class Columns:
    """Arrays of one segment.

    Attributes:
        facts: of each document, in the order of rows.
        heads: row of each document's head, ascending, shape (documents,).
        first, last: days of each row, shape (rows,): a passage's own, else 0.
        begins: rows with which a section begins, heads included: a section may be several passages; shape (rows,).
        lengths: words in each field of each row, shape (FIELDS, rows).
        vocabulary: all words, sorted.
        frequency: in how many rows each word is, summed over fields, shape (vocabulary,).
        by_stem: `vocabulary` ordered by stem, as indices; `stems` in that order, sorted.
        acronyms: short forms that are spelt out, with the row where they are.
    """

    facts: list[Facts]
    heads: Ints
    first: Ints
    last: Ints
    begins: Bools
    lengths: Ints
    vocabulary: list[str]
    frequency: Ints
    by_stem: Ints
    stems: list[str]
    acronyms: list[tuple[int, SpeltOut]]

    @property
    def rows(self) -> int:
        return int(self.lengths.shape[1])

    def dump(self) -> bytes:
        """As one file; `load` refuses it where a byte was changed or is missing."""
        facts = [[getattr(each, name) for name in Facts.__dataclass_fields__] for each in self.facts]
        acronyms = [[row, spelt.short, spelt.words] for row, spelt in self.acronyms]
        texts = {"facts": facts, "vocabulary": self.vocabulary, "stems": self.stems, "acronyms": acronyms}
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _ARRAYS}
        arrays["texts"] = np.frombuffer(_json(texts), np.uint8)
        file = io.BytesIO()
        np.savez(file, **arrays)
        return file.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Columns:
        """Raises ValueError, KeyError or zipfile.BadZipFile for anything but what `dump` gave."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            texts = _from_json(arrays["texts"].tobytes())
            kept = {name: arrays[name] for name in _ARRAYS}
        facts = [Facts(*values) for values in texts["facts"]]
        acronyms = [(int(row), SpeltOut(short, tuple(long))) for row, short, long in texts["acronyms"]]
        return cls(facts=facts, vocabulary=texts["vocabulary"], stems=texts["stems"], acronyms=acronyms, **kept)


_ARRAYS = ("heads", "first", "last", "begins", "lengths", "frequency", "by_stem")


def _json(texts: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(texts)
    except TypeError:  # a path of bytes that are no UTF-8, which Python carries as lone surrogates
        return json.dumps(texts).encode()


def _from_json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


@dataclass
class Growing:
    """Rows while they are added to a segment; `finish` makes them columns."""

    facts: list[Facts] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    lengths: list[Sequence[int]] = field(default_factory=list)
    acronyms: list[tuple[int, SpeltOut]] = field(default_factory=list)

    def head(self, facts: Facts, lengths: Sequence[int]) -> None:
        self.heads.append(len(self.lengths))
        self.facts.append(facts)
        self.row(0, 0, True, lengths)

    def row(self, first: int, last: int, begins: bool, lengths: Sequence[int]) -> None:
        self.first.append(first)
        self.last.append(last)
        self.begins.append(begins)
        self.lengths.append(lengths)

    def spells_out(self, found: Iterable[SpeltOut]) -> None:
        """The row added last does."""
        self.acronyms += [(len(self.lengths) - 1, each) for each in found]

    def finish(self, terms: Iterable[tuple[str, int]]) -> Columns:
        """`terms`: each word of each field with the number of rows it is in."""
        counts: dict[str, int] = {}
        for word, rows in terms:
            counts[word] = counts.get(word, 0) + rows
        vocabulary = sorted(counts)
        roots = stems(vocabulary)
        by_stem = sorted(range(len(vocabulary)), key=roots.__getitem__)
        return Columns(
            facts=self.facts,
            heads=np.array(self.heads, np.int32),
            first=np.array(self.first, np.int32),
            last=np.array(self.last, np.int32),
            begins=np.array(self.begins, bool),
            lengths=np.array(self.lengths, np.int32).reshape(-1, len(FIELDS)).T.copy(),
            vocabulary=vocabulary,
            frequency=np.array([counts[word] for word in vocabulary], np.int32),
            by_stem=np.array(by_stem, np.int32),
            stems=[roots[index] for index in by_stem],
            acronyms=self.acronyms,
        )


def merged(parts: Sequence[tuple[Columns, NDArray[np.bool_]]]) -> Growing:
    """The rows that are live of several segments, one after the other, as a merge leaves them.

    Each part is the columns of a segment and a mask of shape (rows,); documents are live or not as a whole.
    """
    growing = Growing()
    for columns, live in parts:
        kept = np.flatnonzero(live)
        head_of = dict(zip(columns.heads.tolist(), columns.facts, strict=True))
        lengths = columns.lengths.T.tolist()
        first, last, begins = columns.first.tolist(), columns.last.tolist(), columns.begins.tolist()
        spelt: dict[int, list[SpeltOut]] = {}
        for row, each in columns.acronyms:
            spelt.setdefault(row, []).append(each)
        for row in kept.tolist():
            if row in head_of:
                growing.head(head_of[row], lengths[row])
            else:
                growing.row(first[row], last[row], begins[row], lengths[row])
            growing.spells_out(spelt.get(row, ()))
    return growing
