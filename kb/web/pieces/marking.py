"""Marks the words of a search: on the page of a document, and in lines of plain text such as headings of results."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from kb.search import IndexUnusable, Span, matcher
from kb.web.serving.visit import Visit


def marking(text: str, visit: Visit) -> Callable[[str], list[Span]] | None:
    """What a search for this text marks, None where there is nothing to mark."""
    if not text.strip():
        return None
    try:
        return visit.parts.index.marking(text, visit.audiences)
    except IndexUnusable:  # a document can be read while the index is being made
        return matcher(text)


def marked(text: str, visit: Visit) -> Callable[[str], Markup]:
    """What marks the words of a search in a line of plain text."""
    spans_of = marking(text, visit)

    def mark(line: str) -> Markup:
        done, at = Markup(), 0
        for start, end in spans_of(line) if spans_of else ():
            done += escape(line[at:start]) + Markup("<mark>%s</mark>") % line[start:end]
            at = end
        return done + escape(line[at:])

    return mark
