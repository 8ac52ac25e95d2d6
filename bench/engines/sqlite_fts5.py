"""SQLite's FTS5: passages in a full-text table (porter stems, accents folded), documents and tags in tables beside it.

A passage's rowid is its document's number times 1,000 plus its place, so grouping needs no join. The hits of a question
go into a temporary table once, in memory; total, facets and the page are queries over it. Write-ahead log, so that
reading does not wait; prepared statements are sqlite3's own cache.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from bench.asks import Ask
from bench.engines import PASSAGES, SHOWN, STOP_WORDS, Page, Shown
from kb.model import PUBLIC
from kb.search import Entry

_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, path TEXT UNIQUE, title TEXT, "group" TEXT, kind TEXT, year TEXT, date TEXT,
    audience TEXT);
CREATE TABLE tags (document INTEGER, tag TEXT, PRIMARY KEY (document, tag)) WITHOUT ROWID;
CREATE VIRTUAL TABLE passages USING fts5(title, headings, body, tokenize='porter unicode61 remove_diacritics 2');
"""
_HITS = """
CREATE TEMP TABLE hits (
    document INTEGER PRIMARY KEY, score REAL, "group" TEXT, kind TEXT, year TEXT, date TEXT) WITHOUT ROWID;
"""
_FIND = """
WITH
matched AS MATERIALIZED (
    SELECT rowid / 1000 AS document, bm25(passages, 3.0, 3.0, 1.0) AS score FROM passages WHERE passages MATCH ?),
found AS (SELECT document, min(score) AS score FROM matched GROUP BY document)
INSERT INTO hits SELECT d.number, found.score, d."group", d.kind, d.year, d.date
FROM found JOIN documents AS d ON d.number = found.document WHERE d.audience = ?
"""
_SHOW = """
SELECT snippet(passages, 2, '<mark>', '</mark>', '…', 30) FROM passages
WHERE passages MATCH ? AND rowid BETWEEN ? AND ? ORDER BY bm25(passages, 3.0, 3.0, 1.0) LIMIT ?
"""
_TAGGED = "document IN (SELECT document FROM tags WHERE tag = :tag)"


def build(folder: Path, entries: Iterable[Entry]) -> None:
    connection = sqlite3.connect(folder / "fts5.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(_SCHEMA)
    for number, entry in enumerate(entries, 1):
        _insert(connection, number, entry)
    connection.commit()
    connection.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    connection.commit()
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def open_index(folder: Path) -> Fts5:
    return Fts5(folder / "fts5.db")


class Fts5:
    """One connection for each thread that reads, one for the thread that writes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._own = threading.local()
        self._every: list[sqlite3.Connection] = []

    def page(self, ask: Ask) -> Page:
        connection = self._connection()
        match = _match(ask)
        connection.execute("DELETE FROM hits")
        connection.execute(_FIND, (match, PUBLIC))
        filters = _Filters(ask)
        where = filters.but("")
        (total,) = connection.execute(f"SELECT count(*) FROM hits WHERE {where}", filters.values).fetchone()
        order = "date DESC" if ask.newest else "score"
        best = connection.execute(
            f"SELECT document, path FROM (SELECT document FROM hits WHERE {where} ORDER BY {order} LIMIT {SHOWN}) "
            "JOIN documents ON number = document",
            filters.values,
        ).fetchall()
        shown = [
            Shown(path, tuple(row[0] for row in connection.execute(_SHOW, (match, *_rowids(number), PASSAGES))))
            for number, path in best
        ]
        return Page(total, tuple(shown), self._facets(connection, filters))

    def put(self, entry: Entry) -> None:
        connection = self._connection()
        with connection:
            found = connection.execute("SELECT number FROM documents WHERE path = ?", (entry.document.path,)).fetchone()
            if found:
                connection.execute("DELETE FROM passages WHERE rowid BETWEEN ? AND ?", _rowids(found[0]))
                connection.execute("DELETE FROM documents WHERE number = ?", found)
                connection.execute("DELETE FROM tags WHERE document = ?", found)
            (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()
            _insert(connection, last + 1, entry)

    def close(self) -> None:
        for connection in self._every:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            connection = sqlite3.connect(self._file, check_same_thread=False, timeout=30)
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA mmap_size = 1000000000")
            connection.execute(_HITS)
            self._own.connection = connection
            self._every.append(connection)
        found: sqlite3.Connection = self._own.connection
        return found

    def _facets(self, connection: sqlite3.Connection, filters: _Filters) -> dict[str, dict[str, int]]:
        counts = {}
        for name in ("group", "kind", "year"):
            where = f'"{name}" IS NOT NULL AND {filters.but(name)}'
            counts[name] = dict(
                connection.execute(f'SELECT "{name}", count(*) FROM hits WHERE {where} GROUP BY 1', filters.values)
            )
        tagged = f"SELECT tag, count(*) FROM hits JOIN tags USING (document) WHERE {filters.but('tag')} GROUP BY 1"
        return {"tag": dict(connection.execute(tagged, filters.values)), **counts}


class _Filters:
    def __init__(self, ask: Ask) -> None:
        self.values = {"tag": ask.tag, "kind": ask.kind}
        self._wheres = {
            **({"tag": _TAGGED} if ask.tag else {}),
            **({"kind": "kind = :kind"} if ask.kind else {}),
        }

    def but(self, facet: str) -> str:
        """The condition of all filters but this one's."""
        return " AND ".join(where for name, where in self._wheres.items() if name != facet) or "1"


def _insert(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    document = entry.document
    date = document.date.iso if document.date else None
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, document.path, document.title, document.group, str(document.kind), date and date[:4], date,
            entry.audience,
        ),
    )  # fmt: skip
    connection.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", [(number, tag.slug) for tag in document.tags])
    connection.executemany(
        "INSERT INTO passages (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
        [
            (number * 1000 + place, document.title, " ".join((*passage.parents, passage.heading)), passage.text)
            for place, passage in enumerate(entry.passages)
        ],
    )


def _rowids(number: int) -> tuple[int, int]:
    return number * 1000, number * 1000 + 999


def _match(ask: Ask) -> str:
    if ask.shape == "phrase":
        return f'"{" ".join(ask.words)}"'
    if ask.shape == "prefix":
        return f'"{ask.words[0]}"*'
    words = [f'"{word}"' for word in ask.words if ask.shape == "all" or word not in STOP_WORDS]
    return (" OR " if ask.shape == "any" else " AND ").join(words)
