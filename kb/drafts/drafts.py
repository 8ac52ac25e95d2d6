"""Drafts in the database: made, changed, listed, gone."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, replace

import orjson
from sqlalchemy import delete, or_, select

from kb.drafts.tables import DraftRow, TakenRow
from kb.state import Transaction

LASTS = 30 * 24 * 3600
"""Seconds that a draft is kept after somebody has last worked on it."""
_ID = 24


class NoDraft(LookupError):
    """There is no such draft, or none for whoever asks."""


@dataclass(frozen=True)
class Fields:
    """What a draft says of the document it is to become; as in a form, "" for what is not known.

    Attributes:
        group: a slug. tags: with commas between them. rule: `chatham-house`, `none`, or "" for that of the group.
    """

    title: str = ""
    date: str = ""
    kind: str = "notes"
    group: str = ""
    tags: str = ""
    visibility: str = ""
    url: str = ""
    description: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Told:
    """What is known of the original.

    Attributes:
        name: of the file, as somebody may see it; "" for what was pasted.
        format: its name in kb.intake.formats; label in words.
        files: names of the files that belong to the text, which shows them as `files/NAME`.
        report: sentences: what was left out, and what somebody should know.
        origins: for title, date, kind and group in words where they were found.
        path: where below notes/ an import would have put it.
    """

    name: str = ""
    format: str = ""
    label: str = ""
    files: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    origins: dict[str, str] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True)
class Draft:
    """Something taken in and not published.

    Attributes:
        id: random, and its address.
        owner: the number of the account that took it in.
        text: Markdown.
        private: what was taken out of the text and is shown with the draft alone.
        digest: SHA-256 of the original, hexadecimal; "" where there is none.
        place: where below notes/ it is being published, "" where nobody has begun.
        revision: counts its changes.
        made_at, edited_at, expires_at: seconds since 1970.
        ruled_by: the group under whose Chatham House Rule it last was, "" for that of none; None where it never was.
    """

    id: str
    owner: int
    fields: Fields
    text: str
    private: str = ""
    told: Told = Told()
    digest: str = ""
    place: str = ""
    revision: int = 1
    made_at: int = 0
    edited_at: int = 0
    expires_at: int = 0
    ruled_by: str | None = None


def new_id() -> str:
    """An id that nobody guesses: 96 random bits."""
    return secrets.token_hex(_ID // 2)


def add_draft(db: Transaction, draft: Draft) -> Draft:
    """Keep a new one, with its times."""
    made = replace(draft, made_at=db.now, edited_at=db.now, expires_at=db.now + LASTS)
    row = DraftRow(id=made.id, made_at=made.made_at, **_columns(made))
    db.add(row)
    db.flush()
    return made


def draft_of(db: Transaction, identifier: str) -> Draft:
    """Raises NoDraft."""
    return _draft(_row(db, identifier))


def drafts_for(db: Transaction, owner: int, groups: Collection[str]) -> list[Draft]:
    """Those of an account, and all that are of these groups or under the rule of one; the newest first."""
    theirs = or_(DraftRow.owner == owner, DraftRow.group.in_(groups), DraftRow.ruled_by.in_(groups))
    return [_draft(row) for row in db.scalars(select(DraftRow).where(theirs).order_by(DraftRow.made_at.desc()))]


def drafts_by(db: Transaction, owner: int) -> list[Draft]:
    """Those that an account took in."""
    return [_draft(row) for row in db.scalars(select(DraftRow).where(DraftRow.owner == owner))]


def every_draft(db: Transaction) -> Iterator[Draft]:
    """All there are, one after another."""
    yield from map(_draft, db.scalars(select(DraftRow).order_by(DraftRow.id)))


def ids_by(db: Transaction, owner: int) -> list[str]:
    """The ids of those that an account took in."""
    return list(db.scalars(select(DraftRow.id).where(DraftRow.owner == owner)))


def drafts_of_file(db: Transaction, digest: str) -> list[Draft]:
    """Those made of this very file, the newest first; whoever asks looks who may see each."""
    made = select(DraftRow).where(DraftRow.digest == digest).order_by(DraftRow.made_at.desc())
    return [_draft(row) for row in db.scalars(made)] if digest else []


def change_draft(db: Transaction, draft: Draft) -> Draft:
    """Keep it as it is now; it lasts anew. Raises NoDraft."""
    changed = replace(draft, revision=draft.revision + 1, edited_at=db.now, expires_at=db.now + LASTS)
    row = _row(db, draft.id)
    for name, value in _columns(changed).items():
        setattr(row, name, value)
    return changed


def set_place(db: Transaction, identifier: str, path: str) -> None:
    """It is being published there. Raises NoDraft."""
    _row(db, identifier).place = path


def remove_draft(db: Transaction, identifier: str) -> None:
    db.execute(delete(DraftRow).where(DraftRow.id == identifier))


def expired_ids(db: Transaction) -> list[str]:
    return list(db.scalars(select(DraftRow.id).where(DraftRow.expires_at <= db.now)))


def publishing_drafts(db: Transaction) -> list[Draft]:
    """Those whose publishing has begun and has not ended."""
    return [_draft(row) for row in db.scalars(select(DraftRow).where(DraftRow.place != ""))]


def known_ids(db: Transaction) -> frozenset[str]:
    return frozenset(db.scalars(select(DraftRow.id)))


def became(db: Transaction, digest: str, document: str) -> None:
    """A file is in this document now."""
    if digest and db.get(TakenRow, (digest, document)) is None:
        db.add(TakenRow(digest=digest, document=document))


def taken_as(db: Transaction, digest: str) -> list[str]:
    """The documents that a file became."""
    return list(db.scalars(select(TakenRow.document).where(TakenRow.digest == digest))) if digest else []


def files_taken_as(db: Transaction, documents: Collection[str]) -> frozenset[str]:
    """The SHA-256 of the files that became one of these documents."""
    return frozenset(db.scalars(select(TakenRow.digest).where(TakenRow.document.in_(documents))))


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "owner": draft.owner,
        "group": draft.fields.group,
        "fields": orjson.dumps(asdict(draft.fields)).decode(),
        "text": draft.text,
        "private": draft.private,
        "told": orjson.dumps(asdict(draft.told)).decode(),
        "digest": draft.digest,
        "place": draft.place,
        "revision": draft.revision,
        "edited_at": draft.edited_at,
        "expires_at": draft.expires_at,
        "ruled_by": draft.ruled_by,
    }


def _draft(row: DraftRow) -> Draft:
    told = orjson.loads(row.told)
    return Draft(
        row.id,
        row.owner,
        Fields(**orjson.loads(row.fields)),
        row.text,
        row.private,
        Told(**{**told, "files": tuple(told["files"]), "report": tuple(told["report"])}),
        row.digest,
        row.place,
        row.revision,
        row.made_at,
        row.edited_at,
        row.expires_at,
        row.ruled_by,
    )


def _row(db: Transaction, identifier: str) -> DraftRow:
    row = db.get(DraftRow, identifier) if len(identifier) == _ID and identifier.isascii() else None
    if row is None:
        raise NoDraft
    return row
