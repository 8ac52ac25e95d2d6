"""Whoosh as its documentation shows it: parser, `filter`, `groupedby` and `highlights`, with our schema's fields.

Grouping collects every hit, so the page is the first ten documents of the list; facets count documents, not passages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any

from whoosh import fields, highlight, index, qparser, query, sorting
from whoosh.analysis import CharsetFilter, StemmingAnalyzer
from whoosh.support.charset import accent_map

from bench.asks import Ask
from bench.engines import PASSAGES, SHOWN, STOP_WORDS, Page, Shown
from kb.model import PUBLIC
from kb.search import Entry

_FACETS = ("tag", "group", "kind", "year")
_TEXTS = ("title", "headings", "body")


def build(folder: Path, entries: Iterable[Entry]) -> None:
    writer = index.create_in(folder, _schema()).writer(limitmb=256)
    for number, entry in enumerate(entries):
        _add(writer, entry, number)
    writer.commit(optimize=True)


def open_index(folder: Path) -> StockWhoosh:
    return StockWhoosh(folder)


class StockWhoosh:
    """A searcher is kept and refreshed after each write."""

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(folder)
        self._read = _read(self._index)
        self._text = {
            shape: _parser(self._index.schema, group)
            for shape, group in (("all", qparser.AndGroup), ("any", qparser.OrGroup))
        }

    def page(self, ask: Ask) -> Page:
        searcher, numbers = self._read
        asked = self._question(ask)
        order = sorting.FieldFacet("date", reverse=True) if ask.newest else None
        results = searcher.search(asked, limit=None, filter=_filter(ask), groupedby=_grouping(), sortedby=order)
        results.fragmenter = highlight.ContextFragmenter(maxchars=240, surround=60)
        shown: dict[int, tuple[str, list[str]]] = {}
        documents = set()
        for place, (_, docnum) in enumerate(results.top_n):
            number = numbers[docnum]
            documents.add(number)
            if number not in shown and len(shown) < SHOWN:
                shown[number] = (results[place]["path"], [])
            if number in shown and len(shown[number][1]) < PASSAGES:
                shown[number][1].append(results[place].highlights("body", top=1))
        facets = {name: _counted(results.groups(name), numbers) for name in _FACETS}
        for name in ("tag", "kind"):
            if getattr(ask, name):  # a facet that filters is counted without its own filter
                again = searcher.search(asked, limit=None, filter=_filter(ask, but=name), groupedby=_grouping(name))
                facets[name] = _counted(again.groups(name), numbers)
        return Page(len(documents), tuple(Shown(path, tuple(s)) for path, s in shown.values()), facets)

    def put(self, entry: Entry) -> None:
        number = max(self._read[1], default=0) + 1
        writer = self._index.writer()
        writer.delete_by_term("path", entry.document.path)
        _add(writer, entry, number)
        writer.commit()
        self._read = _read(self._index)  # the old searcher may be in use: it goes when its last reader does

    def close(self) -> None:
        self._read[0].close()
        self._index.close()

    def _question(self, ask: Ask) -> Any:
        words = [word for word in ask.words if ask.shape != "any" or word not in STOP_WORDS]
        text = {"phrase": f'"{" ".join(words)}"', "prefix": f"{words[0]}*"}.get(ask.shape, " ".join(words))
        return self._text["any" if ask.shape == "any" else "all"].parse(text)


def _schema() -> Any:
    text = StemmingAnalyzer() | CharsetFilter(accent_map)
    return fields.Schema(
        path=fields.ID(stored=True),
        document=fields.NUMERIC(sortable=True),
        title=fields.TEXT(text, field_boost=3.0),
        headings=fields.TEXT(text, field_boost=3.0),
        body=fields.TEXT(text, stored=True),
        tag=fields.KEYWORD(commas=True, sortable=True),
        group=fields.ID(sortable=True),
        kind=fields.ID(sortable=True),
        year=fields.ID(sortable=True),
        date=fields.DATETIME(sortable=True),
        audience=fields.ID(),
    )


def _parser(schema: Any, group: Any) -> Any:
    return qparser.MultifieldParser(_TEXTS, schema, group=group)


def _add(writer: Any, entry: Entry, number: int) -> None:
    document = entry.document
    row = {
        "path": document.path,
        "document": number,
        "title": document.title,
        "tag": ",".join(tag.slug for tag in document.tags),
        "group": document.group or "",
        "kind": str(document.kind),
        "year": str(document.date.year) if document.date else "",
        "date": datetime.combine(document.date.first, time()) if document.date else None,
        "audience": entry.audience,
    }
    for passage in entry.passages:
        writer.add_document(**row, headings=" ".join((*passage.parents, passage.heading)), body=passage.text)


def _read(opened: Any) -> tuple[Any, list[int]]:
    """A searcher, and the document of each passage by the passage's number in the index."""
    searcher = opened.searcher()
    column = searcher.reader().column_reader("document")
    return searcher, [int(column[docnum]) for docnum in range(searcher.doc_count_all())]


def _grouping(*names: str) -> dict[str, Any]:
    return {name: sorting.FieldFacet(name, allow_overlap=name == "tag") for name in names or _FACETS}


def _filter(ask: Ask, but: str = "") -> Any:
    wanted = {"audience": PUBLIC, "tag": ask.tag, "kind": ask.kind}
    return query.And([query.Term(name, value) for name, value in wanted.items() if value and name != but])


def _counted(groups: dict[Any, list[int]], numbers: list[int]) -> dict[str, int]:
    """Documents for each value of a facet."""
    return {str(value): len({numbers[n] for n in docnums}) for value, docnums in groups.items() if value}
