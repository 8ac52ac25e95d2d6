"""What the search page looks for: as typed, else with the last word as the beginning of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from kb.search import Query, Results, matcher, parse
from kb.web.visit import Visit

_UNFINISHED = re.compile(r"(?:^|\s)[^\W_]{3,}$")
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True)
class Understood:
    """Results, and the text they are of."""

    results: Results
    text: str


def understood(query: Query, visit: Visit) -> Understood:
    """Search; where no document has all the words, and some have words that begin as the last one, those come instead.

    So results appear while a word is being typed, and an address stands for the same results whenever it is opened.
    """
    search, audiences = visit.parts.index.search, visit.audiences
    results = search(query, audiences)
    corrected = _corrected(results)
    if (corrected or not results.total_all_words) and _may_go_on(query.text):
        begun = search(replace(query, text=f"{query.text}*"), audiences)
        if begun.total_all_words:
            text = begun.query.text
            meant = results.did_you_mean or begun.did_you_mean
            return Understood(replace(begun, query=query, did_you_mean=meant), text)
    if corrected and results.did_you_mean:
        return Understood(results, results.did_you_mean)  # a remark says what was searched instead
    return Understood(results, query.text)


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


def _corrected(results: Results) -> bool:
    """Are these the results of `did_you_mean`, since there were none for what was typed?"""
    meant = results.did_you_mean
    return bool(meant) and results.read_as == str(parse(meant or "")) != str(parse(results.query.text))


def _may_go_on(text: str) -> bool:
    """Does it end in what may be the beginning of a plain word?"""
    return bool(_UNFINISHED.search(text)) and text.split()[-1] not in _OPERATORS and text.count('"') % 2 == 0
