"""Which words look like a list of people, and the names in it. No dictionary: only how such lists are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"[*_`~|\\]+|<[^<>]*>|\{#[^{}\s]*\}|\[[ xX]?\]")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BETWEEN = re.compile(r"\s*(?:[,;•·/]|\band\b|&|\n|\s[-–—]+\s)\s*")
_AFTER_NAME = re.compile(r"\s*(?:[,;:(|]|\s[-–—]+\s|<br>).*", re.DOTALL)
_SENTENCE = re.compile(r"[a-z]{4,}[.!?]\s+[A-Z]|\?$|[a-z]{3,}\.$")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://\S+")
_HANDLE = re.compile(r"@?[a-z][\w-]{1,24}")
# Words of sentences, which no list of people has.
_SENTENCES = """
    we will should is was were are has have had be been please this that it they can could would must need needs discuss
    discussed review agreed agree going because which what how why when there
"""
_TELLING = frozenset(_SENTENCES.split())
_SUBJECT = re.compile(r"(?:We|This|That|It|They|There|What|How|Why|When|Please|The|If|I)\b(?!\.)")
_PARTICLES = "of the for de da di du van von der den la le el y e bin al ap and at in on"
_SMALL = frozenset(_PARTICLES.split())
_MOST_WORDS = 9  # of one name with where somebody comes from
_ENOUGH = 0.6  # of the pieces


def plain(text: str) -> str:
    """Without the marks of Markdown: a link is its words."""
    return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", text)).split())


def are_people(text: str) -> bool:
    """Does this line or paragraph name people, and nothing else?"""
    words = _ASIDE.sub(" ", _ADDRESS.sub(" ", plain(text))).strip()
    if _SENTENCE.search(words) or _TELLING & set(words.split()) or _SUBJECT.match(words):
        return False
    pieces = [piece for piece in _BETWEEN.split(words) if any(map(str.isalpha, piece))]
    if not pieces or any(len(piece.split()) > _MOST_WORDS for piece in pieces):
        return False
    named = sum(_is_name(piece) or (len(pieces) > 1 and _HANDLE.fullmatch(piece) is not None) for piece in pieces)
    return named >= _ENOUGH * len(pieces)


def is_person(item: str) -> bool:
    """Does an item of a list begin with a name? What follows it may be a role, however long."""
    words = _AFTER_NAME.sub("", _ADDRESS.sub(" ", plain(item))).strip()
    return bool(words) and (_HANDLE.fullmatch(words) is not None or are_people(words))


def names_in(text: str) -> Iterator[str]:
    """The names in a line that lists several, without roles and organisations in brackets."""
    words = _ASIDE.sub(" ", _ADDRESS.sub(" ", plain(text)))
    for piece in _BETWEEN.split(words):
        name = " ".join(piece.split()).strip(" .:-–—")
        if any(map(str.isalpha, name)):
            yield name


def names_of_items(items: Iterable[str]) -> Iterator[str]:
    """The name with which each begins; of "Team members: A, B" those that it lists."""
    for item in items:
        label, colon, rest = plain(item).partition(": ")
        if colon and not rest.strip().startswith("http") and len(label.split()) <= 3 and are_people(rest):
            yield from names_in(rest)
        elif name := name_of(item):
            yield name


def name_of(item: str) -> str:
    """The name with which an item begins; "" where it begins otherwise."""
    return " ".join(_ASIDE.sub(" ", _AFTER_NAME.sub("", _ADDRESS.sub(" ", plain(item)))).split()).strip(" .:-–—")


def mostly_people(items: Iterable[str]) -> bool:
    """Are most of these the names of people?"""
    found = [is_person(item) for item in items if plain(item)]
    return bool(found) and sum(found) >= _ENOUGH * len(found)


def _is_name(words: str) -> bool:
    """Its first word and half of the others begin as names do."""
    each = [word for word in words.split() if word.lower() not in _SMALL]
    begins = [word.lstrip("@‘'\"“(")[:1] for word in each]
    capitals = sum(letter.isupper() or (letter.isalpha() and not letter.islower()) for letter in begins)
    return bool(each) and (begins[0].isupper() or not begins[0].islower()) and capitals * 2 >= len(each)
