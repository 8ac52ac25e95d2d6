"""tantivy by its Python package: English stems, accents folded, fast fields for what is counted and sorted.

The package has no way to group hits, so each document is in the index twice: in passages, which answer and give the
snippets, and whole (its text without positions stored), which gives exact totals and the facets by tantivy's own
aggregations. More passages are fetched until there are ten documents. A prefix is expanded by tantivy's own list of
terms, since a regular expression would give no snippets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, Tokenizer

from bench.asks import Ask
from bench.engines import PASSAGES, SHOWN, STOP_WORDS, Page, Shown
from kb.model import PUBLIC
from kb.search import Entry

_FACETS = {"tag": 1000, "group": 1000, "kind": 10, "year": 200}  # and how many values each can have
_TEXTS = ("title", "headings", "body")
_BOOSTS = {"title": 3.0, "headings": 3.0}
_MOST_TERMS = 50  # that a prefix is expanded to
_SNIPPET = 240  # characters


def build(folder: Path, entries: Iterable[Entry]) -> None:
    writer = _open(folder).writer(heap_size=256_000_000, num_threads=1)  # as the others: one thread
    for entry in entries:
        _add(writer, entry)
    writer.commit()
    writer.wait_merging_threads()


def open_index(folder: Path) -> Tantivy:
    return Tantivy(_open(folder))


class Tantivy:
    """One writer; readers take the searcher of the last commit."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._writer: tantivy.IndexWriter | None = None

    def page(self, ask: Ask) -> Page:
        searcher = self._index.searcher()
        query = self._question(searcher, ask, _TEXTS)
        whole = self._question(searcher, ask, ("whole",))
        passages = self._filtered(query, ask)
        total, best = (
            self._newest(searcher, whole, passages, ask) if ask.newest else self._best(searcher, whole, passages, ask)
        )
        snippets = tantivy.SnippetGenerator.create(searcher, query, self._index.schema, "body")
        snippets.set_max_num_chars(_SNIPPET)
        shown = []
        for addresses in best:
            documents = [searcher.doc(address) for address in addresses[:PASSAGES]]
            path = str(documents[0].get_first("path"))
            shown.append(Shown(path, tuple(snippets.snippet_from_doc(d).to_html() for d in documents)))
        return Page(total, tuple(shown), self._facets(searcher, whole, ask))

    def put(self, entry: Entry) -> None:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        self._writer.delete_documents_by_term("path", entry.document.path)
        _add(self._writer, entry)
        self._writer.commit()
        self._index.reload()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()

    def _best(
        self, searcher: tantivy.Searcher, whole: Query, passages: Query, ask: Ask
    ) -> tuple[int, list[list[tantivy.DocAddress]]]:
        total = _count(searcher.search(self._filtered(whole, ask), limit=1))
        limit = SHOWN * PASSAGES
        while True:
            hits = searcher.search(passages, limit=limit, count=False).hits
            grouped = _grouped(searcher, [address for _, address in hits])
            if len(grouped) >= SHOWN or len(hits) < limit:
                return total, grouped[:SHOWN]
            limit *= 4

    def _newest(
        self, searcher: tantivy.Searcher, whole: Query, passages: Query, ask: Ask
    ) -> tuple[int, list[list[tantivy.DocAddress]]]:
        """The ten newest documents, then the passages in them that answer."""
        found = searcher.search(self._filtered(whole, ask), limit=SHOWN, order_by_field="date")
        numbers = searcher.fast_field_values("document", [address for _, address in found.hits])
        inside = Query.term_set_query(self._index.schema, "document", numbers)
        within = Query.boolean_query([(Occur.Must, passages), (Occur.Must, Query.const_score_query(inside, 0))])
        hits = searcher.search(within, limit=SHOWN * 20, count=False).hits
        by_number: dict[object, list[tantivy.DocAddress]] = {number: [] for number in numbers}
        addresses = [address for _, address in hits]
        for number, address in zip(searcher.fast_field_values("document", addresses), addresses, strict=True):
            by_number[number].append(address)
        return _count(found), [addresses for addresses in by_number.values() if addresses]

    def _facets(self, searcher: tantivy.Searcher, whole: Query, ask: Ask) -> dict[str, dict[str, int]]:
        if not ask.tag and not ask.kind:
            return _counts(searcher, self._filtered(whole, ask), tuple(_FACETS))
        open_ones = {name: self._filtered(whole, ask, but=name) for name in ("tag", "kind")}
        both = _counts(searcher, self._filtered(whole, ask), ("group", "year"))
        return both | {n: _counts(searcher, query, (n,))[n] for n, query in open_ones.items()}

    def _question(self, searcher: tantivy.Searcher, ask: Ask, fields: tuple[str, ...]) -> Query:
        boosts = {name: boost for name, boost in _BOOSTS.items() if name in fields}
        if ask.shape == "prefix":
            terms = {
                term for name in fields for term, _ in searcher.terms_with_prefix(name, ask.words[0], None, _MOST_TERMS)
            }
            subqueries = [(Occur.Should, Query.term_query(self._index.schema, n, t)) for n in fields for t in terms]
            return Query.boolean_query(subqueries) if terms else Query.empty_query()
        words = [word for word in ask.words if ask.shape != "any" or word not in STOP_WORDS]
        text = f'"{" ".join(words)}"' if ask.shape == "phrase" else " ".join(words)
        return self._index.parse_query(text, list(fields), boosts, conjunction_by_default=ask.shape == "all")

    def _filtered(self, query: Query, ask: Ask, but: str = "") -> Query:
        """What a visitor may read, and of that what the filters let through; neither counts in the score."""
        filters = {"audience": PUBLIC, "tag": ask.tag, "kind": ask.kind}
        must = [
            (Occur.Must, Query.const_score_query(Query.term_query(self._index.schema, name, value), 0))
            for name, value in filters.items()
            if value and name != but
        ]
        return Query.boolean_query([(Occur.Must, query), *must])


