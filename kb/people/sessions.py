"""Browsers somebody is signed in with. A session lives here, not in its cookie, so it can be ended from anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import delete, select

from kb.people.secret import digest, new_number, new_secret
from kb.people.tables import SessionRow
from kb.state import Transaction

DAY = 86400
IDLE = 14 * DAY
"""Seconds without a visit after which somebody has to sign in again."""
LONGEST = 90 * DAY
"""Seconds after which they have to in any case."""
NOTED_EVERY = 3600
"""Seconds between two notes of when a session was last used: reading pages hardly ever writes."""


@dataclass(frozen=True)
class Session:
    """A browser somebody is signed in with; times are seconds since 1970."""

    number: str
    account: int
    browser: str
    made_at: int
    seen_at: int


def begin_session(db: Transaction, account: int, browser: str = "") -> str:
    """Sign somebody in and return the secret for their cookie. `browser` is what it calls itself (User-Agent)."""
    db.execute(
        delete(SessionRow).where((SessionRow.seen_at <= db.now - IDLE) | (SessionRow.made_at <= db.now - LONGEST))
    )
    secret = new_secret()
    row = SessionRow(
        secret=digest(secret),
        number=new_number(),
        account=account,
        browser=short_browser(browser),
        made_at=db.now,
        seen_at=db.now,
    )
    db.add(row)
    db.flush()
    return secret


def session_of(db: Transaction, secret: str) -> Session | None:
    """The session of a cookie; None where it has ended, or was used too long ago. A clock that was set back ends it
    too: a session from the future could otherwise last for ever."""
    row = db.get(SessionRow, digest(secret))
    if row is None:
        return None
    lately = -NOTED_EVERY < db.now - row.seen_at < IDLE and -NOTED_EVERY < db.now - row.made_at < LONGEST
    return _session(row) if lately else None


def is_open(db: Transaction, session: Session) -> bool:
    """Is somebody signed in with it still?"""
    wanted = select(SessionRow.number).where(SessionRow.account == session.account)
    return db.scalar(wanted.where(SessionRow.number == session.number)) is not None


def note_visit(db: Transaction, session: Session) -> None:
    """Write down that a session was used just now."""
    row = db.scalar(select(SessionRow).where(SessionRow.number == session.number))
    if row is not None:
        row.seen_at = max(row.seen_at, db.now)


def is_due(db: Transaction, session: Session) -> bool:
    """Is it time to write down that a session was used?"""
    return db.now - session.seen_at >= NOTED_EVERY


def sessions(db: Transaction, account: int) -> list[Session]:
    """All browsers somebody is signed in with, last used first."""
    wanted = (
        select(SessionRow)
        .where(SessionRow.account == account)
        .where(SessionRow.seen_at > db.now - IDLE, SessionRow.made_at > db.now - LONGEST)
        .order_by(SessionRow.seen_at.desc(), SessionRow.number)
    )
    return [_session(row) for row in db.scalars(wanted)]


def end_session(db: Transaction, account: int, number: str) -> bool:
    """Sign one browser of somebody out. False where there is none of that number."""
    wanted = delete(SessionRow).where(SessionRow.account == account, SessionRow.number == number)
    return db.execute(wanted.returning(SessionRow.number)).first() is not None


def end_sessions(db: Transaction, account: int, *, but: str | None = None) -> None:
    """Sign somebody out everywhere, or everywhere but in the session of this number."""
    wanted = delete(SessionRow).where(SessionRow.account == account)
    db.execute(wanted if but is None else wanted.where(SessionRow.number != but))


def short_browser(agent: str) -> str:
    """A User-Agent in words people know, such as "Firefox on Windows"."""
    names = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "a Mac"),
        ("CrOS", "a Chromebook"),
        ("Linux", "Linux"),
    )
    name = next((called for sign, called in names if re.search(rf"\b{sign}", agent)), "A browser")
    system = next((called for sign, called in systems if sign in agent), "")
    return f"{name} on {system}" if system else name


def _session(row: SessionRow) -> Session:
    return Session(row.number, row.account, row.browser, row.made_at, row.seen_at)
