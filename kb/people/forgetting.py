"""Keep nothing that is about a document: who was writing in it, has read it, was told of it, may open it by a link."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import MetaData, delete

from kb.state import Transaction


def forget_documents(db: Transaction, documents: Collection[str]) -> None:
    """In every table that has a column `document`, of this room or any other."""
    found = MetaData()
    found.reflect(db.connection())
    for table in reversed(found.sorted_tables):
        if "document" in table.c:
            db.execute(delete(table).where(table.c.document.in_(documents)))
    db.expire_all()
