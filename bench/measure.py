"""Measures one engine in this process: build, pages, one update, a crowd of readers. Run each in a child."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bench.asks import Ask, Asks, make_asks
from bench.child import peak_megabytes
from bench.engines import engine
from bench.entries import keep_entries, kept_entries
from bench.figures import Built, Crowd, Pages, Times
from kb.access import audience_of
from kb.library import Library
from kb.model import PUBLIC, Passage
from kb.search import Entry, WhooshIndex
from kb.usecases.in_step.refresh import Refresher

READERS = 8
UPDATES = 10
PAUSE = 0.5
"""Seconds between two writes of the one who writes while others read."""

_BUDGET = 8.0  # seconds for one row: where an engine is slow, fewer questions tell enough
_FEWEST = 12  # questions, however long they take

T = TypeVar("T")


@dataclass(frozen=True)
class Effort:
    """How much is measured: questions for each row, rounds after the first, seconds of each crowd, starts."""

    questions: int = 40
    rounds: int = 2
    crowd: float = 6.0
    starts: int = 5


def prepare(notes: Path, file: Path, questions: int) -> tuple[int, Asks]:
    """Keep the passages of a library for all engines, and make the questions; returns how many passages there are."""
    passages = keep_entries(notes, file)
    return passages, make_asks(kept_entries(file), questions)


def build(name: str, folder: Path, entries: Path) -> Built:
    """Build an engine's index in an empty folder out of passages that are at hand."""
    chosen = engine(name)
    start = time.perf_counter()
    chosen.build(folder, kept_entries(entries))
    return Built(time.perf_counter() - start, disk_megabytes(folder), peak_megabytes())


def index_library(notes: Path, folder: Path) -> Built:
    """What `kb index` does in a new library: read every file, take its Markdown apart, index it."""
    start = time.perf_counter()
    index = WhooshIndex(folder)
    Refresher(Library(notes, folder), index, folder).everything()
    index.close()
    return Built(time.perf_counter() - start, disk_megabytes(folder), peak_megabytes())


def pages(name: str, folder: Path, asks: Asks, effort: Effort) -> tuple[float, dict[str, Pages], int]:
    """Time opening the index until the first page, in ms, then every row's pages; also how many documents were found
    in all, so that nobody wins by finding nothing."""
    chosen = engine(name)
    start = time.perf_counter()
    opened = chosen.open(folder)
    found = sum(opened.page(ask).total for ask in asks.mixed()[:1])
    first = (time.perf_counter() - start) * 1000
    rows = {}
    for row, questions in asks.rows.items():
        rows[row] = time_pages(opened.page, questions, effort.rounds)
        found += sum(opened.page(ask).total for ask in questions[:_FEWEST])
    opened.close()
    return first, rows, found


def updates(name: str, folder: Path, entries: Path) -> Times:
    """Replace one document again and again; each time until a page shows the new word."""
    opened = engine(name).open(folder)
    each = []
    for number, entry in enumerate(_to_write(entries, UPDATES)):
        word = new_word(number)
        start = time.perf_counter()
        opened.put(_with_word(entry, word))
        while not opened.page(Ask(word, (word,), "all")).total:
            time.sleep(0.001)
        each.append((time.perf_counter() - start) * 1000)
    opened.close()
    return Times(tuple(each))


def crowd(name: str, folder: Path, asks: Asks, entries: Path, seconds: float) -> Crowd:
    """Eight threads read without a pause while one writes a document twice a second."""
    opened = engine(name).open(folder)
    writes = [lambda entry=entry: opened.put(entry) for entry in _to_write(entries, int(seconds / PAUSE) + 1)]
    measured = run_crowd([opened.page] * READERS, asks.mixed(), seconds, writes)
    opened.close()
    return measured


def time_pages(page: Callable[[T], object], questions: Sequence[T], rounds: int) -> Pages:
    """Ask each question once, then all of them again for some rounds, within a budget of time."""
    began = time.perf_counter()
    first = _timed(page, questions, began)
    warm: list[float] = []
    for _ in range(rounds):
        warm += _timed(page, questions[: len(first)], began)
    return Pages(Times(tuple(first)), Times(tuple(warm)))


def run_crowd(
    readers: Sequence[Callable[[T], object]],
    questions: Sequence[T],
    seconds: float,
    writes: Iterable[Callable[[], object]] = (),
    pace: float | None = None,
) -> Crowd:
    """One thread for each reader, each asking in another order, and one that writes with pauses until time is up.

    `pace`: pages a second that all readers ask for together, at even distances; None: as many as they get. A page that
    had to wait for the one before it is counted from when it was due, as whoever asked for it would.
    """
    began = time.perf_counter()
    end = began + seconds
    read: list[list[float]] = [[] for _ in readers]
    failed = [0] * len(readers)
    written: list[float] = []

    def reading(number: int) -> None:
        for turn in itertools.count():
            start = time.perf_counter()
            if pace:
                due = began + (turn * len(readers) + number) / pace
                time.sleep(max(due - start, 0))
                start = due
            if start >= end:
                return
            try:
                readers[number](questions[(turn + number * 7) % len(questions)])
            except Exception:  # whatever it is, it is a page somebody did not get
                failed[number] += 1
            else:
                read[number].append((time.perf_counter() - start) * 1000)

    def writing() -> None:
        for write in writes:
            start = time.perf_counter()
            if start >= end:
                return
            write()
            written.append((time.perf_counter() - start) * 1000)
            time.sleep(PAUSE)

    with ThreadPoolExecutor(len(readers) + 1) as pool:
        running = [pool.submit(reading, number) for number in range(len(readers))]
        running.append(pool.submit(writing))
    for each in running:
        each.result()  # raises what the one who writes has met
    every = tuple(itertools.chain.from_iterable(read))
    return Crowd(len(every) / seconds, Times(every), Times(tuple(written)), sum(failed))


def new_word(seed: int) -> str:
    """A word that no note holds and that is like no other, so that no spelling is mended into it."""
    return "".join(random.Random(seed).choices("bcdfghjklmnpqrstvwxz", k=14))


def disk_megabytes(folder: Path) -> float:
    """Bytes of all files below a folder, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2


def _timed(page: Callable[[T], object], questions: Sequence[T], began: float) -> list[float]:
    each: list[float] = []
    for question in questions:
        start = time.perf_counter()
        if len(each) >= _FEWEST and start - began > _BUDGET:
            break
        page(question)
        each.append((time.perf_counter() - start) * 1000)
    return each


def _to_write(entries: Path, count: int) -> list[Entry]:
    public = (entry for entry in kept_entries(entries) if entry.audience == PUBLIC and entry.passages)
    return list(itertools.islice(public, count))


def _with_word(entry: Entry, word: str) -> Entry:
    added = Passage(anchor="", heading="", parents=(), text=f"A word that stands nowhere else is {word}.")
    return replace(entry, passages=(*entry.passages, added), audience=audience_of(entry.document))
