"""The audit log: who did what to access and documents, and when. Only ever added to; never holds text of a document."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from kb.people.tables import AuditRow
from kb.state import Transaction

LONGEST_DETAIL = 200


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        number: grows with every line.
        at: seconds since 1970.
        by: account number of who did it; None for the command line, or somebody not signed in.
        what: a few fixed words, such as "member added" (`kb.people.audit.WORDS` has all of them).
        account, group: to whom, and in which group.
        detail: a name or a value, such as a role; never text of a document.
    """

    number: int
    at: int
    by: int | None
    what: str
    account: int | None
    group: str | None
    detail: str


WORDS = (
    "library set up",
    "signed in",
    "signed out",
    "password changed",
    "password reset asked for",
    "account made",
    "account shut",
    "account opened",
    "account erased",
    "made admin",
    "no longer admin",
    "member added",
    "member removed",
    "role changed",
    "left the group",
    "asked to join",
    "request refused",
    "invited",
    "invitation withdrawn",
    "token made",
    "token taken back",
    "session ended",
    "group made",
    "group changed",
    "group moved",
    "library changed",
    "exported own data",
    "backup made",
    "library restored",
    "documents imported",
    "link made",
    "link taken back",
    "feed address made",
    "feed address taken back",
    "document purged",
    "passage purged",
)


def note(
    db: Transaction,
    by: int | None,
    what: str,
    *,
    account: int | None = None,
    group: str | None = None,
    detail: str = "",
) -> None:
    """Add a line. In the same transaction as what it tells of: both happen, or neither."""
    if what not in WORDS:
        raise ValueError(f"the audit log has no words {what!r}")
    short = " ".join(detail.split())[:LONGEST_DETAIL]
    db.add(AuditRow(at=db.now, by=by, what=what, account=account, group=group, detail=short))


def entries(db: Transaction, *, group: str | None = None, before: int | None = None, limit: int = 100) -> list[Entry]:
    """The newest lines first, of one group or of all; `before` a number goes on where a page ended."""
    wanted = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if group is not None:
        wanted = wanted.where(AuditRow.group == group)
    if before is not None:
        wanted = wanted.where(AuditRow.number < before)
    return [_entry(row) for row in db.scalars(wanted)]


def entries_about(db: Transaction, account: int) -> list[Entry]:
    """Every line by somebody, or about them, oldest first."""
    theirs = (AuditRow.by == account) | (AuditRow.account == account)
    return [_entry(row) for row in db.scalars(select(AuditRow).where(theirs).order_by(AuditRow.number))]


def _entry(row: AuditRow) -> Entry:
    return Entry(row.number, row.at, row.by, row.what, row.account, row.group, row.detail)
