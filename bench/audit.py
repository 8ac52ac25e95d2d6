"""`python -m bench.audit`: what Lighthouse says of the pages, and how soon suggestions stand under the search box.

Lighthouse (bench/audit-tools) looks at six kinds of page of the example library as a slow telephone on a slow network
sees them, its default. Suggestions are timed by the browser itself, in a library of 10,000 notes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from rich.console import Console

from bench.corpus import default_cache
from bench.example import KINDS, serving_example
from bench.report import DOCUMENT, machine, stop, table, write_section
from bench.sentences import CHECKOUT
from bench.suggestions import APART, Keystrokes, time_keystrokes

LIGHTHOUSE = CHECKOUT / "bench" / "audit-tools" / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("home", "search", "group", "meeting", "document", "resource")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_HEADS = {"best-practices": "best practices", "seo": "SEO"}

# Results of a search ask not to be indexed, in robots.txt and on the page. That is meant, so it is no fault there.
_NOT_ASKED = {"search": ("is-crawlable",)}
FLOOR = 630  # milliseconds: measured once, on a page of one word from a server that does nothing else
_CHROME_FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu"
_PATIENCE = 120  # seconds for one run over one page
_TRIES = 3  # now and then it loses the beginning of its trace (NO_NAVSTART) and asks to be run again


class NotAudited(Exception):
    """Lighthouse gave up; the message holds what it wrote."""


@dataclass(frozen=True)
class Audited:
    """The medians of several runs over one page.

    Attributes:
        scores: 0 to 100 by category.
        paint, blocking: first contentful paint and total blocking time on the simulated telephone, in milliseconds.
        kilobytes: all that was transferred, compressed, pictures included.
        advice: titles of what Lighthouse would still change, whether or not it costs points.
    """

    page: str
    scores: dict[str, int]
    paint: float
    blocking: float
    kilobytes: float
    advice: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Audit the pages, time the suggestions, write both into docs/benchmarks.md."""
    wanted = _arguments(arguments)
    if not LIGHTHOUSE.exists() or not shutil.which("node"):
        stop("There is no Lighthouse yet: `make audit` installs it first.")
    console = Console(stderr=True)
    if not wanted.suggestions:
        with serving_example() as site:
            audited = []
            for page in PAGES:
                audited.append(audit(page, site + KINDS[page], wanted.runs))
                _tell(console, audited[-1])
        write_section(wanted.document, "pages", pages_section(audited, wanted.runs))
    console.print(f"suggestions in a library of {wanted.notes:,} notes")
    typed = time_keystrokes(wanted.notes, wanted.keystrokes, wanted.cache)
    write_section(wanted.document, "suggestions", suggestions_section(typed))


def audit(page: str, address: str, runs: int) -> Audited:
    """Let Lighthouse look at one address several times. Raises NotAudited where it could not."""
    reports = [_report(address, _NOT_ASKED.get(page, ())) for _ in range(runs)]

    def median(check: str) -> float:
        return statistics.median(float(report["audits"][check]["numericValue"]) for report in reports)

    return Audited(
        page=page,
        scores={
            name: round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
            for name in CATEGORIES
        },
        paint=median("first-contentful-paint"),
        blocking=median("total-blocking-time"),
        kilobytes=median("total-byte-weight") / 1024,
        advice=tuple(sorted(check["title"] for check in reports[-1]["audits"].values() if _could_be_better(check))),
    )


def pages_section(audited: Sequence[Audited], runs: int) -> str:
    """The part of docs/benchmarks.md about pages."""
    head = [
        "page",
        *(_HEADS.get(name, name) for name in CATEGORIES),
        "first paint ms",
        "blocking ms",
        "KB",
    ]
    rows = [
        [
            each.page,
            *(str(each.scores[name]) for name in CATEGORIES),
            f"{each.paint:.0f}",
            f"{each.blocking:.0f}",
            f"{each.kilobytes:.0f}",
        ]
        for each in audited
    ]
    return f"""\
## Pages

`make audit`, {machine()}; {_load()}.

Lighthouse over pages of the example library, as the slow telephone on a slow network that it simulates by default (150
ms for each round trip); medians of {runs} runs. First paint is the first contentful paint, blocking the total blocking
time, KB all that came over the line, pictures included. A page of a single word has its first paint at about {FLOOR} ms
there: nothing can be sooner. Results of a search ask not to be indexed; that check of SEO is left out for them.

{table(head, rows)}
"""


def suggestions_section(typed: Keystrokes) -> str:
    """The part of docs/benchmarks.md about suggestions."""
    return f"""\
## Suggestions

`make audit`, {machine()}; {_load()}.

From a keystroke to its suggestions, by the browser's own clock, in a library of {typed.notes:,} notes; {typed.count}
keystrokes at least {APART} ms apart, each after the answer to the one before. The frame is the first one painted with
the suggestions in it.

{table(["ms", "p50", "p95"], typed.rows())}
"""


def _load() -> str:
    """How busy the machine was: other people's work makes these figures worse than they are."""
    return f"{os.getloadavg()[1]:.0f} processes wanted to run at once"


def _report(address: str, left_out: Sequence[str]) -> dict[str, Any]:
    command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", "--output-path=stdout"]
    command += [f"--chrome-flags={_CHROME_FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--no-enable-error-reporting", *(f"--skip-audits={name}" for name in left_out)]
    environment = os.environ | {"CHROME_PATH": _chromium()}
    for _ in range(_TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_PATIENCE)
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise NotAudited(f"Lighthouse could not look at {address}: {done.stderr.strip()[-2000:]}")


def _could_be_better(check: dict[str, Any]) -> bool:
    return check["score"] is not None and check["score"] < 1


def _chromium() -> str:
    """The program that the browser tests use (tests/install-chromium.sh)."""
    names = (os.environ.get("KB_TEST_CHROMIUM", "chromium"), "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _tell(console: Console, audited: Audited) -> None:
    scores = " ".join(str(audited.scores[name]) for name in CATEGORIES)
    console.print(f"{audited.page}: {scores}, first paint {audited.paint:.0f} ms")
    for advice in audited.advice:
        console.print(f"  {advice}", style="dim", highlight=False)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--suggestions", action="store_true", help="time the suggestions alone")
    parser.add_argument("--runs", type=int, default=3, help="how often Lighthouse looks at each page")
    parser.add_argument("--notes", type=int, default=10_000, help="in the library where suggestions are timed")
    parser.add_argument("--keystrokes", type=int, default=300, help="how many are timed")
    # A place of its own: `make bench` makes the index of the libraries it keeps anew.
    parser.add_argument("--cache", type=Path, default=default_cache() / "audit", help="where that library is kept")
    parser.add_argument("--document", type=Path, default=DOCUMENT, help="the document that holds the tables")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
