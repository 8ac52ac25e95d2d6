"""Accounts: who may sign in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from kb.model import one_line
from kb.people.passwords import check_password, hash_password
from kb.people.tables import AccountRow, LinkRow, SessionRow
from kb.state import Transaction

LONGEST_NAME = 100
LONGEST_EMAIL = 254
_TOO_LARGE = 2**31
"""No database is asked for such a number."""
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,190}")


class NotAnAddress(ValueError):
    """This is no email address; the message says so."""


class AccountExists(ValueError):
    """There is an account with this email already."""


class NoAccount(LookupError):
    """There is no such account."""


class LastAdmin(ValueError):
    """This would leave the library without an admin."""


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in.

    Attributes:
        number: what history and the audit log call them; never given twice.
        proven: their email is theirs: a mail to it has reached them, or an identity provider vouches for it.
        made_at: seconds since 1970.
    """

    number: int
    email: str
    name: str
    admin: bool
    disabled: bool
    has_password: bool
    proven: bool
    made_at: int

    @property
    def called(self) -> str:
        """What others see of them: their name, else the part of their email before the @."""
        return called(self.name, self.email)


def called(name: str, email: str) -> str:
    """What others see of somebody of this name and email: see `Account.called`."""
    return name or email.partition("@")[0]


def clean_email(text: str) -> str:
    """An email address in one form. Raises NotAnAddress."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if not _EMAIL.fullmatch(email) or not email.isprintable() or len(email) > LONGEST_EMAIL:
        raise NotAnAddress("That is not an email address. It looks like name@example.org.")
    return email


def clean_name(text: str) -> str:
    """A name on one line, without what cannot be seen."""
    return one_line(unicodedata.normalize("NFC", text))[:LONGEST_NAME].strip()


def create_account(
    db: Transaction, email: str, name: str = "", password: str | None = None, *, admin: bool = False
) -> Account:
    """Make an account. Raises NotAnAddress, NotAPassword, AccountExists; then nothing was made."""
    email = clean_email(email)
    if password is not None:
        check_password(password, email)
    if db.scalar(select(AccountRow.number).where(AccountRow.email == email)):
        raise AccountExists(f"There is an account for {email} already.")
    row = AccountRow(
        email=email,
        name=clean_name(name),
        password=hash_password(password) if password is not None else None,
        admin=admin,
        made_at=db.now,
    )
    db.add(row)
    db.flush()
    return _account(row)


def account_of(db: Transaction, email: str) -> Account | None:
    """The account of an email address, None where there is none or the text is no address."""
    try:
        row = db.scalar(select(AccountRow).where(AccountRow.email == clean_email(email)))
    except NotAnAddress:
        return None
    return _account(row) if row else None


def account(db: Transaction, number: int) -> Account:
    """Raises NoAccount."""
    return _account(_row(db, number))


def accounts(db: Transaction) -> list[Account]:
    """All of them, by email."""
    return [_account(row) for row in db.scalars(select(AccountRow).order_by(AccountRow.email))]


def has_admin(db: Transaction) -> bool:
    """Is there somebody who can look after this library?"""
    return _admins(db) > 0


def names_of(db: Transaction, numbers: set[int]) -> dict[int, str]:
    """What to call accounts in a list. Who is gone is not in it: see FORMER."""
    rows = db.scalars(select(AccountRow).where(AccountRow.number.in_(numbers)))
    return {row.number: called(row.name, row.email) for row in rows}


FORMER = "a former member"
"""What somebody is called whose account was erased."""


def set_name(db: Transaction, number: int, name: str) -> None:
    _row(db, number).name = clean_name(name)


def set_password(db: Transaction, number: int, password: str) -> None:
    """Raises NotAPassword. Whoever is signed in stays so: ending those sessions is up to the caller."""
    row = _row(db, number)
    check_password(password, row.email)
    row.password = hash_password(password)


def password_of(db: Transaction, number: int) -> str | None:
    """The hash that is kept of somebody's password, None where they have none."""
    return _row(db, number).password


def keep_hash(db: Transaction, number: int, renewed: str | None) -> None:
    """Keep another hash of the same password, or (None) forget the password."""
    _row(db, number).password = renewed


def set_proven(db: Transaction, number: int) -> None:
    """Their email is theirs."""
    _row(db, number).proven = True


def set_admin(db: Transaction, number: int, admin: bool) -> None:
    """Raises LastAdmin."""
    row = _row(db, number)
    if row.admin and not admin:
        _leave_an_admin(db, row)
    row.admin = admin


def set_disabled(db: Transaction, number: int, disabled: bool) -> None:
    """Shut an account, or open it again. Raises LastAdmin. A shut one is signed out everywhere."""
    row = _row(db, number)
    if disabled and not row.disabled:
        _leave_an_admin(db, row)
        for table in (SessionRow, LinkRow):
            db.execute(delete(table).where(table.account == number))
    row.disabled = disabled


def erase_account(db: Transaction, number: int) -> None:
    """Remove somebody: account, memberships, sessions, tokens, links, requests. Raises LastAdmin."""
    row = _row(db, number)
    _leave_an_admin(db, row)
    db.execute(delete(LinkRow).where(LinkRow.email == row.email))
    db.execute(delete(AccountRow).where(AccountRow.number == number))  # and with it, by the tables, all that is theirs


def _leave_an_admin(db: Transaction, row: AccountRow) -> None:
    if row.admin and not row.disabled and _admins(db) == 1:
        raise LastAdmin("This is the only admin. Make somebody else an admin first.")


def _admins(db: Transaction) -> int:
    able = select(func.count()).where(AccountRow.admin, ~AccountRow.disabled)
    return db.scalar(able) or 0


def _row(db: Transaction, number: int) -> AccountRow:
    row = db.get(AccountRow, number) if 0 < number < _TOO_LARGE else None
    if row is None:
        raise NoAccount("There is no such account.")
    return row


def _account(row: AccountRow) -> Account:
    return Account(
        row.number, row.email, row.name, row.admin, row.disabled, bool(row.password), row.proven, row.made_at
    )
