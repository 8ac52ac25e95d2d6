"""The ways a text can be read, to be tried in turn while nothing is found: each asks for less, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kb.search.language.days import said
from kb.search.language.query import parse
from kb.search.language.tree import Dated, Reading
from kb.search.storage.snapshot import Snapshot
from kb.search.words.analysis import words


def readings(text: str, snapshot: Snapshot, today: date | None, *, inside: bool = False) -> Iterator[Reading]:
    """The likeliest first. A text that is a title is that title, whatever dates may be in it.

    `inside`: of the passages of one document, most of which have one date.
    """
    reading = parse(text, today)
    dates = reading.worded_dates
    if not dates:
        yield from reading.alternatives()
        if not inside:
            yield from _boldly(text, today)
        return
    as_words = parse(text, today, dates="none")
    if snapshot.with_key(" ".join(words(text))):
        yield from as_words.alternatives()
        return
    yield from reading.alternatives()
    without = replace(reading, required=tuple(node for node in reading.required if node not in dates))
    if without.positive:
        yield from _saying(f"{_none(dates)}, so this is of any date.", without)
    yield from _saying(f"{_none(dates)}, so these words were searched as words.", as_words)


def _boldly(text: str, today: date | None) -> Iterator[Reading]:
    """With a month or a year as a date that nothing has as a word."""
    reading = parse(text, today, dates="boldly")
    if dates := reading.worded_dates:
        typed = " and ".join(f"“{each.typed}”" for each in dates)
        yield from _saying(f"Nothing was found with {typed} as a word, so it was read as a date.", reading)


def _saying(remark: str, reading: Reading) -> Iterator[Reading]:
    for each in reading.alternatives():
        yield replace(each, remarks=(*each.remarks, remark))


def _none(dates: tuple[Dated, ...]) -> str:
    typed = " and ".join(f"“{each.typed}”" for each in dates)
    meant = " and ".join(dict.fromkeys(said(each.first, each.last) for each in dates))
    return f"Nothing was found with a date in {typed} ({meant})"
