"""How a search was read, for the page: one line of parts, each with a link that takes it out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.search import Part, Query, Results
from kb.web.addresses import search_address


@dataclass(frozen=True)
class Told:
    """A part in words, and the address of the search without it; None where it cannot be taken out by itself."""

    label: str
    address: str | None


def reading(query: Query, results: Results) -> list[Told]:
    """The parts of a reading; none where plain words mean themselves."""
    if all(part.kind == "word" and part.there for part in results.reading):
        return []
    return [Told(_label(part), without(query, part)) for part in results.reading]


def without(query: Query, part: Part) -> str | None:
    """The address of the search without this part."""
    if part.without is None or part.kind == "ignored":
        return None
    return search_address(replace(query, text=part.without, page=1))


def _label(part: Part) -> str:
    return f"not looked for: {part.label}" if part.kind == "ignored" else part.label
