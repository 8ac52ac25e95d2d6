"""The scores are Whoosh's own: its searcher, its BM25F and ours, on one index, on every query of a corpus."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import numpy as np
import pytest
from whoosh.index import FileIndex
from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from kb.search import Entry
from kb.search.finding.ranking import Weights
from kb.search.finding.scorer import bm25
from kb.search.storage.cache import Cache
from kb.search.storage.schema import FIELDS
from kb.search.storage.segment import Segment
from kb.search.storage.snapshot import Snapshot
from kb.search.storage.store import Memory
from kb.search.storage.views import View
from kb.search.storage.writer import PartitionWriter
from kb.search.words.analysis import words

from ..builders import note, passage

BOOSTS = Weights().fields


def indexed(entries: list[Entry]) -> tuple[Snapshot, Searcher]:
    """One index, seen by us and by Whoosh."""
    storage = Memory().partition("parity")
    writer = PartitionWriter(storage, ())
    for entry in entries:
        writer.add(entry)
    writer.commit()
    index = FileIndex(storage)
    cache = Cache(2**24)
    views = [View(Segment(storage, segment, cache), None) for segment in index._segments()]
    return Snapshot(views, cache, token="parity"), index.searcher(weighting=BM25F())


def ours(snapshot: Snapshot, query: list[str]) -> dict[int, float]:
    scores = np.zeros(snapshot.rows, np.float32)
    for word in query:
        for field in FIELDS:
            postings = snapshot.postings(field, (word,))
            scores[postings.rows] += bm25(snapshot, field, postings) * np.float32(BOOSTS[field])
    return {row: float(scores[row]) for row in np.flatnonzero(scores).tolist()}


def whooshs(searcher: Searcher, query: list[str]) -> dict[int, float]:
    terms = [Term(field, word, boost=BOOSTS[field]) for word in query for field in FIELDS]
    results = searcher.search(Or(terms), limit=None)
    return {hit.docnum: hit.score for hit in results}


def assert_alike(snapshot: Snapshot, searcher: Searcher, query: list[str]) -> None:
    a, b = ours(snapshot, query), whooshs(searcher, query)
    assert a.keys() == b.keys(), query
    rows = sorted(b)
    assert [a[row] for row in rows] == pytest.approx([b[row] for row in rows], rel=1e-4), query
    for better, worse in zip(by_score(b), by_score(b)[1:], strict=False):
        assert a[better] >= a[worse] * (1 - 1e-4), (query, "another order")


def by_score(scores: dict[int, float]) -> list[int]:
    return sorted(scores, key=lambda row: (-scores[row], row))


def a_made_up_corpus(documents: int, seed: int = 7) -> list[Entry]:
    """Texts of made-up words with the frequencies that words have (Zipf), of very different lengths."""
    draw = random.Random(seed)
    vocabulary = [
        f"{a}{b}{c}" for a in ("ma", "pro", "tre") for b in ("ket", "cle", "vi", "do") for c in ("", "s", "ing")
    ]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]

    def text(length: int) -> str:
        return " ".join(draw.choices(vocabulary, weights, k=length))

    return [
        note(
            f"{number}.md",
            *(
                passage(text(draw.choice((3, 20, 250, 900))), heading=text(draw.randint(0, 4)))
                for _ in range(draw.randint(0, 4))
            ),
            title=text(draw.randint(1, 6)),
            tags=tuple(text(1) for _ in range(draw.randint(0, 3))),
        )
        for number in range(documents)
    ]


def test_every_word_and_many_queries_of_a_made_up_corpus_score_as_whoosh_scores_them():
    entries = a_made_up_corpus(120)
    snapshot, searcher = indexed(entries)
    vocabulary = [word for words_, _ in snapshot.vocabularies() for word in words_]
    assert len(vocabulary) > 20
    draw = random.Random(11)
    queries = [[word] for word in vocabulary] + [draw.sample(vocabulary, draw.randint(2, 7)) for _ in range(60)]
    for query in queries:
        assert_alike(snapshot, searcher, query)


def test_a_word_in_several_forms_scores_as_one_word_that_was_stemmed_when_indexed():
    """Our index holds words as they stand; searching all forms of one must equal an index of stems."""
    forms = {"markets": "market", "marketing": "market", "marketed": "market"}
    texts = ["market one markets two", "marketing marketed market", "nothing", "markets " + "filler " * 40]
    snapshot, _ = indexed([note(f"{n}.md", text, title="x") for n, text in enumerate(texts)])
    stemmed = [re.sub(r"\w+", lambda m: forms.get(m[0], m[0]), text) for text in texts]
    _, searcher = indexed([note(f"{n}.md", text, title="x") for n, text in enumerate(stemmed)])
    postings = snapshot.postings("body", snapshot.with_stem("market"))
    found = dict(zip(postings.rows.tolist(), bm25(snapshot, "body", postings).tolist(), strict=True))
    expected = {hit.docnum: hit.score for hit in searcher.search(Term("body", "market"), limit=None)}
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.corpora
def test_every_query_of_a_real_corpus_scores_as_whoosh_scores_it():
    corpora = Path(os.environ.get("KB_CORPORA") or Path(__file__).parents[4] / "shared" / "corpora")
    folder = corpora / "openjs-cpc"
    entries = []
    for number, path in enumerate(sorted(folder.rglob("*.md"))[:60]):
        paragraphs = re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace"))
        entries.append(note(f"{number}.md", *filter(None, paragraphs), title=path.stem))
    assert entries, f"no notes in {folder}"
    snapshot, searcher = indexed(entries)
    draw = random.Random(3)
    vocabulary = [word for words_, _ in snapshot.vocabularies() for word in words_]
    questions = [words(p.text)[:6] for e in draw.sample(entries, 20) for p in e.passages[:2]]
    queries = [[word] for word in draw.sample(vocabulary, 200)] + [list(dict.fromkeys(q)) for q in questions if q]
    for query in queries:
        assert_alike(snapshot, searcher, query)
