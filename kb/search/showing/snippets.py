"""Snippets: the most telling part of a passage, with every match marked."""

from __future__ import annotations

import html
import re
from bisect import bisect_left

from kb.search.showing.quickmarks import Hit, QuickMarker

LENGTH = 240  # characters, not counting marks

_LEAD = 4  # a quarter of the length is kept before the first match where the passage begins earlier
_SENTENCE = 2  # half the length before it is how far away its sentence may begin
_END = 8  # characters that the end of a sentence may take before the next begins
_NEAR = 60  # characters within which a blank is looked for
_LINE_END = re.compile("\n")
_SENTENCE_START = re.compile(r"(?:[.!?…][\"'”’)\]]*\s|[。！？])(?=\S)")


def snippet(text: str, marker: QuickMarker, expected: bool = True, length: int = LENGTH) -> str:
    """HTML of the part of `text` that holds most of what is looked for; `<mark>` is the only tag in it.

    `text`: as `as_lines` makes it. `expected`: as QuickMarker.found. Never cut inside a word; an ellipsis stands where
    text was left out.
    """
    text, found, start, end = _cut(text, marker, expected, length)
    shown = [(a, b) for a, b, _ in found if a >= start and b <= end]
    body = _marked(text, start, end, shown)
    return f"{'… ' if start > 0 else ''}{body}{' …' if end < len(text) else ''}"


def excerpt(text: str, marker: QuickMarker, length: int) -> str:
    """As `snippet`, as plain text without marks."""
    text, _, start, end = _cut(text, marker, True, length)
    return f"{'… ' if start > 0 else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _cut(text: str, marker: QuickMarker, expected: bool, length: int) -> tuple[str, list[Hit], int, int]:
    """The text on one line, what was found in it, and where the part to show begins and ends."""
    breaks = _breaks(text)
    text = text.replace("\n", " ")
    found = marker.found(text, expected)
    start, end = _window(text, found, breaks, length) if found else (0, _word_end(text, length))
    return text, found, start, end


def _breaks(text: str) -> list[int]:
    """Where paragraphs begin."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def _window(text: str, found: list[Hit], breaks: list[int], length: int) -> tuple[int, int]:
    """The part to show: of all that begin shortly before a match, the one with most different leaves, then matches."""
    lead = length // _LEAD
    best, first_match = (-1, -1), 0
    last = 0
    for number, (first, _, _) in enumerate(found):
        last = max(last, number)
        while last < len(found) and found[last][1] <= first + length - lead:
            last += 1
        inside = found[number:last]
        worth = (len({leaf for _, _, leaf in inside}), len(inside))
        if worth > best:
            best, first_match = worth, first
    start = _begin(text, first_match, breaks, length)
    end = _word_end(text, min(len(text), start + length))
    longest = max((b for a, b, _ in found if a < end), default=end)
    return start, max(end, min(longest, start + 2 * length)) if longest > end else end


def _begin(text: str, match: int, breaks: list[int], length: int) -> int:
    """Where to begin for a match: at a sentence near before it, else a few words before.

    At the end of a passage there is room for more of the paragraph; of another paragraph a few words at most, since
    what a passage opens with, such as a notice, is seldom what the match is about.
    """
    lead, near = length // _LEAD, length // _SENTENCE
    earliest = max(0, min(match - near, len(text) - length))
    sentences = (found.end() for found in _SENTENCE_START.finditer(text, max(0, earliest - _END), match + 1))
    places = sorted(place for place in {*breaks, *sentences} if earliest <= place <= match)
    number = min(bisect_left(places, match - lead), len(places) - 1)
    if not places or places[number] < match - near:
        return _word_start(text, match - lead)
    while number and places[number] not in breaks and len(text) - places[number - 1] <= length:
        number -= 1
    return places[number]


def _word_start(text: str, at: int) -> int:
    """The first place from `at` on where a word begins, or `at` where there is no blank near it."""
    if at <= 0:
        return 0
    if text[at - 1] == " ":
        return at
    blank = text.find(" ", at, at + _NEAR)
    return blank + 1 if blank >= 0 else _steady(text, at)


def _word_end(text: str, at: int) -> int:
    """The last place up to `at` where a word ends, or `at` where there is no blank near it."""
    if at >= len(text):
        return len(text)
    if text[at] == " ":
        return at
    blank = text.rfind(" ", max(at - 80, 0), at)
    return blank if blank > 0 else _steady(text, at)


def _steady(text: str, at: int) -> int:
    """Not between a letter and the marks that belong to it."""
    while at < len(text) and not (text[at].isalnum() or text[at] == " "):
        at += 1
    return at


def _marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    parts = []
    at = start
    for a, b in spans:
        parts.append(html.escape(text[at:a], quote=False))
        parts.append(f"<mark>{html.escape(text[a:b], quote=False)}</mark>")
        at = b
    parts.append(html.escape(text[at:end], quote=False))
    return "".join(parts)
