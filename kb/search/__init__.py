"""Search: from the words somebody types to the passages that answer, for what this person may see.

In come entries (a document, its audience, its passages) through the port `Index` (`index`); out come results,
suggestions, tags and counts as plain data (`results`, `moments`). `WhooshIndex` (`whoosh_index`) is the port's one
implementation, which puts the rooms together. Each knows only those below it:

- `answers`: one module for each question somebody can ask; a search is `answers/answering.py`
- `meaning`: what a text means in this library, slips and all; beside it `showing`: marks and snippets
- `finding`: where the words stand, what that makes of documents, in which order
- `language`: from a text to a tree, with no library at hand; beside it `storage`: the index on disk and in memory
- `words`: what a word is, for all of them

Knows audiences by name only, and no address.
"""

from kb.search.index import Entry, Index, IndexState, IndexUnusable, PartState, Progress
from kb.search.language.query import parse
from kb.search.language.tree import Reading
from kb.search.language.when import days_named
from kb.search.moments import Moment, OverTime, Period, WordsOverTime
from kb.search.results import (
    FACETS,
    FacetValue,
    Found,
    FoundPassage,
    Part,
    Query,
    Related,
    Results,
    Sort,
    Span,
    Subjects,
    Suggestion,
    TagCount,
)
from kb.search.showing.marks import matcher
from kb.search.whoosh_index import WhooshIndex

__all__ = [
    "FACETS",
    "Entry",
    "FacetValue",
    "Found",
    "FoundPassage",
    "Index",
    "IndexState",
    "IndexUnusable",
    "Moment",
    "OverTime",
    "Part",
    "PartState",
    "Period",
    "Progress",
    "Query",
    "Reading",
    "Related",
    "Results",
    "Sort",
    "Span",
    "Subjects",
    "Suggestion",
    "TagCount",
    "WhooshIndex",
    "WordsOverTime",
    "days_named",
    "matcher",
    "parse",
]
