"""Marks the words of a search in lines of plain text, such as headings of results."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from kb.search import matcher


def marked(text: str) -> Callable[[str], Markup]:
    """What marks the words of a search in a line of plain text."""
    spans_of = matcher(text)

    def mark(line: str) -> Markup:
        done, at = Markup(), 0
        for start, end in spans_of(line):
            done += escape(line[at:start]) + Markup("<mark>%s</mark>") % line[start:end]
            at = end
        return done + escape(line[at:])

    return mark
