"""Words that are nowhere in the library: what is looked for in their place; and "did you mean" for words hardly in it.

Each word for itself: what begins so, as somebody may have typed only a part ("treac"), else the nearest word
("treacel"). What was done is said, and the word as typed is offered to be taken out.
"""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.search.analysis import pieces
from kb.search.matching import Matcher
from kb.search.snapshot import Snapshot
from kb.search.tree import Leaf, Pattern, Reading, Word, changed, typed

FEW = 2
"""Rows; a word this rare may be a slip even though it is in the library,"""

FAR_MORE = 20
"""where one close to it is so many times as common."""

_FEW_RESULTS = 2  # so few that a slip is worth asking about
_SHORTEST = 4
_SHORTEST_PART = 3  # letters of a word that is taken for the beginning of others
_TRIED = 8
_MOST_WORDS = 6


def forgiven(text: str, reading: Reading, matcher: Matcher) -> Reading:
    """The reading of `text` with what is looked for in the place of words that nothing in the library has.

    Only so many words are compared with others; where there are more, that is said. A question has words that its
    answer need not have, so it is left as it is where any of its words is found: measured to be better.
    """
    if reading.question and any(map(matcher.find, reading.positive)):
        return reading
    instead: dict[Leaf, Leaf] = {}
    tried = 0
    for leaf in reading.positive:
        if not isinstance(leaf, Word) or leaf.exact or matcher.find(leaf):
            continue
        tried += 1
        if tried > _MOST_WORDS:
            matcher.say(f"Only the first {_MOST_WORDS} words that no notes have were compared with words they have.")
            break
        if other := _instead(leaf, matcher, whole=reading.question):
            instead[leaf] = other
    if not instead:
        return reading

    def change(leaf: Leaf) -> Leaf:
        return instead.get(leaf, leaf)

    return replace(
        reading,
        wanted=tuple(dict.fromkeys(map(change, reading.wanted))),
        required=tuple(dict.fromkeys(changed(node, change) for node in reading.required)),
        instead=tuple((leaf, other) for leaf, other in instead.items() if isinstance(leaf, Word)),
        remarks=(*(_said(text, reading, leaf, other) for leaf, other in instead.items()), *reading.remarks),
    )


def _said(text: str, reading: Reading, leaf: Leaf, other: Leaf) -> str:
    written = next((typed(text, symbol, reading) for symbol in reading.symbols if symbol.node == leaf), "") or leaf
    if isinstance(other, Pattern):
        where = "with it in them" if other.prefix is None else "that begin so"
        return f"No notes have “{written}”; showing words {where}."
    return f"No notes have “{written}”; showing “{other}”."


def _instead(leaf: Word, matcher: Matcher, whole: bool) -> Leaf | None:
    """`whole`: a question is worded in whole words."""
    word = leaf.text
    if len(word) == 1 and not word.isascii() and word.isalpha():  # of a script without spaces, indexed in pairs
        part = Pattern(f"*{word}*", only_title=leaf.only_title)
        return part if matcher.find(part) else None
    if len(word) >= _SHORTEST_PART and not whole:
        part = Pattern(f"{word}*", only_title=leaf.only_title)
        if matcher.find(part):
            return part
    near = nearest(matcher.snapshot, word)
    return Word(near, only_title=leaf.only_title) if near else None


def meant(text: str, reading: Reading, matcher: Matcher, total: int, all_words: int) -> str | None:
    """Another text, where what was typed finds little or has a word that no notes have.

    `total`, `all_words`: how much it finds, and how much of that has all the words.
    """
    if all_words and total > _FEW_RESULTS and not reading.instead:
        return None
    return correction(text, reading, matcher)


def correction(text: str, reading: Reading, matcher: Matcher) -> str | None:
    """`text` with the words that are not in the library (or hardly) replaced by near ones; None where there are none.

    Only words are replaced; operators, fields and quotation marks stay.
    """
    replaced = {word.text: other.text for word, other in reading.instead if isinstance(other, Word)}
    for leaf in reading.positive:
        if not isinstance(leaf, Word) or len(replaced) >= _MOST_WORDS or leaf.text in replaced.values():
            continue
        rows = matcher.snapshot.frequency(matcher.forms(leaf.text))
        if rows > FEW or (rows == 0 and matcher.find(leaf)):
            continue
        if near := nearest(matcher.snapshot, leaf.text, at_least=rows * FAR_MORE):
            replaced[leaf.text] = near
    return _with(text, replaced) if replaced else None


def respelt(text: str, reading: Reading) -> str:
    """`text` with the words whose near ones were searched instead replaced by these."""
    return _with(text, {word.text: other.text for word, other in reading.instead})


def _with(text: str, replaced: dict[str, str]) -> str:
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
