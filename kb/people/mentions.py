"""Pages elsewhere that say they link to a document (Webmention): a queue to look at them, and one for leads.

Anybody can say anything, so the queue is bounded: for each site that is named, and in all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select

from kb.people.outside_tables import MentionRow
from kb.state import Transaction

State = Literal["new", "waiting", "shown", "refused"]

MOST_OF_SITE = 50
"""Mentions of one site that nobody has answered yet."""
MOST = 2000
"""The same of all sites."""
AGAIN_AFTER = (10 * 60, 3600, 6 * 3600, 24 * 3600)
"""Seconds before a page that is not reached is asked for again."""
BEING_ASKED = 5 * 60
"""Seconds after which a page is asked for again where the program ended in between."""
REFUSED_KEPT = 365 * 86_400


class QueueFull(Exception):
    """There are too many that nobody has answered."""


@dataclass(frozen=True)
class Mention:
    """A page that says it links to `document` by the address `target`. `title`: what it calls itself."""

    number: int
    source: str
    document: str
    target: str
    state: State
    title: str
    made_at: int


def put_mention(db: Transaction, source: str, host: str, document: str, target: str) -> None:
    """Have it looked at, for the first time or again; what a lead refused stays refused. Raises QueueFull."""
    row = db.scalar(select(MentionRow).where(MentionRow.key == _key(source, document)))
    if row is not None:
        if row.state != "refused":
            row.target, row.due_at, row.tries = target, db.now, 0
        return
    open_ones = select(func.count()).where(MentionRow.state.in_(("new", "waiting")))
    if (db.scalar(open_ones.where(MentionRow.host == host)) or 0) >= MOST_OF_SITE or (
        db.scalar(open_ones) or 0
    ) >= MOST:
        raise QueueFull
    db.add(
        MentionRow(
            key=_key(source, document),
            source=source,
            host=host,
            document=document,
            target=target,
            state="new",
            due_at=db.now,
            made_at=db.now,
        )
    )
    db.flush()


def take_mention(db: Transaction) -> Mention | None:
    """The page that is to be looked at now; it is nobody else's for some minutes. None where none is due."""
    due = select(MentionRow).where(MentionRow.due_at <= db.now).order_by(MentionRow.due_at).limit(1)
    row = db.scalar(due)
    if row is None:
        return None
    row.due_at = db.now + BEING_ASKED
    return _mention(row)


def next_due(db: Transaction) -> int | None:
    """When the next page is to be looked at, in seconds since 1970; None where none is."""
    return db.scalar(select(func.min(MentionRow.due_at)))


def it_links(db: Transaction, number: int, title: str) -> None:
    """The page links there. A title that a lead has seen is not changed behind their back."""
    row = db.get(MentionRow, number)
    if row is not None:
        row.due_at = None
        if row.state in ("new", "waiting"):
            row.state, row.title = "waiting", title


def it_does_not(db: Transaction, number: int) -> Mention | None:
    """The page is gone, or links there no more, so it is forgotten. Gives it where it was shown."""
    row = db.get(MentionRow, number)
    if row is None:
        return None
    was = _mention(row)
    if row.state == "refused":
        row.due_at = None
    else:
        db.delete(row)
    return was if was.state == "shown" else None


def not_reached(db: Transaction, number: int) -> None:
    """Look again later; at last a new one is forgotten, and of one that a lead knows nothing changes."""
    row = db.get(MentionRow, number)
    if row is None:
        return
    if row.tries < len(AGAIN_AFTER):
        row.due_at, row.tries = db.now + AGAIN_AFTER[row.tries], row.tries + 1
    elif row.state == "new":
        db.delete(row)
    else:
        row.due_at = None


def mentions(db: Transaction, documents: Collection[str] | None = None) -> list[Mention]:
    """Those that wait for a lead, the oldest first: of these documents, or of all."""
    wanted = select(MentionRow).where(MentionRow.state == "waiting").order_by(MentionRow.made_at, MentionRow.number)
    if documents is not None:
        wanted = wanted.where(MentionRow.document.in_(documents))
    return [_mention(row) for row in db.scalars(wanted)]


def mention(db: Transaction, number: int) -> Mention | None:
    row = db.get(MentionRow, number) if 0 < number < 2**31 else None
    return _mention(row) if row else None


def answer_mention(db: Transaction, number: int, state: State) -> None:
    """A lead shows it or refuses it. What was refused long ago is forgotten."""
    row = db.get(MentionRow, number)
    if row is not None:
        row.state = state
    old = (MentionRow.state == "refused") & (MentionRow.made_at < db.now - REFUSED_KEPT)
    db.execute(delete(MentionRow).where(old))


def refuse_shown(db: Transaction, source: str, document: str) -> None:
    """A lead took it out of the document: it does not come back by itself."""
    row = db.scalar(select(MentionRow).where(MentionRow.key == _key(source, document)))
    if row is not None:
        row.state, row.due_at = "refused", None


def _key(source: str, document: str) -> str:
    """One index over both, however long they are."""
    return hashlib.sha256(f"{source}\n{document}".encode()).hexdigest()


def _mention(row: MentionRow) -> Mention:
    state: State = row.state if row.state in ("new", "waiting", "shown") else "refused"  # type: ignore[assignment]
    return Mention(row.number, row.source, row.document, row.target, state, row.title, row.made_at)
