"""What the index holds of a library: rows and their fields.

A document is a *head* row followed by one row for each of its passages, always side by side in one segment. The head
has the words that stand for the whole document (title, tags, what it is about); a passage has its headings, its text
and, where it is a talk, who speaks in it (kb.search.words.speakers).
So a row is the unit that is scored, and a document is a run of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.fields import STORED, FieldType, Schema

from kb.search.storage.codec import Occurrences
from kb.search.words.analysis import occurrences

VERSION = 9
"""To be raised with every change to fields, analysis, stems or files: an index of another version is made anew.

Also where `Words` or what it is made of (kb.search.storage.codec) moves to another module: Whoosh pickles them.
"""

HEAD_FIELDS = ("title", "tags", "about")
PASSAGE_FIELDS = ("heading", "body")
FIELDS = (*HEAD_FIELDS, *PASSAGE_FIELDS, "speakers")


@dataclass(frozen=True)
class Analysed:
    """A field's text as its words with their positions; `length` counts every occurrence."""

    found: dict[str, list[int]]
    length: int

    @classmethod
    def of(cls, text: str) -> Analysed:
        found = occurrences(text)
        return cls(found, sum(map(len, found.values())))


class Words(FieldType):  # type: ignore[misc]
    """A field of words with their positions and, for scoring, its length."""

    def __init__(self) -> None:
        super().__init__(format=Occurrences(), analyzer=None, scorable=True)

    def index(self, value: str | Analysed, **_: Any) -> Iterator[tuple[bytes, int, float, list[int]]]:
        analysed = value if isinstance(value, Analysed) else Analysed.of(value)
        for word, positions in analysed.found.items():
            yield word.encode(), len(positions), float(len(positions)), positions


def schema() -> Schema:
    return Schema(**{field: Words() for field in FIELDS}, record=STORED())
