"""Did you mean: words of the library, as this viewer sees it, that come close to one that is not in it."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.search.analysis import pieces
from kb.search.matching import Matcher
from kb.search.snapshot import Snapshot
from kb.search.tree import Reading, Word

FEW = 2
"""Rows; a word this rare may be a slip even though it is in the library,"""

FAR_MORE = 20
"""where one close to it is so many times as common."""

_SHORTEST = 4
_TRIED = 8
_MOST_WORDS = 6


def correction(text: str, reading: Reading, matcher: Matcher) -> str | None:
    """`text` with the words that are not in the library (or hardly) replaced by near ones; None where there are none.

    Only words are replaced; operators, fields and quotation marks stay.
    """
    replaced: dict[str, str] = {}
    for leaf in reading.positive:
        if not isinstance(leaf, Word) or len(replaced) >= _MOST_WORDS:
            continue
        rows = matcher.snapshot.frequency(matcher.forms(leaf.text))
        if rows > FEW or (rows == 0 and matcher.find(leaf)):
            continue
        if near := nearest(matcher.snapshot, leaf.text, at_least=rows * FAR_MORE):
            replaced[leaf.text] = near
    if not replaced:
        return None
    parts, at = [], 0
    for piece in pieces(text):
        if piece.word in replaced and not piece.joined:
            parts += [text[at : piece.start], replaced[piece.word]]
            at = piece.end
    return "".join((*parts, text[at:]))


def nearest(snapshot: Snapshot, word: str, at_least: int = 0) -> str | None:
    """The word of the library that is most likely meant: few slips away, the same beginning, common.

    `at_least`: in so many rows. A slip is a letter too many, missing, wrong, or swapped with its neighbour (optimal
    string alignment distance): one in short words, two in words of more than five letters.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    slips = 1 if len(word) <= 5 else 2
    found: list[tuple[int, bool, int, str]] = []
    for vocabulary, frequency in snapshot.vocabularies():
        near = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=50)
        found += [
            (int(distance), other[0] != word[0], -int(frequency[index]), other)
            for other, distance, index in near
            if other != word and other.isalpha() and len(other) >= _SHORTEST - 1
        ]
    for _, _, _, other in sorted(found)[:_TRIED]:
        if snapshot.frequency((other,)) >= max(at_least, 1):  # the counts above may be of rows that are gone
            return other
    return None
