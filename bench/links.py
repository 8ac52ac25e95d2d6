"""`python -m bench.links`: how quickly what other software asks for is answered: embeds, card pictures, feeds.

Over HTTP from a server with the example library, each a few times before, as blogs and feed readers find it. A 304 is
what who has it already is answered. On a machine that others use as well the slowest of a hundred says little; p95 is
what the reach is for.
"""

from __future__ import annotations

import http.client
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Pages, percentile
from bench.measure import time_pages
from bench.report import DOCUMENT, machine, table, write_section
from bench.sentences import CHECKOUT
from bench.serving import Server, serving

_ROUNDS = 30
_NOTES = 100
"""Documents beside the example, so that a page of a feed is full."""

ROWS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("embed of a document", ("/d/k7w3qd/embed", "/d/kqemew/embed"), 20),
    ("embed of a passage", ("/d/k7w3qd/embed?at=drawing-the-line",), 20),
    ("embed of a meeting", ("/groups/pogo/2020-03-31/embed",), 20),
    ("embed of a search", ("/search/embed?q=market+engagement", "/search/embed?q=treacle"), 20),
    ("card picture", ("/d/k7w3qd/card.png", "/groups/pogo/card.png"), 20),
    ("what a blog asks (oEmbed)", ("/oembed?url={origin}/d/k7w3qd", "/oembed?url={origin}/d/kqemew"), 20),
    ("feed of 50", ("/feed.atom", "/feed.json"), 50),
    ("calendar", ("/calendar.ics",), 50),
)
"""What is asked, and the reach in milliseconds."""

AGAIN: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("feed of 50, unchanged: 304", ("/feed.atom", "/feed.json"), 5),
    ("embed, unchanged: 304", ("/d/k7w3qd/embed",), 5),
    ("card picture, unchanged: 304", ("/d/k7w3qd/card.png",), 5),
)


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "library"
        write_library(home)
        with serving(home) as server:
            rows = list(measured(server, _ROUNDS))
    write_section(DOCUMENT, "links", "\n".join(_section(rows)))


def write_library(home: Path) -> None:
    shutil.copytree(CHECKOUT / "notes", home / "notes")
    for number in range(_NOTES):
        text = f"---\ntags: [numbers]\n---\n# Call {number}\n\n" + "What was said, and why it matters. " * 60
        (home / "notes" / "pogo" / f"2019-{number % 12 + 1:02}-{number % 28 + 1:02}-{number}-notes.md").write_text(text)


def measured(server: Server, rounds: int) -> Iterator[tuple[str, Pages, float]]:
    """What was asked, how long the answers took, and the reach."""
    client = server.client()
    for name, paths, reach in ROWS:
        asked = [path.format(origin=server.url) for path in paths]
        yield name, time_pages(client.get, asked, rounds * 2 // len(asked)), reach
    client.close()
    again = _Again(server)
    for name, paths, reach in AGAIN:
        yield name, time_pages(again.get, paths, rounds * 2 // len(paths)), reach
    again.close()


class _Again:
    """Asks for what it has already."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._tags: dict[str, str] = {}

    def get(self, path: str) -> None:
        """Raises RuntimeError where it has changed meanwhile."""
        known = self._tags.get(path)
        self._connection.request("GET", path, headers={"If-None-Match": known} if known else {})
        answer = self._connection.getresponse()
        answer.read()
        if known and answer.status != 304:
            raise RuntimeError(f"{answer.status} for {path}")
        self._tags[path] = answer.headers["ETag"]

    def close(self) -> None:
        self._connection.close()


def _section(rows: list[tuple[str, Pages, float]]) -> list[str]:
    return [
        "## What other software asks for",
        "",
        f"{machine()}.",
        "",
        f"The example library and {_NOTES} notes more, over HTTP from a warm server; milliseconds.",
        "",
        table(
            ["asked", "p50", "p95", "reach"],
            [
                [name, f"{percentile(pages.warm.each, 50):.1f}", f"{pages.warm.p95:.1f}", f"{reach:.0f}"]
                for name, pages, reach in rows
            ],
        ),
    ]


if __name__ == "__main__":
    main()
