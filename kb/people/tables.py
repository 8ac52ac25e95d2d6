"""The tables of this room. Nothing outside it reads them; times are seconds since 1970.

Secrets (links, sessions, tokens) are kept as the SHA-256 of 256 random bits: whoever reads the database can use none.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.state import Base

SECRET = String(64)


def of_account() -> ForeignKey:
    """What is somebody's goes with their account."""
    return ForeignKey("account.number", ondelete="CASCADE")


class AccountRow(Base):
    """Somebody who may sign in. Their number is what history and the audit log name; it is never given twice."""

    __tablename__ = "account"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    admin: Mapped[bool] = mapped_column(default=False)
    disabled: Mapped[bool] = mapped_column(default=False)
    proven: Mapped[bool] = mapped_column(default=False)  # a mail to this address has reached them
    made_at: Mapped[int] = mapped_column(BigInteger)


class MembershipRow(Base):
    """An account in a group, as "member" or "lead"."""

    __tablename__ = "membership"

    account: Mapped[int] = mapped_column(of_account(), primary_key=True)
    group: Mapped[str] = mapped_column("group_slug", Text, primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[int] = mapped_column(BigInteger)


class RequestRow(Base):
    """Somebody asks to join a group."""

    __tablename__ = "join_request"

    account: Mapped[int] = mapped_column(of_account(), primary_key=True)
    group: Mapped[str] = mapped_column("group_slug", Text, primary_key=True, index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[int] = mapped_column(BigInteger)


class LinkRow(Base):
    """A link that works once: to set up, to sign in, to choose a new password, to join a group."""

    __tablename__ = "one_time_link"

    secret: Mapped[str] = mapped_column(SECRET, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)  # to name it in a list without giving it away
    purpose: Mapped[str] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(String(254))
    group: Mapped[str | None] = mapped_column("group_slug", Text, index=True)
    role: Mapped[str | None] = mapped_column(String(10))
    mailed: Mapped[bool] = mapped_column(default=False)  # it was shown to nobody and went out by mail alone
    account: Mapped[int | None] = mapped_column(of_account())
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.number", ondelete="SET NULL"))
    made_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)


class SessionRow(Base):
    """A browser somebody is signed in with."""

    __tablename__ = "session"

    secret: Mapped[str] = mapped_column(SECRET, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    account: Mapped[int] = mapped_column(of_account(), index=True)
    browser: Mapped[str] = mapped_column(String(100), default="")
    made_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)


class TokenRow(Base):
    """A key with which a program acts for somebody. `groups` has slugs apart by blanks; NULL means all of theirs."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("account", "name", name="uq_api_token_account_name"),)

    secret: Mapped[str] = mapped_column(SECRET, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    account: Mapped[int] = mapped_column(of_account())
    name: Mapped[str] = mapped_column(String(100))
    scope: Mapped[str] = mapped_column(String(10))
    groups: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)


class IdentityRow(Base):
    """An account as an OpenID provider knows it: by issuer and subject, which outlive a change of email."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account: Mapped[int] = mapped_column(of_account(), index=True)


class AttemptRow(Base):
    """One try at something that is limited. `key` is a hash: neither email nor address can be read from it."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(SECRET)
    at: Mapped[int] = mapped_column(BigInteger)


class AuditRow(Base):
    """Who did what to access, and when. Only ever added to; never holds text of a document."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, index=True)
    by: Mapped[int | None] = mapped_column("by_account", Integer)  # no foreign key: it outlives the account
    what: Mapped[str] = mapped_column(String(40))
    account: Mapped[int | None] = mapped_column("of_account", Integer)
    group: Mapped[str | None] = mapped_column("group_slug", Text, index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")


class EmptySearchRow(Base):
    """How often a query found nothing on a day. Nobody's name is beside it."""

    __tablename__ = "empty_search"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    query: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class UnsavedRow(Base):
    """What somebody was writing and has not saved yet. `document`: the id of what they edit, "" for a new one."""

    __tablename__ = "unsaved"

    account: Mapped[int] = mapped_column(of_account(), primary_key=True)
    key: Mapped[str] = mapped_column("form", String(64), primary_key=True)
    document: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[str] = mapped_column(Text, default="{}")
    at: Mapped[int] = mapped_column(BigInteger, index=True)


class UnsavedFileRow(Base):
    """A file put into a new document that is not saved yet."""

    __tablename__ = "unsaved_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account", "form"], ["unsaved.account", "unsaved.form"], "fk_unsaved_file_unsaved", ondelete="CASCADE"
        ),
    )

    account: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column("form", String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(BigInteger)


class ReadMarkRow(Base):
    """When somebody read a document last, and when in the sitting before that one. For them alone."""

    __tablename__ = "read_mark"

    account: Mapped[int] = mapped_column(of_account(), primary_key=True)
    document: Mapped[str] = mapped_column(Text, primary_key=True)
    read_at: Mapped[int] = mapped_column(BigInteger, index=True)
    before_at: Mapped[int | None] = mapped_column(BigInteger)


class ShareRow(Base):
    """A link by which somebody without an account reads one document. `group` "" is what belongs to no group."""

    __tablename__ = "share_link"

    secret: Mapped[str] = mapped_column(SECRET, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    document: Mapped[str] = mapped_column(Text, index=True)
    group: Mapped[str] = mapped_column("group_slug", Text)
    audience: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int] = mapped_column(of_account(), index=True)
    made_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    opened: Mapped[int] = mapped_column(Integer)


class FeedKeyRow(Base):
    """The key with which somebody's programs read feeds and calendars for them."""

    __tablename__ = "feed_key"

    secret: Mapped[str] = mapped_column(SECRET, primary_key=True)
    account: Mapped[int] = mapped_column(of_account(), unique=True)
    made_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)


FLEETING = (
    "session",
    "one_time_link",
    "share_link",
    "feed_key",
    "attempt",
    "unsaved",
    "unsaved_file",
    "news_letter",
    "news_line",
    "read_mark",
)
"""Tables that no backup holds: what was used or taken back since must not open anything once it is restored, what
somebody has not saved yet is nobody else's, what was mailed is not mailed again, and what somebody has read is for
nobody to keep."""
