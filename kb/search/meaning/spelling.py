"""Words that are nowhere in the library: what is looked for in their place; and "did you mean" for words hardly in it.

Each word for itself: what begins so, as somebody may have typed only a part ("treac"), else two words that were typed
as one ("marketengagement"), else the nearest word ("treacel"). What was done is said, and the word as typed is offered
to be taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.search.finding.matching import Matcher
from kb.search.language.tree import And, Leaf, Node, Pattern, Phrase, Reading, Word, changed, leaves, typed
from kb.search.meaning.compounds import Cut, cut
from kb.search.storage.snapshot import Snapshot
from kb.search.words.analysis import pieces

FEW = 2
"""Rows; a word this rare may be a slip even though it is in the library,"""

FAR_MORE = 20
"""where one close to it is so many times as common."""

_ALIKE = 0.6  # of a word's letters, for one to be offered where nothing else is near
_MOST_ALIKE = 3  # words offered for one, and words they are looked for

_FEW_RESULTS = 2  # so few that a slip is worth asking about
_SHORTEST, _LONG = 4, 6  # letters of a word that may have a slip, and of one that may have two
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
    reading = _apart(reading, matcher)
    instead: dict[Leaf, Node] = {}
    tried = 0
    for leaf in reading.positive:
        if not isinstance(leaf, Word) or leaf.exact:
            continue
        if matcher.find(leaf):
            if words := _hardly_together(leaf, matcher):
                instead[leaf] = words
            continue
        tried += 1
        if tried > _MOST_WORDS:
            matcher.say(f"Only the first {_MOST_WORDS} words that no notes have were compared with words they have.")
            break
        if other := _instead(leaf, matcher, whole=reading.question):
            instead[leaf] = other
    if not instead:
        return reading
    return replace(
        _with_others(reading, instead),
        instead=tuple((leaf, other) for leaf, other in instead.items() if isinstance(leaf, Word)),
        remarks=(*(_said(text, reading, leaf, other) for leaf, other in instead.items()), *reading.remarks),
    )


def _with_others(reading: Reading, instead: Mapping[Leaf, Node]) -> Reading:
    """The reading with others in the place of these leaves."""

    def change(leaf: Leaf) -> Node:
        return instead.get(leaf, leaf)

    wanted = [each for leaf in map(change, reading.wanted) for each in leaves(leaf)]
    required = dict.fromkeys(changed(node, change) for node in reading.required)
    return replace(reading, wanted=tuple(dict.fromkeys(wanted)), required=tuple(required))


def _apart(reading: Reading, matcher: Matcher) -> Reading:
    """The reading with the words of each "market-engagement" one by one that no passage has together. Not of a code."""
    instead: dict[Leaf, Node] = {
        leaf: And(tuple(Word(word, only_title=leaf.only_title) for word in leaf.words))
        for leaf in reading.positive
        if isinstance(leaf, Phrase) and not leaf.exact and all(map(_is_word, leaf.words)) and not matcher.find(leaf)
    }
    if not instead:
        return reading
    remarks = (f"Nowhere do the words {leaf} stand side by side; they were searched one by one." for leaf in instead)
    return replace(_with_others(reading, instead), remarks=(*reading.remarks, *remarks))


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) > 1


def _hardly_together(leaf: Word, matcher: Matcher) -> And | None:
    """The words that no notes write together as this one, and hardly any side by side, where more have them apart."""
    if leaf.only_title or matcher.forms(leaf.text):
        return None
    if max(len(postings.rows) for postings in matcher.find(leaf).values()) > FEW:
        return None
    way = cut(matcher, leaf.text)
    return _words(way) if way and way.in_one_document > FEW else None


def _said(text: str, reading: Reading, leaf: Leaf, other: Node) -> str:
    written = next((typed(text, symbol, reading) for symbol in reading.symbols if symbol.node == leaf), "") or leaf
    if isinstance(other, Pattern):
        where = "with it in them" if other.prefix is None else "that begin so"
        return f"No notes have “{written}”; showing words {where}."
    return f"No notes have “{written}”; showing “{as_typed(other)}”."


def as_typed(other: Node) -> str:
    """What is looked for instead, as somebody would have typed it."""
    return " ".join(map(str, other.nodes)) if isinstance(other, And) else str(other)


def _instead(leaf: Word, matcher: Matcher, whole: bool) -> Node | None:
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
    way = None if leaf.only_title else cut(matcher, word)
    if way and (way.side_by_side or not near or OSA.distance(word, near) > 1):
        return _words(way)
    return Word(near, only_title=leaf.only_title) if near else None


def _words(way: Cut) -> And:
    return And(tuple(map(Word, way.words)))


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
    replaced = {word.text: as_typed(other) for word, other in reading.instead if not isinstance(other, Pattern)}
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
    return _with(text, {word.text: as_typed(other) for word, other in reading.instead})


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
    string alignment distance): one in short words, two in words of more than five letters, both beginning the same.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    slips = 1 if len(word) < _LONG else 2
    found: list[tuple[int, bool, int, str]] = []
    for vocabulary, frequency in snapshot.vocabularies():
        near = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=50)
        found += [
            (int(distance), other[0] != word[0], -int(frequency[index]), other)
            for other, distance, index in near
            if other != word and other.isalpha() and len(other) >= _SHORTEST - 1
            if distance < 2 or (other[0] == word[0] and len(other) >= _LONG)
        ]
    for _, _, _, other in sorted(found)[:_TRIED]:
        if snapshot.frequency((other,)) >= max(at_least, 1):  # the counts above may be of rows that are gone
            return other
    return None


def alike(reading: Reading, matcher: Matcher) -> tuple[str, ...]:
    """Words of the library that look most like those which no notes have, though too little to be taken for them."""
    unknown = [leaf.text for leaf in reading.positive if isinstance(leaf, Word) and not matcher.find(leaf)]
    found: dict[str, None] = {}
    for word in unknown[:_MOST_ALIKE]:
        if len(word) >= _SHORTEST and word.isalpha():
            found.update(dict.fromkeys(_alike(matcher.snapshot, word)))
    return tuple(found)


def _alike(snapshot: Snapshot, word: str) -> Iterator[str]:
    near: dict[str, tuple[float, int]] = {}
    for vocabulary, frequency in snapshot.vocabularies():
        scorer = OSA.normalized_similarity
        for other, share, index in process.extract(word, vocabulary, scorer=scorer, score_cutoff=_ALIKE, limit=20):
            near[other] = (-share, -int(frequency[index]) + near.get(other, (0.0, 0))[1])
    there = (each for each in sorted(near, key=lambda each: (near[each], each)) if snapshot.frequency((each,)))
    return islice((each for each in there if each.isalpha()), _MOST_ALIKE)
