"""Snippets: the most telling part of a passage, with every match marked."""

from __future__ import annotations

import html

from kb.search.quickmarks import QuickMarker

LENGTH = 240  # characters, not counting marks

_LEAD = 60  # characters kept before the first match where the passage begins earlier


def snippet(text: str, marker: QuickMarker, expected: bool = True, length: int = LENGTH) -> str:
    """HTML of the part of `text` that holds most of what is looked for; `<mark>` is the only tag in it.

    `expected`: as QuickMarker.found. Never cut inside a word; an ellipsis stands where text was left out.
    """
    text = " ".join(text.split())
    found = marker.found(text, expected)
    start, end = _window(text, found, length)
    shown = [(a, b) for a, b, _ in found if a >= start and b <= end]
    body = _marked(text, start, end, shown)
    return f"{'… ' if start > 0 else ''}{body}{' …' if end < len(text) else ''}"


def _window(text: str, found: list[tuple[int, int, int]], length: int) -> tuple[int, int]:
    """The part to show: of all that begin shortly before a match, the one with most different leaves, then matches."""
    if len(text) <= length:
        return 0, len(text)
    if not found:
        return 0, _word_end(text, length)
    best, start = (-1, -1), 0
    last = 0
    for number, (first, _, _) in enumerate(found):
        last = max(last, number)
        while last < len(found) and found[last][1] <= first + length - _LEAD:
            last += 1
        inside = found[number:last]
        worth = (len({leaf for _, _, leaf in inside}), len(inside))
        if worth > best:
            best, start = worth, first
    start = max(0, min(start - _LEAD, len(text) - length))
    start = _word_start(text, start)
    end = _word_end(text, min(len(text), start + length))
    longest = max((b for a, b, _ in found if a < end), default=end)
    return start, max(end, min(longest, start + 2 * length)) if longest > end else end


def _word_start(text: str, at: int) -> int:
    """The first place from `at` on where a word begins, or `at` where there is no blank near it."""
    if at <= 0:
        return 0
    if text[at - 1] == " ":
        return at
    blank = text.find(" ", at, at + _LEAD)
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
