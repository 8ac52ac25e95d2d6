"""The port: all that the rest of the house knows about an index.

Whoosh is behind it today (kb.search.whoosh_index), another engine may be one day; tests/search/conformance holds
either to the same behaviour. An index is kept in partitions, one for each audience, and every read names the audiences
it is for: what lies in other partitions has no influence on any answer, count, spelling or order.

Reading never writes, locks or waits. Every read works on the snapshot that was current when it began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.model import Audience, Document, Passage
from kb.search.moments import OverTime
from kb.search.results import Query, Related, Results, Span, Subjects, Suggestion, TagCount

Progress = Callable[[int], None]
"""Called with the number of entries done since the last call."""


@dataclass(frozen=True)
class Entry:
    """A document as the index takes it in. Its `path` is the key: an index holds at most one entry for each path."""

    document: Document
    audience: Audience
    passages: Sequence[Passage]


@dataclass(frozen=True)
class PartState:
    """What is in one partition: how many documents and passages, and the number of its last commit."""

    audience: Audience
    documents: int
    passages: int
    commit: int


@dataclass(frozen=True)
class IndexState:
    """The index as it is now, for those who keep it.

    Attributes:
        generation: counts every change.
        written_at: when it was changed last, in seconds since 1970; None where it is kept in memory only.
    """

    generation: int
    written_at: float | None
    parts: tuple[PartState, ...]


class IndexUnusable(Exception):
    """The index on disk is missing, damaged or of another version; `rebuild` mends it."""


class Index(Protocol):
    """A full-text index of a library."""

    def update(self, put: Iterable[Entry], remove: Iterable[str] = (), progress: Progress | None = None) -> None:
        """Put entries in, replacing what was there under the same paths (also in other partitions), and take paths out.

        When it returns every later read, in every process, sees all of it. One writer at a time; others wait.
        """

    def rebuild(self, entries: Iterable[Entry], progress: Progress | None = None) -> None:
        """Make the index anew from these entries and swap it in; reads go on meanwhile on the old one."""

    def verify(self) -> None:
        """Read all that is kept. Raises IndexUnusable where it is not as it was written, which reads may not notice."""

    def merge(self, most_rows: int | None = None) -> None:
        """Tidy up after many updates, at a time when nobody waits: reads go on meanwhile, other writers wait.

        `most_rows`: what would take more rows at once is left for another time.
        """

    def search(self, query: Query, audiences: frozenset[Audience]) -> Results: ...

    def over_time(self, query: Query, audiences: frozenset[Audience], words: bool = True) -> OverTime:
        """In which meetings a query came up: all of them counted, a page of them shown, newest first.

        With `sort` oldest they are shown the other way round; best means newest, and `inside` is left out. Without
        `words` nobody looks for what was said with it, which is most of the work.
        """

    def related(
        self, identifier: str, audiences: frozenset[Audience], without: frozenset[str] = frozenset()
    ) -> Related:
        """Documents that name the title of this one, and documents like it; empty where there is no such document.

        `without`: ids that are not wanted among those like it, as they are shown already.
        """

    def marking(self, text: str, audiences: frozenset[Audience]) -> Callable[[str], list[Span]]:
        """What marks in any plain text the words a search for `text` looks for: in all their forms, with short forms,
        synonyms and what was searched in their place. The spans are ascending and apart, (start, end) in characters.
        """

    def suggest(self, text: str, audiences: frozenset[Audience], limit: int = 8) -> tuple[Suggestion, ...]:
        """For a text still being typed: titles, tags, groups, then passages."""

    def subjects(self, text: str, audiences: frozenset[Audience]) -> Subjects:
        """What a text that is not in the library is about: tags of the library that it names, and telling phrases."""

    def tags(self, audiences: frozenset[Audience]) -> tuple[TagCount, ...]:
        """All tags, most used first."""

    def count(self, audiences: frozenset[Audience]) -> int:
        """How many documents there are."""

    def paths(self) -> frozenset[str]:
        """Of every entry, in all partitions: for the one who keeps the index in step with the folder."""

    def state(self) -> IndexState:
        """Of all partitions, in the order of their audiences: for the one who looks after the library."""

    def close(self) -> None: ...