def _grouped(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[list[tantivy.DocAddress]]:
    """Passages by their document, the best first."""
    groups: dict[object, list[tantivy.DocAddress]] = {}
    for number, address in zip(searcher.fast_field_values("document", addresses), addresses, strict=True):
        groups.setdefault(number, []).append(address)
    return list(groups.values())


def _counts(searcher: tantivy.Searcher, query: Query, facets: tuple[str, ...]) -> dict[str, dict[str, int]]:
    wanted = {name: {"terms": {"field": name, "size": _FACETS[name]}} for name in facets}
    answer = searcher.aggregate(query, wanted)
    return {name: {_key(b["key"]): b["doc_count"] for b in answer[name]["buckets"]} for name in facets}


def _count(result: tantivy.SearchResult) -> int:
    total: int | None = getattr(result, "count", None)  # there, but not among the package's types
    return total or 0


def _key(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _open(folder: Path) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    for name in _TEXTS:
        schema.add_text_field(name, stored=name == "body", tokenizer_name="english", index_option="position")
    schema.add_text_field("whole", tokenizer_name="english", index_option="position")
    schema.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("tag", "group", "kind", "audience"):
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("document", "year", "date"):
        schema.add_unsigned_field(name, indexed=True, fast=True)
    index = tantivy.Index(schema.build(), path=str(folder))
    english = tantivy.TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).filter(Filter.lowercase())
    index.register_tokenizer("english", english.filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build())
    return index


def _add(writer: tantivy.IndexWriter, entry: Entry) -> None:
    title = entry.document.title
    texts = [(" ".join((*p.parents, p.heading)), p.text) for p in entry.passages]
    for headings, body in texts:
        passage = _described(entry)
        passage.add_text("title", title)
        passage.add_text("headings", headings)
        passage.add_text("body", body)
        writer.add_document(passage)
    whole = _described(entry)
    whole.add_text("whole", "\n".join((title, *(f"{headings}\n{body}" for headings, body in texts))))
    writer.add_document(whole)


def _described(entry: Entry) -> tantivy.Document:
    document, row = entry.document, tantivy.Document()
    row.add_text("path", document.path)
    row.add_unsigned("document", _number(entry))
    row.add_text("kind", str(document.kind))
    row.add_text("audience", entry.audience)
    if document.group:
        row.add_text("group", document.group)
    if document.date:
        row.add_unsigned("year", document.date.year)
        row.add_unsigned("date", document.date.first.toordinal())
    for tag in document.tags:
        row.add_text("tag", tag.slug)
    return row


def _number(entry: Entry) -> int:
    """A number for each path: 48 bits are enough for no two of a hundred thousand to meet."""
    return int.from_bytes(hashlib.sha256(entry.document.path.encode()).digest()[:6])
