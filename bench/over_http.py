"""Measures the running program: start, pages, suggestions, edits beside it, a crowd, memory."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from bench.asks import Ask, Asks
from bench.figures import Built, Crowd, Paced, Pages, ServedFigures, Times
from bench.measure import READERS, UPDATES, Effort, new_word, run_crowd, time_pages
from bench.serving import Server, serving

WORKERS = (1, 2)

_PROBE = "london/written-while-measured.md"
_TITLE = "Written while measured"
_LONGEST = 30.0  # seconds an edit may take until it is found, before we give up
_LOOK = 0.025  # seconds between looks, few enough that they are no crowd themselves


class NotNoticed(Exception):
    """A change in the folder was not noticed in half a minute."""


def measure_served(
    home: Path, indexed: Built, asks: Asks, effort: Effort, told: Callable[[str], None]
) -> ServedFigures:
    """Serve the library of `home`, whose index exists, and measure; `told` hears what is being measured."""
    first = f"/api/v1/search?{_parameters(asks.mixed()[0])}"
    told("start of the server")
    starts = []
    for number in range(effort.starts + 1):
        with serving(home, asked=first) as server:
            if number:  # the first one also compiles the program
                starts.append(server.started)
    with serving(home, asked=first) as server:
        told("pages over HTTP")
        json, html = _rows(server, asks, "/api/v1/search", effort), _rows(server, asks, "/search", effort)
        suggestions = _suggestions(server, asks, effort)
        told("edits until found")
        edit = _edits(server, home)
        told("eight readers over HTTP while one edits")
        crowd = _crowd(server, asks, effort.crowd, home)
        told("readers at half load while one edits")
        paced = _paced(server, asks, effort.crowd, home)
        memory, helpers = server.megabytes()
    per_second = {}
    for workers in WORKERS:
        told(f"pages a second with {workers} worker{'s' * (workers > 1)}")
        with serving(home, workers=workers, asked=first) as server:
            _crowd(server, asks, 1.0)  # warm: each worker has its own arrays
            per_second[workers] = _crowd(server, asks, effort.crowd).per_second
    return ServedFigures(
        indexed, Times(tuple(starts)), json, html, suggestions, edit, crowd, paced, per_second, memory, helpers
    )


def _rows(server: Server, asks: Asks, address: str, effort: Effort) -> dict[str, Pages]:
    client = server.client()
    paths = {row: [f"{address}?{_parameters(ask)}" for ask in questions] for row, questions in asks.rows.items()}
    measured = {row: time_pages(client.get, questions, effort.rounds) for row, questions in paths.items()}
    client.close()
    return measured


def _suggestions(server: Server, asks: Asks, effort: Effort) -> Pages:
    client = server.client()
    paths = [f"/api/v1/suggest?{urlencode({'q': beginning})}" for beginning in asks.beginnings]
    measured = time_pages(client.get, paths, effort.rounds)
    client.close()
    return measured


def _edits(server: Server, home: Path) -> Times:
    editor = _Editor(server, home)
    try:
        return Times(tuple(editor.edit() for _ in range(UPDATES)))
    finally:
        editor.done()


def _paced(server: Server, asks: Asks, seconds: float, home: Path) -> Paced:
    """Twice as long as a crowd, for the slowest of few pages would be chance."""
    pace = _crowd(server, asks, seconds).per_second / 2
    usual = _crowd(server, asks, 2 * seconds, pace=pace)
    return Paced(usual, _crowd(server, asks, 2 * seconds, home, pace))


def _crowd(server: Server, asks: Asks, seconds: float, home: Path | None = None, pace: float | None = None) -> Crowd:
    """Eight readers, and one who edits where `home` is given; `pace` as for run_crowd."""
    paths = [f"/search?{_parameters(ask)}" for ask in asks.mixed()]
    with contextlib.ExitStack() as opened:
        clients = [opened.enter_context(contextlib.closing(server.client())) for _ in range(READERS)]
        writes = []
        if home:
            editor = _Editor(server, home)
            opened.callback(editor.done)
            writes = [editor.edit] * 1000
        return run_crowd([client.get for client in clients], paths, seconds, writes, pace)


class _Editor:
    """Somebody with a text editor, who knows nothing of the program: a file below notes/ is written anew."""

    def __init__(self, server: Server, home: Path) -> None:
        self._client = server.client()
        self._file = home / "notes" / _PROBE
        self._seed = time.time_ns()
        self._count = 0
        self._word = ""

    def edit(self) -> float:
        """Write another word; returns the milliseconds until a search finds it."""
        self._word = new_word(self._seed + self._count)
        self._count += 1
        draft = self._file.with_suffix(".part")
        draft.write_text(f"---\ntitle: {_TITLE}\nkind: notes\n---\n\nThe newest word is {self._word}.\n")
        start = time.perf_counter()
        draft.replace(self._file)
        self._wait(start, until_found=True)
        return (time.perf_counter() - start) * 1000

    def done(self) -> None:
        """Take the file away again, and wait until that is known too."""
        with contextlib.closing(self._client):
            self._file.unlink(missing_ok=True)
            self._wait(time.perf_counter(), until_found=False)

    def _wait(self, start: float, *, until_found: bool) -> None:
        asked = f'"{self._word}"'  # in quotation marks: nothing is guessed for a word that is not there yet
        while (_TITLE in self._client.titles(asked)) is not until_found:
            if time.perf_counter() - start > _LONGEST:
                raise NotNoticed(f"a change in the folder was not noticed in {_LONGEST:.0f} s")
            time.sleep(_LOOK)


def _parameters(ask: Ask) -> str:
    asked = {"q": ask.text, "tag": ask.tag, "kind": ask.kind, "sort": "newest" if ask.newest else None}
    return urlencode({name: value for name, value in asked.items() if value})
