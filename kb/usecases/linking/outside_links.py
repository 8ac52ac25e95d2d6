"""Links that lead away, and whether anything is still there.

Politely: one request to a site at a time and a second between two, at most so many of one site and in all, and what is
known of the last week is not asked again. Each with the address at which the Internet Archive may have what was there.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

from kb.library import Catalog, Library, write_atomically
from kb.markup import parse
from kb.model import Document, Problem
from kb.outward.fetching import SAFE, Fetched, NotFetched
from kb.usecases.in_step.refresh import Progress

KNOWN_FOR = 7 * 86_400
"""Seconds for which an answer holds."""
PAUSE = 1.0
"""Seconds between two requests to one site."""
MOST_OF_SITE, MOST = 200, 5000
"""Addresses that one run asks for."""
SITES_AT_ONCE = 8
GIVEN_UP_AFTER = 3
"""Requests in a row that reach nothing, after which a site is not asked further in this run."""
_GONE = (404, 410)
_NEEDS_MORE = (401, 403, 405, 429)
"""Statuses of pages that are there, and not for us."""

Ask = Callable[[str, str], Fetched]
"""From an address and a method to an answer; kb.outward.fetching.Fetcher.fetch."""


@dataclass(frozen=True)
class Outside:
    """A link to another site: where it stands, and the day by which it was surely there, if that is known."""

    address: str
    path: str
    line: int | None
    day: date | None


@dataclass(frozen=True)
class Checked:
    """What came of it: problems in the order of the links, and how many addresses are left for another run."""

    problems: tuple[Problem, ...]
    asked: int
    left: int


def outside_links(library: Library, catalog: Catalog) -> Iterator[Outside]:
    """All links of all documents that lead to other sites: in their text, as their `url:`, and what cites them."""
    for document in catalog.every():
        day = document.date.last if document.date else None
        for address in (document.url, *(address for address, _ in document.cited_by)):
            if address and _is_web(address):
                yield Outside(_written(address), document.path, None, day)
        yield from _in_text(library, document, day)


def _in_text(library: Library, document: Document, day: date | None) -> Iterator[Outside]:
    body = library.body(document)
    if body is None:
        return
    for link in parse(body.text, body.first_line).links:
        if not link.wiki and _is_web(link.target):
            yield Outside(_written(link.target), document.path, link.line, day)


class LinkCheck:
    """One run. `kept` is the file in which answers are kept; what is in it and cannot be read is asked again."""

    def __init__(self, ask: Ask, kept: Path, pause: float = PAUSE, clock: Callable[[], float] = time.time) -> None:
        self._ask = ask
        self._kept = kept
        self._pause = pause
        self._clock = clock
        self._stopping = threading.Event()

    def run(self, links: Iterable[Outside], progress: Progress | None = None) -> Checked:
        """Ask for what is not known. Where it is broken off, what was learned by then is kept."""
        found = list(dict.fromkeys(links))
        known = self._read()
        wanted = [address for address in dict.fromkeys(each.address for each in found) if address not in known]
        by_site = _by_site(wanted)
        asked = sum(map(len, by_site.values()))
        if progress:
            progress.begin(asked)
        told = threading.Lock()

        def learned(address: str, said: str) -> None:
            with told:
                known[address] = (said, self._clock())
                if progress:
                    progress.advance(1)

        try:
            with ThreadPoolExecutor(SITES_AT_ONCE) as pool:
                try:
                    for done in as_completed([pool.submit(self._site, those, learned) for those in by_site.values()]):
                        done.result()
                except BaseException:
                    self._stopping.set()
                    raise
        finally:
            self._write(known)
            if progress:
                progress.end()
        problems = tuple(problem for each in found if (problem := _problem(each, known.get(each.address))))
        left = len([address for address in wanted if address not in known])
        return Checked(problems, asked, left)

    def _site(self, addresses: list[str], learned: Callable[[str, str], None]) -> None:
        """Look at these addresses of one site, one after another; `learned` is told of each "" or what is wrong."""
        in_vain = 0
        for number, address in enumerate(addresses):
            if number and self._stopping.wait(self._pause):
                break
            said, reached = self._look(address)
            learned(address, said)
            in_vain = 0 if reached else in_vain + 1
            if in_vain >= GIVEN_UP_AFTER or self._stopping.is_set():
                break

    def _look(self, address: str) -> tuple[str, bool]:
        """What is wrong with an address, and was its site reached?"""
        try:
            status = self._ask(address, "HEAD").status
            if not _is_there(status):  # some do not know HEAD
                self._stopping.wait(self._pause)
                status = self._ask(address, "GET").status
        except NotFetched as error:
            return f"{error}", error.for_good
        if _is_there(status):
            return "", True
        return (f"gone ({status})" if status in _GONE else f"its site answers with an error ({status})"), True

    def _read(self) -> dict[str, tuple[str, float]]:
        now = self._clock()
        try:
            kept = json.loads(self._kept.read_bytes())
            return {
                str(address): (str(said), float(at))
                for address, (said, at) in kept.items()
                if 0 <= now - float(at) < KNOWN_FOR
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, known: Mapping[str, tuple[str, float]]) -> None:
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._kept, json.dumps(known, ensure_ascii=False, indent=0).encode())


def archived(address: str, day: date | None) -> str:
    """Where the Internet Archive shows what was at an address, on the day nearest to this one."""
    return f"https://web.archive.org/web/{f'{day:%Y%m%d}/' if day else ''}{address}"


def _problem(link: Outside, answer: tuple[str, float] | None) -> Problem | None:
    if answer is None or not answer[0]:
        return None
    said = answer[0]
    gone = said.startswith("gone") or said == "there is no such host"
    message = f"The link to {link.address} {'leads nowhere' if gone else 'could not be followed'}: {said}."
    if gone:
        message += f" What was there may be at {archived(link.address, link.day)}"
    return Problem(link.path, link.line, message, "warning" if gone else "note")


def _by_site(addresses: Iterable[str]) -> dict[str, list[str]]:
    """As many as one run asks for, by the name of the site."""
    sites: dict[str, list[str]] = {}
    count = 0
    for address in addresses:
        site = sites.setdefault(urlsplit(address).netloc.lower(), [])
        if len(site) < MOST_OF_SITE and count < MOST:
            site.append(address)
            count += 1
    return {name: those for name, those in sites.items() if those}


def _is_there(status: int) -> bool:
    return status < 400 or status in _NEEDS_MORE


def _is_web(address: str) -> bool:
    if not address.lower().startswith(("http://", "https://")):
        return False
    try:
        return bool(urlsplit(address).netloc)
    except ValueError:
        return False


def _written(address: str) -> str:
    """As it is asked for: without its fragment, everything unusual encoded, but for the name of the site."""
    parts = urlsplit(address)
    return parts._replace(path=quote(parts.path, SAFE), query=quote(parts.query, SAFE), fragment="").geturl()
