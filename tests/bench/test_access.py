"""What closed rooms cost, measured on a small library."""

from __future__ import annotations

from bench.access import access_part, longer, measure_access
from bench.corpus import make_corpus
from bench.figures import Times
from bench.measure import index_library
from bench.sentences import corpora, pool


def test_longer_tells_kinds_apart_that_differ_and_no_others():
    slow, quick = Times(tuple(range(100, 160))), Times(tuple(range(50, 110)))
    likely, z = longer(slow, quick)
    assert likely > 0.9
    assert z > 5
    assert longer(quick, quick) == (0.5, 0.0)


def test_a_library_is_measured_whole(tmp_path):
    corpus = make_corpus(40, pool(corpora()), tmp_path)
    (corpus.home / "index").mkdir()
    index_library(corpus.folder, corpus.home / "index")
    told = []
    found = measure_access(corpus, 3, told.append, tries=2)
    assert len(told) == 3
    assert set(found.apart) == {"visitor", "member of 5 groups"}
    assert all(times.each for rows in (*found.apart.values(), *found.whole.values()) for times in rows.values())
    assert all(len(times.each) == 2 for times in found.sign_in.values())
    assert all(times.each for times in found.missing.values())
    part = access_part(found)
    assert "| visitor: one word |" in part
    assert "the usual one" in part
