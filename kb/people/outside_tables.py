"""The tables of what goes to and comes from outside: mails with news, and pages elsewhere that link here."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.people.tables import SECRET, of_account
from kb.state import Base


class MentionRow(Base):
    """A page elsewhere says (by Webmention) that it links to a document.

    `state`: "new" until it was looked at; "waiting" for a lead; "shown"; "refused". It is looked at `due_at`, NULL for
    not any more. `key` is the hash of both addresses, which are longer than an index takes.
    """

    __tablename__ = "mention"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(SECRET, unique=True)
    source: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(255), index=True)
    document: Mapped[str] = mapped_column(String(64), index=True)
    target: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True)
    title: Mapped[str] = mapped_column(Text, default="")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[int | None] = mapped_column(BigInteger, index=True)
    made_at: Mapped[int] = mapped_column(BigInteger)


class NewsChoiceRow(Base):
    """How somebody wants to hear of what is new in a group: "weekly" or "at once"; without a row, not at all.

    `group` "" is what belongs to no group. Told is what came until `told_to`.
    """

    __tablename__ = "news_choice"

    account: Mapped[int] = mapped_column(of_account(), primary_key=True)
    group: Mapped[str] = mapped_column("group_slug", Text, primary_key=True)
    how: Mapped[str] = mapped_column(String(10))
    told_to: Mapped[int] = mapped_column(BigInteger)


class NewsLetterRow(Base):
    """A mail with news. `state`: "waiting" to be sent; "handing" while the mail server is talked to; "sent"; "failed".

    `stop` is the hash of the secret in it with which its reader ends these mails.
    """

    __tablename__ = "news_letter"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    account: Mapped[int] = mapped_column(of_account(), index=True)
    why: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[int] = mapped_column(BigInteger)
    handed_at: Mapped[int | None] = mapped_column(BigInteger)
    stop: Mapped[str | None] = mapped_column(SECRET, unique=True)


class NewsLineRow(Base):
    """What a letter tells of: a document, what happened to it and on which day (since 1970), to nobody twice."""

    __tablename__ = "news_line"

    account: Mapped[int] = mapped_column(of_account(), primary_key=True)
    document: Mapped[str] = mapped_column(String(64), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[int] = mapped_column(Integer, primary_key=True)
    letter: Mapped[int] = mapped_column(ForeignKey("news_letter.number", ondelete="CASCADE"), index=True)
