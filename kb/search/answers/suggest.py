"""Suggestions for a text still being typed: titles, tags, groups, then passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

import numpy as np

from kb.search.answers.search import marker
from kb.search.finding.evaluation import Evaluation
from kb.search.finding.matching import Matcher
from kb.search.finding.ranking import score
from kb.search.finding.scorer import best
from kb.search.finding.tagnames import other_names
from kb.search.language.tree import Leaf, Pattern, Reading, Word
from kb.search.meaning.compounds import cut
from kb.search.results import Suggestion
from kb.search.showing.quickmarks import QuickMarker
from kb.search.showing.snippets import excerpt
from kb.search.storage.records import HeadRecord, PassageRecord
from kb.search.storage.snapshot import Snapshot
from kb.search.words.analysis import fold, words
from kb.search.words.synonyms import Synonyms

_MOST_WORDS = 8
_SHORTEST_FOR_PASSAGES = 3  # letters of the word being typed; shorter ones are in most passages
_MOST_FORMS = 32
"""Words that a beginning stands for in passages: each is looked up in every field, and the rarest are not what is meant
by three letters."""

_EXCERPT = 70  # characters shown of a passage that has no heading to be known by


def suggestions(snapshot: Snapshot, text: str, synonyms: Synonyms, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit`; at most half of them titles and half of the rest tags, where there is more to show.

    Where there is nothing, words that were typed as one are read as the words they are.
    """
    typed = words(text[:200])[-_MOST_WORDS:]
    if not typed or limit < 1:
        return ()
    complete = not text[-1:].isalnum()
    found = _suggested(snapshot, typed, complete, synonyms, limit)
    if not found and (way := cut(Matcher(snapshot), typed[-1])):
        found = _suggested(snapshot, [*typed[:-1], *way.words], complete, synonyms, limit)
    return found


def _suggested(
    snapshot: Snapshot, typed: Sequence[str], complete: bool, synonyms: Synonyms, limit: int
) -> tuple[Suggestion, ...]:
    titles = _titles(snapshot, typed, complete, limit)
    tags = list(_labels(snapshot, "tag", typed, limit))
    groups = list(_labels(snapshot, "group", typed, limit))
    long_enough = complete or len(typed[-1]) >= _SHORTEST_FOR_PASSAGES
    passages = _passages(snapshot, typed, complete, synonyms, limit) if long_enough else []
    # The top of a document is where its title leads already.
    listed = {each.target for each in titles}
    passages = [each for each in passages if each.anchor or each.target not in listed]
    kinds = [titles, tags, groups, passages]
    room = _shares([len(each) for each in kinds], limit)
    return tuple(each for found, share in zip(kinds, room, strict=True) for each in found[:share])


def _shares(available: Sequence[int], limit: int) -> list[int]:
    """How many to show of each kind: in turns, one of each, until the room is full."""
    shares = [0] * len(available)
    while sum(shares) < limit and any(share < count for share, count in zip(shares, available, strict=True)):
        for number, count in enumerate(available):
            if shares[number] < count and sum(shares) < limit:
                shares[number] += 1
    return shares


def _leaves(typed: Sequence[str], complete: bool, only_title: bool) -> list[Leaf]:
    done: list[Leaf] = [Word(word, only_title=only_title) for word in typed[:-1]]
    last: Leaf = Word(typed[-1], only_title=only_title) if complete else Pattern(f"{typed[-1]}*", only_title=only_title)
    return [*done, last]


def _titles(snapshot: Snapshot, typed: Sequence[str], complete: bool, limit: int) -> list[Suggestion]:
    """Titles that have all the words; those that begin as typed first, then newer ones."""
    matcher = Matcher(snapshot)
    leaves = _leaves(typed, complete, only_title=True)
    matching, _, _ = Evaluation(matcher).coverage(Reading(required=tuple(leaves)))
    beginning = " ".join(typed)
    numbers = np.flatnonzero(matching).tolist()
    facts = {number: snapshot.facts(number) for number in numbers}
    numbers.sort(key=lambda n: (not facts[n].key.startswith(beginning), -facts[n].first, facts[n].path))
    heads = (snapshot.head(number) for number in numbers[:limit])
    return [Suggestion("title", head.title, head.id, head.slug) for head in heads]


def _labels(
    snapshot: Snapshot, kind: Literal["tag", "group"], typed: Sequence[str], limit: int
) -> Iterator[Suggestion]:
    """Tags or groups whose label, or another name, has words that begin as typed, most used first."""
    column = snapshot.column(kind)
    counts = column.counts(snapshot.live)
    beginnings = [fold(word) for word in typed]
    others = other_names(snapshot) if kind == "tag" else {}
    shown = 0
    for code in np.argsort(-counts, kind="stable").tolist():
        names = (column.labels[code], *(name.replace("-", " ") for name in others.get(column.values[code], ())))
        if any(_begins(_words_of(name), beginnings) for name in names):
            yield Suggestion(kind, column.labels[code], column.values[code], column.values[code])
            shown += 1
            if shown == limit:
                return


def _begins(label: Sequence[str], beginnings: Sequence[str]) -> bool:
    return all(any(each.startswith(beginning) for each in label) for beginning in beginnings)


@lru_cache(maxsize=20_000)
def _words_of(label: str) -> tuple[str, ...]:
    return tuple(words(label))


def _passages(
    snapshot: Snapshot, typed: Sequence[str], complete: bool, synonyms: Synonyms, limit: int
) -> list[Suggestion]:
    """The best passages with all the words, one for each document."""
    matcher = Matcher(snapshot, synonyms, most_forms=_MOST_FORMS)
    leaves = _leaves(typed, complete, only_title=False)
    reading = Reading(required=tuple(leaves))
    matching, _, _ = Evaluation(matcher, by_row=True).coverage(reading)
    rows = np.flatnonzero(matching)
    scores = score(matcher, leaves).rows[rows]
    chosen = best(scores, limit * 4)
    ordered = rows[chosen][np.lexsort((rows[chosen], -scores[chosen]))]
    marking = marker(reading, matcher)
    found: dict[int, Suggestion] = {}
    for row in ordered.tolist():
        document = int(snapshot.document_of[row])
        if document not in found and len(found) < limit:
            passage, head = snapshot.passage(row), snapshot.head(document)
            label = _label(passage, head, marking)
            found[document] = Suggestion(
                "passage",
                label,
                head.id,
                head.slug,
                passage.anchor,
                passage.part,
                head.title if label != head.title else "",
            )
    return list(found.values())


def _label(passage: PassageRecord, head: HeadRecord, marking: QuickMarker) -> str:
    """Its heading; where that says no more than the title, the words around what was typed."""
    if passage.heading and fold(passage.heading) != fold(head.title):
        return passage.heading
    return excerpt(passage.text, marking, _EXCERPT) or head.title
