"""Queries that found nothing: how often on each day, and nobody's name beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from kb.people.tables import EmptySearchRow
from kb.state import Transaction

KEPT_DAYS = 90
LONGEST = 200
MOST_A_DAY = 1000
"""Different queries noted of one day: whoever asks for nonsense all day long must not fill the disk."""
_DAY = 86400
_WORD = re.compile(r"\w+")
_TELLING = 4  # letters


@dataclass(frozen=True)
class EmptySearch:
    """A query, how often it found nothing lately, and the last day it did (YYYY-MM-DD)."""

    query: str
    count: int
    last: str


def note_empty_search(db: Transaction, query: str) -> None:
    """Count a query that found nothing, in one form: without regard to case and blanks."""
    words = " ".join(query.casefold().split())[:LONGEST]
    day = _day(db.now)
    row = db.get(EmptySearchRow, (day, words))
    if row is not None:
        row.count += 1
        return
    db.execute(delete(EmptySearchRow).where(EmptySearchRow.day < _day(db.now - KEPT_DAYS * _DAY)))
    if (db.scalar(select(func.count()).where(EmptySearchRow.day == day)) or 0) < MOST_A_DAY and words:
        db.add(EmptySearchRow(day=day, query=words, count=1))


def empty_searches(db: Transaction, days: int = 30, limit: int = 100) -> list[EmptySearch]:
    """What was asked for in vain in the last days, most often first."""
    count = func.sum(EmptySearchRow.count)
    wanted = (
        select(EmptySearchRow.query, count, func.max(EmptySearchRow.day))
        .where(EmptySearchRow.day > _day(db.now - days * _DAY))
        .group_by(EmptySearchRow.query)
        .order_by(count.desc(), EmptySearchRow.query)
        .limit(limit)
    )
    return [EmptySearch(query, int(total), last) for query, total, last in db.execute(wanted)]


def empty_days(db: Transaction, days: int = 30) -> list[tuple[str, int]]:
    """How many searches found nothing on each of the last days that had any, the newest first (YYYY-MM-DD)."""
    wanted = (
        select(EmptySearchRow.day, func.sum(EmptySearchRow.count))
        .where(EmptySearchRow.day > _day(db.now - days * _DAY))
        .group_by(EmptySearchRow.day)
        .order_by(EmptySearchRow.day.desc())
    )
    return [(day, int(total)) for day, total in db.execute(wanted)]


def forget_empty_searches(db: Transaction) -> None:
    """Keep nothing of what was counted."""
    db.execute(delete(EmptySearchRow))


def telling_words(texts: Iterable[str]) -> set[str]:
    """The words of texts, short ones apart."""
    return {word for text in texts for word in _WORD.findall(text.casefold()) if len(word) >= _TELLING}


def forget_empty_searches_with(db: Transaction, words: Collection[str]) -> None:
    """Keep no query that has one of these words."""
    words = frozenset(words)
    for query in db.scalars(select(EmptySearchRow.query).distinct()).all():
        if not words.isdisjoint(_WORD.findall(query.casefold())):
            db.execute(delete(EmptySearchRow).where(EmptySearchRow.query == query))


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
