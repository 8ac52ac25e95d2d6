"""The figures of a run, as plain data: what measuring returns and the report shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Times:
    """Durations in milliseconds."""

    each: tuple[float, ...] = ()

    @property
    def p50(self) -> float:
        return percentile(self.each, 50)

    @property
    def p95(self) -> float:
        return percentile(self.each, 95)

    @property
    def slowest(self) -> float:
        return percentile(self.each, 100)


@dataclass(frozen=True)
class Pages:
    """Pages of one row: `first` when each question was asked for the first time, `warm` after that."""

    first: Times
    warm: Times


@dataclass(frozen=True)
class Built:
    """An index made from passages that are at hand: seconds, MB on disk, MB of memory at the peak."""

    seconds: float
    megabytes: float
    peak: float


@dataclass(frozen=True)
class Crowd:
    """Readers that never pause, for some seconds: pages a second and their times; `writes` are those of the writer."""

    per_second: float
    pages: Times
    writes: Times = Times()
    failed: int = 0


@dataclass(frozen=True)
class Paced:
    """Readers at half of the pages a second that they can get: `usual` while nobody edits, `edited` while one does."""

    usual: Crowd
    edited: Crowd

    @property
    def ratio(self) -> float:
        """How much slower the slow pages are while somebody edits: p95 over the usual p95."""
        return self.edited.pages.p95 / self.usual.pages.p95

    @property
    def worst(self) -> float:
        """The slowest page of all while somebody edits, over the usual p95."""
        return self.edited.pages.slowest / self.usual.pages.p95


@dataclass(frozen=True)
class EngineFigures:
    """One engine in process. `opened`: an index that is there until its first page, in ms; `update`: one document
    replaced, until a page shows it."""

    built: Built
    opened: float
    pages: dict[str, Pages]
    update: Times
    crowd: Crowd
    found: int


@dataclass(frozen=True)
class ServedFigures:
    """The running program.

    Attributes:
        indexed: `kb index` of a new library, reading and Markdown included.
        start: from the command to the first answered search, with an existing index.
        json, html: /api/v1/search and /search, by row.
        edit: a file written beside the program, until a search finds it.
        crowd: eight readers while one edits; `writes` are the edits' times until found.
        paced: the same with readers at half load.
        per_second: pages a second by number of workers, the load generator on the same cores.
        memory: MB of the server's process after all that; `helpers`: of the processes it started.
    """

    indexed: Built
    start: Times
    json: dict[str, Pages]
    html: dict[str, Pages]
    suggestions: Pages
    edit: Times
    crowd: Crowd
    paced: Paced
    per_second: dict[int, float]
    memory: float
    helpers: float


@dataclass(frozen=True)
class SizeFigures:
    """One library size: all engines on the same passages, and the program itself."""

    notes: int
    passages: int
    engines: dict[str, EngineFigures] = field(default_factory=dict)
    served: ServedFigures | None = None


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` percent do not exceed (nearest rank); NaN where there is none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
