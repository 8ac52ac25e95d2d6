"""Asks an index as a visitor does, on a day of June 2020, and says what came back."""

from __future__ import annotations

from datetime import date

from kb.model import PUBLIC
from kb.search import Index, Query, Results

from ..builders import note

VISITOR = frozenset({PUBLIC})
TODAY = date(2020, 6, 15)

SPELT_OUT = (
    note("a.md", "so much treacle and market engagement in the Social Impact Bond (SIB)", title="A", date="2020-05-12"),
    note("b.md", "a special SIB, with honey", title="B", date="2020-03-31"),
    note("c.md", "may march spring, a social impact bond", title="C", date="2019-03-31"),
    note("d.md", "something else", title="D"),
)


def ask(index: Index, text: str, **filters: object) -> Results:
    return index.search(Query(text, today=TODAY, per_page=100, **filters), VISITOR)  # type: ignore[arg-type]


def titles(index: Index, text: str) -> str:
    return " ".join(sorted(found.title for found in ask(index, text).found if found.all_words))


def parts(results: Results) -> list[tuple[str, str, str | None]]:
    return [(part.kind, part.label, part.without) for part in results.reading]
