"""Xapian by its Python bindings, as its guide "Getting Started with Xapian" shows: term generator, query parser, spies.

Its unit is a document, and nothing groups hits and counts the groups, so each document is in one database whole, which
answers, ranks and counts, and by passages in a second one, which is asked for the best three in each of the ten shown.
Stems beside the words themselves, as the guide has it; phrases are of the words. Accents are not folded: it has no
means. A value counted by a spy can be only one, so the tags of a document are one value, taken apart after counting.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.asks import Ask
from bench.engines import PASSAGES, SHOWN, STOP_WORDS, Page, Shown, system
from kb.model import PUBLIC
from kb.search import Entry

xapian: Any = system.load("xapian", "_xapian")

_DATE, _NUMBER = 0, 1  # slots of values; those of the facets follow
_FACETS = {"tag": 2, "group": 3, "kind": 4, "year": 5}
_PREFIXES = {"tag": "XT", "kind": "XK", "audience": "XA", "number": "Q"}
_BETWEEN = "\n"  # tags of one document
_BOOST = 3  # of title and headings
_SNIPPET = 240  # characters


def build(folder: Path, entries: Iterable[Entry]) -> None:
    written = _Written(folder)
    for entry in entries:
        written.add(entry)
    written.close()


def open_index(folder: Path) -> Xapian:
    return Xapian(folder)


class Xapian:
    """Two databases for each thread that reads, as they are not to be shared; one pair for the thread that writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = threading.local()
        self._written: _Written | None = None

    def page(self, ask: Ask) -> Page:
        whole, passages = self._databases()
        while True:
            whole.reopen()
            passages.reopen()
            try:
                return _page(whole, passages, ask)
            except xapian.DatabaseModifiedError:  # written twice meanwhile: the guide says to reopen and ask again
                continue

    def put(self, entry: Entry) -> None:
        if self._written is None:
            self._written = _Written(self._folder)
        self._written.remove(entry)
        self._written.add(entry)
        self._written.commit()

    def close(self) -> None:
        if self._written is not None:
            self._written.close()

    def _databases(self) -> tuple[Any, Any]:
        if not hasattr(self._own, "databases"):
            self._own.databases = tuple(xapian.Database(str(self._folder / name)) for name in ("whole", "passages"))
        found: tuple[Any, Any] = self._own.databases
        return found


def _page(whole: Any, passages: Any, ask: Ask) -> Page:
    question = _question(whole, ask, every=ask.shape == "all")
    facets: dict[str, dict[str, int]] = {}
    closed = {name for name in ("tag", "kind") if getattr(ask, name)}
    enquire = _enquire(whole, _filtered(question, ask))
    if ask.newest:
        enquire.set_sort_by_value_then_relevance(_DATE, True)
    found = _counted(enquire, whole, SHOWN, set(_FACETS) - closed, facets)
    for name in closed:  # a facet that filters is counted without its own filter
        _counted(_enquire(whole, _filtered(question, ask, but=name)), whole, 0, {name}, facets)
    numbers = [hit.document.get_value(_NUMBER).decode() for hit in found]
    paths = [hit.document.get_data().decode() for hit in found]
    snippets = _snippets(passages, ask, numbers)
    shown = tuple(Shown(path, tuple(snippets[number])) for path, number in zip(paths, numbers, strict=True))
    return Page(found.get_matches_estimated(), shown, facets)


def _counted(enquire: Any, whole: Any, most: int, names: Iterable[str], facets: dict[str, dict[str, int]]) -> Any:
    """The first `most` hits, after every hit was looked at: so the total is exact, and the facets too."""
    spies = {name: xapian.ValueCountMatchSpy(_FACETS[name]) for name in names}
    for spy in spies.values():
        enquire.add_matchspy(spy)
    found = enquire.get_mset(0, most, whole.get_doccount())
    for name, spy in spies.items():
        counts = Counter[str]()
        for value in spy.values():
            for each in value.term.decode().split(_BETWEEN):
                counts[each] += value.termfreq
        counts.pop("", None)
        facets[name] = dict(counts)
    return found


