"""What is around one document: where its title is named, and which documents are like it.

Asked for with every document that is opened, so it looks at little: a dozen of the document's most telling words, each
by its postings, and one phrase. Two documents are alike where they share several of these words, or tags and some.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from kb.search.answers.telling import is_telling
from kb.search.finding.keys import intersection
from kb.search.finding.scorer import best, idf, saturated
from kb.search.results import Found, FoundPassage, Related
from kb.search.storage.segment import NOTHING, Postings
from kb.search.storage.snapshot import Scores, Snapshot
from kb.search.words.analysis import occurrences, words
from kb.search.words.stemming import STOP_WORDS, stem

MOST_SIMILAR = 5
MOST_NAMED = 12

_TERMS = 12
_PASSAGES = 20  # of the document that are read for its words
_TITLE = 4  # a word of the title counts as so many in the text
_TOO_COMMON = 0.1  # share of all passages: a word in more tells nothing
_SHARED = 4  # telling words, of a document that is like it
_WORTH = 0.35  # of what the document would score itself
_TITLE_WORDS = 2  # telling words a title must have, to be looked for as a name
_NAMESAKES = 1  # documents with one title: of several nobody knows which is meant


def related(snapshot: Snapshot, identifier: str, without: frozenset[str]) -> Related:
    """Of the document with this id, among what the snapshot sees."""
    document = snapshot.with_id(identifier)
    if document is None:
        return Related()
    named = _named(snapshot, document)
    numbers = list(named)
    shown = tuple(_found(snapshot, number, named[number]) for number in numbers[:MOST_NAMED])
    shown_already = [number for each in without if (number := snapshot.with_id(each)) is not None]
    left_out = {document, *numbers[:MOST_NAMED], *shown_already}
    return Related(shown, len(numbers) - len(shown), _similar(snapshot, document, left_out))


# Named


def _named(snapshot: Snapshot, document: int) -> dict[int, int | None]:
    """Documents that name the title, or have it as a tag, newest first; each with the first row that names it."""
    facts = snapshot.facts(document)
    title = facts.key.split()
    if len([word for word in title if word not in STOP_WORDS]) < _TITLE_WORDS:
        return {}
    if len(snapshot.with_key(facts.key)) > _NAMESAKES:
        return {}
    found: dict[int, int | None] = {}
    for row in np.union1d(*(_phrase(snapshot, name, title).rows for name in ("heading", "body"))).tolist():
        found.setdefault(int(snapshot.document_of[row]), row)
    for number in np.flatnonzero(snapshot.column("tag").having(["-".join(title)])).tolist():
        found.setdefault(number, None)
    found.pop(document, None)
    return dict(sorted(found.items(), key=lambda item: (-int(snapshot.first[item[0]]), item[0])))


def _phrase(snapshot: Snapshot, field: str, phrase: list[str]) -> Postings:
    """Where these words stand side by side in a field, exactly so."""
    found = None
    parts = [(snapshot.postings(field, (word,)).keys, place) for place, word in enumerate(phrase)]
    for keys, place in sorted(parts, key=lambda part: len(part[0])):
        if not len(keys):
            return NOTHING
        here = keys - place
        found = here if found is None else intersection(found, here)
    return Postings.of(found) if found is not None and len(found) else NOTHING


# Alike


def _similar(snapshot: Snapshot, document: int, left_out: set[int]) -> tuple[Found, ...]:
    terms = _terms(snapshot, document)
    scores = np.zeros(snapshot.documents, np.float32)
    shared = np.zeros(snapshot.documents, np.int64)
    for forms in terms:
        gains = _gains(snapshot, forms)
        scores += gains
        shared += gains > 0
    for tag, *_ in snapshot.facts(document).tags:
        having = snapshot.column("tag").having([tag])
        scores += having * np.float32(idf(snapshot.count, int(having.sum())))
        shared += having
    enough = (shared >= _SHARED) & (scores >= scores[document] * _WORTH)
    enough[list(left_out)] = False
    numbers = np.flatnonzero(enough)
    chosen = numbers[best(scores[numbers], MOST_SIMILAR)]
    chosen = chosen[np.lexsort((chosen, -scores[chosen]))][:MOST_SIMILAR]
    return tuple(_found(snapshot, number, None) for number in chosen.tolist())


def _terms(snapshot: Snapshot, document: int) -> list[tuple[str, ...]]:
    """The most telling words of a document, each in all its forms."""
    counts: Counter[str] = Counter()
    rows = snapshot.rows_of(document)
    for row in rows[1 : 1 + _PASSAGES]:
        record = snapshot.passage(row)
        for word, places in occurrences(f"{record.heading}\n{record.text}").items():
            if is_telling(word):
                counts[stem(word)] += len(places)
    for word in words(snapshot.head(document).title):
        if is_telling(word):
            counts[stem(word)] += _TITLE
    most = snapshot.live_row_count * _TOO_COMMON
    weighed = []
    for root, count in counts.most_common(_TERMS * 8):
        forms = snapshot.with_stem(root)
        having = snapshot.rows_with(forms)
        if 1 < having <= max(most, 5):
            weighed.append((count / (count + 2) * idf(snapshot.live_row_count, having), forms))
    weighed.sort(key=lambda each: (-each[0], each[1]))
    return [forms for _, forms in weighed[:_TERMS]]


def _gains(snapshot: Snapshot, forms: tuple[str, ...]) -> Scores:
    """What a term gains each document, shape (documents,)."""
    counts = np.zeros(snapshot.documents, np.float32)
    for name in ("title", "heading", "body"):
        postings = snapshot.postings(name, forms)
        if len(postings.rows):
            owners = snapshot.document_of[postings.rows]
            counts += np.bincount(owners, postings.counts, snapshot.documents).astype(np.float32)
    gains = saturated(counts, snapshot.document_lengths, snapshot.mean_document_length, 1.2, 0.75)
    return gains * np.float32(idf(snapshot.count, int(np.count_nonzero(counts))))


def _found(snapshot: Snapshot, document: int, row: int | None) -> Found:
    """A document as results have it, with the place of a row in it."""
    passages: tuple[FoundPassage, ...] = ()
    if row is not None:
        record = snapshot.passage(row)
        passages = (
            FoundPassage(record.heading, record.anchor, "", record.date, record.part, record.parents, record.file),
        )
    return Found(**snapshot.head(document)._asdict(), passages=passages, more=0)
