"""A search whose last word may still be being typed.

Only on the page: software asks in whole words, or with a *, and gets what it asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kb.search import Query, Results
from kb.web.serving.visit import Visit

_UNFINISHED = re.compile(r"(?:^|\s)[^\W_]{3,}$")
_OPERATORS = ("AND", "OR", "NOT")


def search_typed(query: Query, visit: Visit) -> Results:
    """Search; where no document has all the words, and some have words that begin as the last one, those come instead.

    So results appear while a word is being typed, and an address stands for the same results whenever it is opened.
    """
    search, audiences = visit.parts.index.search, visit.audiences
    results = search(query, audiences)
    if not results.total_all_words and _may_go_on(query.text):
        begun = search(replace(query, text=f"{query.text}*"), audiences)
        if begun.total_all_words:
            return replace(begun, query=results.query, did_you_mean=results.did_you_mean or begun.did_you_mean)
    return results


def as_searched(query: Query, results: Results) -> Query:
    """The query that finds these results wherever it is asked: with a * where the last word was taken for a part."""
    begun = f"{query.text}*"
    return replace(query, text=begun) if results.searched == begun else query


def _may_go_on(text: str) -> bool:
    """Does it end in what may be the beginning of a plain word?"""
    return bool(_UNFINISHED.search(text)) and text.split()[-1] not in _OPERATORS and text.count('"') % 2 == 0