def _snippets(passages: Any, ask: Ask, numbers: list[str]) -> dict[str, list[str]]:
    """By document the snippets of its best passages, with as many of the words as there are."""
    inside = xapian.Query(xapian.Query.OP_OR, [_PREFIXES["number"] + number for number in numbers])
    enquire = _enquire(passages, xapian.Query(xapian.Query.OP_FILTER, _question(passages, ask, every=False), inside))
    enquire.set_collapse_key(_NUMBER, PASSAGES)
    shown: dict[str, list[str]] = {number: [] for number in numbers}
    found = enquire.get_mset(0, SHOWN * PASSAGES)
    stem = xapian.Stem("en")
    for hit in found:
        text = hit.document.get_data().decode()
        snippet = found.snippet(text, _SNIPPET, stem, xapian.MSet.SNIPPET_EXHAUSTIVE, "<mark>", "</mark>", "…")
        shown[hit.document.get_value(_NUMBER).decode()].append(snippet.decode())
    return shown


def _question(database: Any, ask: Ask, *, every: bool) -> Any:
    """`every`: all of the words, else any of them."""
    parser = xapian.QueryParser()
    parser.set_database(database)
    parser.set_stemmer(xapian.Stem("en"))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    parser.set_default_op(xapian.Query.OP_AND if every else xapian.Query.OP_OR)
    words = " ".join(word for word in ask.words if ask.shape != "any" or word not in STOP_WORDS)
    text = {"phrase": f'"{words}"', "prefix": f"{words}*"}.get(ask.shape, words)
    return parser.parse_query(text, xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_WILDCARD)


def _filtered(question: Any, ask: Ask, but: str = "") -> Any:
    """What a visitor may read, and of that what the filters let through; neither counts in the score."""
    wanted = {"audience": PUBLIC, "tag": ask.tag, "kind": ask.kind}
    terms = [_PREFIXES[name] + value for name, value in wanted.items() if value and name != but]
    return xapian.Query(xapian.Query.OP_FILTER, question, xapian.Query(xapian.Query.OP_AND, terms))


def _enquire(database: Any, query: Any) -> Any:
    enquire = xapian.Enquire(database)
    enquire.set_query(query)
    return enquire


class _Written:
    """Both databases, open for writing."""

    def __init__(self, folder: Path) -> None:
        self.whole, self.passages = (
            xapian.WritableDatabase(str(folder / name), xapian.DB_CREATE_OR_OPEN) for name in ("whole", "passages")
        )
        self._generator = xapian.TermGenerator()
        self._generator.set_stemmer(xapian.Stem("en"))

    def add(self, entry: Entry) -> None:
        number, title = _number(entry), (entry.document.title, _BOOST)
        texts = [((" ".join((*each.parents, each.heading)), _BOOST), (each.text, 1)) for each in entry.passages]
        for heading, body in texts:
            passage = xapian.Document()
            passage.set_data(body[0])
            passage.add_value(_NUMBER, number)
            passage.add_boolean_term(_PREFIXES["number"] + number)
            self._index(passage, title, heading, body)
            self.passages.add_document(passage)
        whole = _described(entry, number)
        self._index(whole, title, *itertools.chain.from_iterable(texts))
        self.whole.add_document(whole)

    def remove(self, entry: Entry) -> None:
        for database in (self.whole, self.passages):
            database.delete_document(_PREFIXES["number"] + _number(entry))

    def commit(self) -> None:
        self.passages.commit()
        self.whole.commit()

    def close(self) -> None:
        self.whole.close()
        self.passages.close()

    def _index(self, document: Any, *texts: tuple[str, int]) -> None:
        """Texts with how often each of their words counts; a gap between them, so that no phrase reaches over it."""
        self._generator.set_document(document)
        for text, times in texts:
            self._generator.index_text(text, times)
            self._generator.increase_termpos()


def _described(entry: Entry, number: str) -> Any:
    document, row = entry.document, xapian.Document()
    row.set_data(document.path)
    row.add_value(_NUMBER, number)
    row.add_value(_DATE, document.date.iso if document.date else "")
    values = {
        "tag": _BETWEEN.join(tag.slug for tag in document.tags),
        "group": document.group or "",
        "kind": str(document.kind),
        "year": str(document.date.year) if document.date else "",
    }
    for name, value in values.items():
        row.add_value(_FACETS[name], value)
    terms = [("number", number), ("audience", entry.audience), ("kind", values["kind"])]
    for name, term in (*terms, *(("tag", tag.slug) for tag in document.tags)):
        row.add_boolean_term(_PREFIXES[name] + term)
    return row


def _number(entry: Entry) -> str:
    """A number for each path, of one length: terms may not be as long as paths can be."""
    return hashlib.sha256(entry.document.path.encode()).hexdigest()[:16]
