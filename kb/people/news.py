"""How people want to hear of what is new, and the letters that tell them: each thing to each of them once.

A letter is written down before it is sent. While the mail server is talked to its state says so: where the program is
killed just then nobody knows whether it was taken, and it is not sent again. All other letters outlive a restart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select, update

from kb.people.outside_tables import NewsChoiceRow, NewsLetterRow, NewsLineRow
from kb.people.secret import digest, new_secret
from kb.people.tables import AccountRow
from kb.state import Transaction

How = Literal["weekly", "at once"]
HOWS: tuple[How, ...] = ("weekly", "at once")
Why = Literal["weekly", "at once", "told"]

MINUTE, DAY = 60, 86_400
PER_MINUTE = 60
"""Letters that are handed in within a minute: mail servers take many at once for spam."""
AGAIN_AFTER = (60, 5 * 60, 30 * 60, 3 * 3600, 12 * 3600)
"""Seconds before each further try."""
IN_DOUBT = 15 * MINUTE
"""Seconds after which a letter that was being handed in is not any more, whatever became of it."""
KEPT = 180 * DAY
"""How long letters are remembered: so long the link in them ends the mails."""


@dataclass(frozen=True)
class Choice:
    """What somebody chose for a group ("" for what is in none); all until `told_to` they were told."""

    account: int
    group: str
    how: How
    told_to: int


@dataclass(frozen=True)
class Line:
    """A document of a letter, what happened to it ("published", "changed", or "told": a lead tells of it), and on which
    day since 1970."""

    document: str
    what: str
    day: int


@dataclass(frozen=True)
class Letter:
    """A letter that is being handed in: to which account, why, about what; with the secret `stop` its reader ends these
    mails."""

    number: int
    account: int
    why: Why
    lines: tuple[Line, ...]
    made_at: int
    stop: str


def choices_of(db: Transaction, number: int) -> dict[str, How]:
    """What somebody chose, by the slug of the group."""
    rows = db.scalars(select(NewsChoiceRow).where(NewsChoiceRow.account == number).order_by(NewsChoiceRow.group))
    return {row.group: _how(row.how) for row in rows}


def choose(db: Transaction, number: int, group: str, how: How | None) -> None:
    """From now on (None: not at all). What came before is nobody's news; another rhythm leaves nothing out."""
    row = db.get(NewsChoiceRow, (number, group))
    if how is None:
        if row is not None:
            db.delete(row)
    elif row is None:
        db.add(NewsChoiceRow(account=number, group=group, how=how, told_to=db.now))
    else:
        row.how = how
    db.flush()


def choose_nothing(db: Transaction, number: int) -> None:
    """No mails about any group, and none of those that wait."""
    db.execute(delete(NewsChoiceRow).where(NewsChoiceRow.account == number))
    db.execute(delete(NewsLetterRow).where(NewsLetterRow.account == number, NewsLetterRow.state == "waiting"))


def choices(db: Transaction, how: How, before: int) -> dict[int, list[Choice]]:
    """Whoever wants to hear, by account, of what came until then and was not told yet. Only those whose account is open
    and whose address is proven to be theirs."""
    rows = db.scalars(
        select(NewsChoiceRow)
        .join(AccountRow, AccountRow.number == NewsChoiceRow.account)
        .where(NewsChoiceRow.how == how, NewsChoiceRow.told_to < before, ~AccountRow.disabled, AccountRow.proven)
        .order_by(NewsChoiceRow.account, NewsChoiceRow.group)
    )
    found: dict[int, list[Choice]] = {}
    for row in rows:
        found.setdefault(row.account, []).append(Choice(row.account, row.group, _how(row.how), row.told_to))
    return found


def hearing_at_once(db: Transaction, group: str) -> list[int]:
    """Numbers of the accounts that want to hear at once of a group."""
    rows = db.scalars(
        select(NewsChoiceRow.account)
        .join(AccountRow, AccountRow.number == NewsChoiceRow.account)
        .where(NewsChoiceRow.group == group, NewsChoiceRow.how == "at once", ~AccountRow.disabled, AccountRow.proven)
        .order_by(NewsChoiceRow.account)
    )
    return list(rows)


