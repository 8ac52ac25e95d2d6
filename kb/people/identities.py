"""By what name an OpenID provider knows an account: issuer and subject, which outlive a change of email."""

from __future__ import annotations

from sqlalchemy import select

from kb.people.accounts import Account, account
from kb.people.tables import IdentityRow
from kb.state import Transaction


def account_known_as(db: Transaction, issuer: str, subject: str) -> Account | None:
    """The account of somebody whom a provider calls so, None where nobody is."""
    row = db.get(IdentityRow, (issuer, subject))
    return account(db, row.account) if row else None


def keep_identity(db: Transaction, number: int, issuer: str, subject: str) -> None:
    """From now on who is called so by this provider has this account. Nobody else may be called so already."""
    db.add(IdentityRow(issuer=issuer, subject=subject, account=number))
    db.flush()


def identities(db: Transaction, number: int) -> list[tuple[str, str]]:
    """Issuer and subject of each provider that knows somebody."""
    rows = db.scalars(select(IdentityRow).where(IdentityRow.account == number).order_by(IdentityRow.issuer))
    return [(row.issuer, row.subject) for row in rows]
