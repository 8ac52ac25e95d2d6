"""What a search marks, for texts that lie outside the index: the page that a result opens, the headings of results."""

from __future__ import annotations

from collections.abc import Callable

from kb.search.answers.search import allowed_rows, looked_for
from kb.search.finding.evaluation import Evaluation
from kb.search.meaning.readings import readings
from kb.search.meaning.understanding import understood
from kb.search.results import Query, Span
from kb.search.showing.marks import Marker
from kb.search.storage.snapshot import Snapshot
from kb.search.words.synonyms import Synonyms


def marking(snapshot: Snapshot, text: str, synonyms: Synonyms) -> Callable[[str], list[Span]]:
    """What marks in any plain text the words that a search for `text` looks for, with all that counts as them.

    Spans as of kb.search.showing.marks.matcher. Of the ways to read the text the first that anything answers to.
    """
    leaves = None
    for reading in readings(text, snapshot, None):
        reading, matcher = understood(text, reading, snapshot, synonyms)
        allowed = allowed_rows(snapshot, Query(), reading)
        matching, _, _ = Evaluation(matcher, allowed=allowed).coverage(reading)
        if matching.any():
            return Marker(looked_for(reading, matcher)).spans
        leaves = leaves or looked_for(reading, matcher)
    return Marker(leaves or []).spans
