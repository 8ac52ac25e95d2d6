"""What a new text is about, in the words of the library: its tags that the text names, and phrases that tell.

A phrase tells where the text has it more than once and the library hardly ever: how often, times how rare its words are
(log tf · idf over the passages of the snapshot). Names of people are none: words with a capital wherever they stand.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kb.search.answers.telling import is_telling
from kb.search.finding.tagnames import other_names
from kb.search.results import Subjects, TagCount
from kb.search.storage.facets import OTHER_NAMES
from kb.search.storage.snapshot import Snapshot
from kb.search.words.analysis import Piece, pieces
from kb.search.words.analysis import words as words_of
from kb.search.words.stemming import STOP_WORDS, stem
from kb.search.words.synonyms import Synonyms

MOST_TAGS = 8
MOST_PHRASES = 5

_MOST_TEXT = 200_000  # characters that are looked at
_MOST_CANDIDATES = 120
_LONGEST = 3  # words of a phrase
_OFTEN = 2  # times a phrase must be there
_TOO_COMMON = 0.15  # share of the library's passages: a word in more tells nothing
_ALONE = 4  # times a phrase of one word must be there
_OF_ONE_WORD = 0.25  # what it counts beside one of several
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\]\([^()\s]*\)|\S*@\S+|<[^<>]*>|\{#[^{}]*\}")

Stems = tuple[str, ...]


def subjects(snapshot: Snapshot, text: str, synonyms: Synonyms) -> Subjects:
    """Of a plain text or Markdown, among the tags and passages that the snapshot sees."""
    text = _ADDRESS.sub(" . ", text[:_MOST_TEXT])
    run = [piece for piece in pieces(text) if not piece.joined]
    roots = [stem(piece.word) for piece in run]
    called = _called(snapshot, synonyms)
    named = _named(roots, called)
    tags = sorted(_tags(snapshot), key=lambda tag: (-_weight(snapshot, tag, named[tag.slug]), tag.slug))
    offered = tuple(tag for tag in tags if named[tag.slug])[:MOST_TAGS]
    return Subjects(offered, tuple(_phrases(snapshot, text, run, roots, called)))


def _tags(snapshot: Snapshot) -> list[TagCount]:
    column = snapshot.column("tag")
    others = other_names(snapshot)
    counts = column.counts(snapshot.live).tolist()
    return [
        TagCount(slug, label, count, others.get(slug, ()))
        for slug, label, count in zip(column.values, column.labels, counts, strict=True)
        if count
    ]


def _called(snapshot: Snapshot, synonyms: Synonyms) -> dict[Stems, str]:
    """The slug of each tag by the stems of what it is called: its label, its other names, their synonyms."""
    found: dict[Stems, str] = {}
    column, others = snapshot.column("tag"), snapshot.column(OTHER_NAMES)
    pairs = (*zip(column.labels, column.values, strict=True), *zip(others.values, others.labels, strict=True))
    for label, slug in pairs:
        words = words_of(label.replace("-", " "))
        for each in (tuple(words), *synonyms.of(words)):
            if any(word not in STOP_WORDS and len(word) > 1 for word in each):
                found.setdefault(tuple(map(stem, each)), slug)
    return found


def _named(roots: Sequence[str], called: dict[Stems, str]) -> Counter[str]:
    """How often each tag is named, the longest of several that begin at one place."""
    starting: dict[str, list[Stems]] = defaultdict(list)
    for stems in sorted(called, key=len, reverse=True):
        starting[stems[0]].append(stems)
    counts: Counter[str] = Counter()
    at = 0
    while at < len(roots):
        beginning = starting.get(roots[at], ())
        name: Stems = next((name for name in beginning if tuple(roots[at : at + len(name)]) == name), ())
        if name:
            counts[called[name]] += 1
        at += len(name) if name else 1
    return counts


def _weight(snapshot: Snapshot, tag: TagCount, times: int) -> float:
    return math.log1p(times) * math.log(1 + (snapshot.count + 1) / tag.count)


def _phrases(
    snapshot: Snapshot, text: str, run: Sequence[Piece], roots: Sequence[str], called: dict[Stems, str]
) -> Iterator[str]:
    counts: Counter[Stems] = Counter()
    forms: dict[Stems, Counter[str]] = defaultdict(Counter)
    for at, size in _candidates(text, run):
        key = tuple(roots[at : at + size])
        counts[key] += 1
        forms[key][text[run[at].start : run[at + size - 1].end]] += 1
    often = [
        (key, count) for key, count in counts.most_common(_MOST_CANDIDATES) if count >= _OFTEN and key not in called
    ]
    scores = {key: count * _rarity(snapshot, key) for key, count in often}
    chosen: list[Stems] = []
    for key in sorted((key for key, score in scores.items() if score > 0), key=lambda each: (-scores[each], each)):
        if len(chosen) == MOST_PHRASES:
            return
        if any(set(key) & set(other) for other in chosen) or not (form := _written(forms[key])):
            continue
        chosen.append(key)
        yield form


def _candidates(text: str, run: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where words that tell stand side by side, with nothing but a space between: the first, and how many."""
    telling = [is_telling(piece.word) for piece in run]
    for at in range(len(run)):
        if not telling[at]:
            continue
        size = 1
        yield at, size
        while size < _LONGEST and at + size < len(run) and telling[at + size]:
            if text[run[at + size - 1].end : run[at + size].start] not in (" ", "-"):
                break
            size += 1
            yield at, size


def _rarity(snapshot: Snapshot, key: Stems) -> float:
    """The mean idf of its words; 0 where one of them is in every other passage."""
    total = 0.0
    for root in key:
        share = snapshot.rows_with(snapshot.with_stem(root)) / max(snapshot.live_row_count, 1)
        if share > _TOO_COMMON and snapshot.live_row_count > 20:
            return 0.0
        total += -math.log(max(share, 1 / (10 + snapshot.live_row_count)))
    return total / len(key) * (1.0 if len(key) > 1 else _OF_ONE_WORD)


def _written(forms: Counter[str]) -> str:
    """As it is written most often, in small letters where somebody wrote it so; "" for names of people."""
    plain = {form: count for form, count in forms.items() if not form[:1].isupper() or form.isupper()}
    if plain:
        return max(plain, key=lambda form: (plain[form], form))
    return ""
