"""Times in a real browser how long it takes from a keystroke in the search box until its suggestions are painted."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from playwright.sync_api import Page

from bench.corpus import Corpus, make_corpus
from bench.figures import Times
from bench.sentences import corpora, pool
from bench.serving import serving
from tests.browsing import DESKTOP, chromium

_SEED = 20
_LONGEST = 6  # letters typed of a word
APART = 180  # milliseconds between keystrokes: somebody who types quickly
_WORD = re.compile(r"[a-z]{4,}")

# One timing for each answer: the status line of the box says how many suggestions there are each time they change.
# Times are those of the performance timeline: the event's own stamp, the request's entry, the frame after the change.
_WATCH = """
() => {
  const box = document.querySelector("input[role=combobox]");
  window.timed = [];
  let typed = 0;
  box.addEventListener("input", (event) => { typed = event.timeStamp; }, true);
  new MutationObserver(() => {
    const changed = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const requests = performance.getEntriesByType("resource");
        const request = requests.filter((entry) => entry.name.includes("/suggest?")).at(-1);
        window.timed.push({
          at: typed, asked: request.startTime - typed, answered: request.responseEnd - request.startTime,
          shown: changed - typed, painted: performance.now() - typed,
        });
        performance.clearResourceTimings();
      };
      port2.postMessage(null);
    });
  }).observe(box.form.querySelector("[role=status]"), { childList: true, characterData: true, subtree: true });
}
"""


@dataclass(frozen=True)
class Keystrokes:
    """Timings of keystrokes in a library of `notes` documents.

    Attributes:
        asked: from the keystroke until the browser asks, which is the pause the script makes between keystrokes.
        answered: from asking until the answer is there.
        shown: from the keystroke until the list holds the suggestions.
        painted: from the keystroke until they are painted.
    """

    notes: int
    asked: Times
    answered: Times
    shown: Times
    painted: Times

    @property
    def count(self) -> int:
        return len(self.shown.each)

    def rows(self) -> list[list[str]]:
        """For a table: what, p50, p95."""
        named = {
            "keystroke to the question": self.asked,
            "question to its answer": self.answered,
            "keystroke to the list": self.shown,
            "keystroke to the frame": self.painted,
        }
        return [[name, f"{times.p50:.1f}", f"{times.p95:.1f}"] for name, times in named.items()]


def time_keystrokes(notes: int, count: int, cache: Path) -> Keystrokes:
    """Type words of a library's notes as a person does, each letter after the suggestions for the one before."""
    corpus = make_corpus(notes, pool(corpora()), cache)
    with serving(corpus.home) as server, chromium() as browser:
        page = browser.new_page(base_url=server.url, viewport=DESKTOP)
        page.goto("/")
        box = page.get_by_role("combobox").first
        page.evaluate(_WATCH)
        words = _words(corpus)
        _type(page, next(words), 0)  # warm: the first answer of a server reads what the others find ready
        page.evaluate("timed.length = 0")
        while (already := cast(int, page.evaluate("timed.length"))) < count:
            box.fill("")
            page.wait_for_timeout(APART)
            _type(page, next(words), already)
        each = cast(list[dict[str, float]], page.evaluate("timed"))[:count]
    figures = {name: Times(tuple(one[name] for one in each)) for name in ("asked", "answered", "shown", "painted")}
    return Keystrokes(notes, **figures)


def _type(page: Page, word: str, already: int) -> None:
    box = page.get_by_role("combobox").first
    for number, letter in enumerate(word, 1):
        box.press(letter)
        page.wait_for_function("count => timed.length >= count", arg=already + number)
        page.wait_for_timeout(max(0.0, APART - cast(float, page.evaluate("performance.now() - timed.at(-1).at"))))


def _words(corpus: Corpus) -> Iterator[str]:
    """Beginnings of words that stand in the notes, for ever the same ones."""
    chance = random.Random(_SEED)
    paths = sorted(corpus.folder.rglob("*.md"))
    for _ in itertools.count():
        words = _WORD.findall(chance.choice(paths).read_text(encoding="utf-8"))
        yield chance.choice(words)[:_LONGEST]
