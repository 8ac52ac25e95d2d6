"""What somebody was writing and has not saved yet: kept for them alone, until it is saved, dropped, or old."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select

from kb.people.tables import UnsavedFileRow, UnsavedRow
from kb.state import Transaction

DAYS = 30
"""How long it is kept after the last change."""
MOST = 50
"""How many somebody may have; the oldest go first."""

_DAY = 86400


@dataclass(frozen=True)
class Unsaved:
    """One form that was not sent.

    Attributes:
        key: of the form. document: the id of what is edited, "" for what is new.
        title: as it was written. at: seconds since 1970.
        fields: all that stood in the form; left out of lists.
    """

    key: str
    document: str
    title: str
    at: int
    fields: Mapping[str, str] = field(default_factory=dict)


def keep_unsaved(db: Transaction, account: int, key: str, document: str, title: str, fields: Mapping[str, str]) -> None:
    """Keep what stands in a form now, in the place of what stood in it before."""
    _forget_old(db)
    row = _row(db, account, key)
    row.document, row.title, row.fields, row.at = document, title, json.dumps(dict(fields)), db.now
    db.flush()
    _forget_most(db, account)


def unsaved(db: Transaction, account: int, key: str) -> Unsaved | None:
    """One of somebody's, whole."""
    row = db.get(UnsavedRow, (account, key))
    if row is None or row.at <= _oldest(db):
        return None
    return Unsaved(row.key, row.document, row.title, row.at, json.loads(row.fields))


def all_unsaved(db: Transaction, account: int, document: str | None = None) -> list[Unsaved]:
    """Somebody's, newest first, without what they say; with `document` those of one ("" for new ones)."""
    wanted = (
        select(UnsavedRow.key, UnsavedRow.document, UnsavedRow.title, UnsavedRow.at)
        .where(UnsavedRow.account == account, UnsavedRow.at > _oldest(db))
        .order_by(UnsavedRow.at.desc(), UnsavedRow.key)
    )
    if document is not None:
        wanted = wanted.where(UnsavedRow.document == document)
    return [Unsaved(*row) for row in db.execute(wanted)]


def drop_unsaved(db: Transaction, account: int, key: str) -> None:
    """Forget one, with its files; nothing happens where it is not there."""
    db.execute(delete(UnsavedRow).where(UnsavedRow.account == account, UnsavedRow.key == key))


def drop_unsaved_of(db: Transaction, documents: Collection[str]) -> None:
    """Forget what anybody was writing in one of these documents."""
    db.execute(delete(UnsavedRow).where(UnsavedRow.document.in_(documents)))


def texts_of_unsaved(db: Transaction) -> set[str]:
    """Everything that stands in anybody's forms."""
    return {value for fields in db.scalars(select(UnsavedRow.fields)) for value in json.loads(fields).values()}


def rewrite_unsaved(db: Transaction, rewrite: Callable[[str], str]) -> int:
    """Put everything that stands in anybody's forms through this; their times stay. Gives how many it changed."""
    changed = 0
    for row in db.scalars(select(UnsavedRow)):
        fields = json.loads(row.fields)
        now = {name: rewrite(value) for name, value in fields.items()}
        if now != fields:
            row.title, row.fields, changed = rewrite(row.title), json.dumps(now), changed + 1
    db.flush()
    return changed


def keep_file(db: Transaction, account: int, key: str, name: str, data: bytes) -> None:
    """Keep a file with a form; one of this name is replaced."""
    _row(db, account, key)
    db.flush()
    db.merge(UnsavedFileRow(account=account, key=key, name=name, data=data, size=len(data)))
    db.flush()


def file_of(db: Transaction, account: int, key: str, name: str) -> bytes | None:
    """A file kept with a form."""
    row = db.get(UnsavedFileRow, (account, key, name))
    return row.data if row else None


def files_of(db: Transaction, account: int, key: str) -> list[tuple[str, int]]:
    """The names and sizes of the files kept with a form."""
    wanted = select(UnsavedFileRow.name, UnsavedFileRow.size).where(
        UnsavedFileRow.account == account, UnsavedFileRow.key == key
    )
    return [(name, size) for name, size in db.execute(wanted.order_by(UnsavedFileRow.name))]


def drop_file(db: Transaction, account: int, key: str, name: str) -> None:
    """Forget a file kept with a form."""
    db.execute(
        delete(UnsavedFileRow).where(
            UnsavedFileRow.account == account, UnsavedFileRow.key == key, UnsavedFileRow.name == name
        )
    )


def size_of_files(db: Transaction, account: int) -> int:
    """Bytes of all files that somebody has in forms."""
    return db.scalar(select(func.sum(UnsavedFileRow.size)).where(UnsavedFileRow.account == account)) or 0


def _row(db: Transaction, account: int, key: str) -> UnsavedRow:
    row = db.get(UnsavedRow, (account, key))
    if row is None:
        row = UnsavedRow(account=account, key=key, document="", title="", fields="{}", at=db.now)
        db.add(row)
    return row


def _oldest(db: Transaction) -> int:
    return db.now - DAYS * _DAY


def _forget_old(db: Transaction) -> None:
    db.execute(delete(UnsavedRow).where(UnsavedRow.at <= _oldest(db)))


def _forget_most(db: Transaction, account: int) -> None:
    for each in all_unsaved(db, account)[MOST:]:
        drop_unsaved(db, account, each.key)
