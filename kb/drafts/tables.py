"""The tables of this room. Nothing outside it reads them; times are seconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.people.tables import AccountRow
from kb.state import Base


class DraftRow(Base):
    """Something taken in. It goes with the account of whoever took it in."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    owner: Mapped[int] = mapped_column(ForeignKey(AccountRow.number, ondelete="CASCADE"), index=True)
    group: Mapped[str] = mapped_column("group_slug", Text, index=True)
    fields: Mapped[str] = mapped_column(Text)  # JSON
    text: Mapped[str] = mapped_column(Text)
    private: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)  # JSON: of the original, its files, and what was left out
    digest: Mapped[str] = mapped_column(String(64), index=True)  # SHA-256 of the original
    place: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    made_at: Mapped[int] = mapped_column(BigInteger)
    edited_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)
    ruled_by: Mapped[str | None] = mapped_column(Text)  # the group under whose rule it last was


class TakenRow(Base):
    """Which document a file became that was taken in: to know it again. Of the file there is only its SHA-256."""

    __tablename__ = "taken_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[str] = mapped_column(String(64), primary_key=True)