def told_to(db: Transaction, told: Iterable[Choice], until: int) -> None:
    """All that came until then is told, or was nothing to tell."""
    for each in told:
        row = db.get(NewsChoiceRow, (each.account, each.group))
        if row is not None:
            row.told_to = max(row.told_to, until)


def write_letter(db: Transaction, number: int, why: Why, lines: Iterable[Line]) -> int:
    """Put a letter into the queue with those of the lines that were in none before; gives how many these are."""
    new = [each for each in lines if not _was_told(db, number, each)]
    if new:
        letter = NewsLetterRow(account=number, why=why, state="waiting", due_at=db.now, made_at=db.now)
        db.add(letter)
        db.flush()
        for each in new:
            db.add(
                NewsLineRow(account=number, document=each.document, what=each.what, day=each.day, letter=letter.number)
            )
        db.flush()
    return len(new)


def _was_told(db: Transaction, number: int, line: Line) -> bool:
    """That something was published is told once, by its group or by itself; of changes one a day."""
    rows = db.scalars(
        select(NewsLineRow).where(NewsLineRow.account == number, NewsLineRow.document == line.document)
    ).all()
    once = line.what == "published" and any(row.what in ("published", "told") for row in rows)
    return once or any(row.day == line.day for row in rows)


def take_letter(db: Transaction) -> Letter | None:
    """The letter whose turn it is, from now on being handed in. None where none is due, or enough were sent in this
    minute."""
    handed = select(func.count()).where(NewsLetterRow.handed_at > db.now - MINUTE)
    if (db.scalar(handed) or 0) >= PER_MINUTE:
        return None
    row = db.scalar(
        select(NewsLetterRow)
        .where(NewsLetterRow.state == "waiting", NewsLetterRow.due_at <= db.now)
        .order_by(NewsLetterRow.due_at, NewsLetterRow.number)
        .limit(1)
    )
    if row is None:
        return None
    secret = new_secret()
    row.state, row.handed_at, row.stop = "handing", db.now, digest(secret)
    db.flush()
    rows = db.scalars(select(NewsLineRow).where(NewsLineRow.letter == row.number).order_by(NewsLineRow.document))
    lines = tuple(Line(each.document, each.what, each.day) for each in rows)
    return Letter(row.number, row.account, _why(row.why), lines, row.made_at, secret)


def letter_sent(db: Transaction, number: int) -> None:
    """The mail server has it; or there was nothing left in it to tell."""
    _now_is(db, number, "sent")


def letter_failed(db: Transaction, number: int, *, for_good: bool) -> bool:
    """It was not taken. True where it is tried again."""
    row = db.get(NewsLetterRow, number)
    if row is None:
        return False
    if for_good or row.tries >= len(AGAIN_AFTER):
        row.state = "failed"
        return False
    row.state, row.due_at, row.tries = "waiting", db.now + AGAIN_AFTER[row.tries], row.tries + 1
    return True


def settle_letters(db: Transaction) -> int:
    """Forget what is long past; give up letters of which nobody knows whether they were taken, and say how many."""
    db.execute(delete(NewsLetterRow).where(NewsLetterRow.made_at < db.now - KEPT))
    doubtful = (NewsLetterRow.state == "handing") & (NewsLetterRow.handed_at < db.now - IN_DOUBT)
    count = db.scalar(select(func.count()).where(doubtful)) or 0
    db.execute(update(NewsLetterRow).where(doubtful).values(state="failed"))
    return count


def reader_of(db: Transaction, secret: str) -> int | None:
    """The number of the account that a letter with this secret went to; None where there is none."""
    return db.scalar(select(NewsLetterRow.account).where(NewsLetterRow.stop == digest(secret)))


def _now_is(db: Transaction, number: int, state: str) -> None:
    db.execute(update(NewsLetterRow).where(NewsLetterRow.number == number).values(state=state))


def _how(text: str) -> How:
    return "at once" if text == "at once" else "weekly"


def _why(text: str) -> Why:
    return "weekly" if text == "weekly" else "told" if text == "told" else "at once"
