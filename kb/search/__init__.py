"""Search: from the words somebody types to the passages that answer, for what this person may see.

In come entries (a document, its audience, its passages) through the port `Index`; out come results, suggestions, tags
and counts as plain data. `WhooshIndex` is the port's one implementation. The way through, top down: `whoosh_index` →
`answering` → `readings` and `query` (text → tree; `when` reads dates in words) → `matching` (tree → postings) →
`evaluation` (what matches), `ranking` (in which order), `facets`, `snippets`, `parts` (how the text was read); beside
it `over_time`, `related`, `marking`, `subjects` and `suggest`; below them `snapshot` (what these audiences see now),
`segment` (arrays of a Whoosh segment), `partitions` and `store` (one Whoosh index for each audience, one manifest).
`updating` and `writer` are the way in; `analysis`, `stemming` and `british` say what a word is, for all of them. Knows
audiences by name only, and no address.
"""

from kb.search.index import Entry, Index, IndexState, IndexUnusable, PartState, Progress
from kb.search.marks import matcher
from kb.search.moments import Moment, OverTime, Period, Related, WordsOverTime
from kb.search.query import parse
from kb.search.results import (
    FACETS,
    FacetValue,
    Found,
    FoundPassage,
    Part,
    Query,
    Results,
    Sort,
    Span,
    Subjects,
    Suggestion,
    TagCount,
)
from kb.search.tree import Reading
from kb.search.when import days_named
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
