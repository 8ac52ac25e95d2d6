"""How a search was read, for the page: one line of parts, each with a link that takes it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.search import Part, Query
from kb.web.plain.addresses import search_address


@dataclass(frozen=True)
class Told:
    """A part in words, and the address of the search without it; None where it cannot be taken out by itself."""

    label: str
    address: str | None


def reading(query: Query, parts: Sequence[Part], address: Callable[[Query], str] = search_address) -> list[Told]:
    """The parts of a reading; none where plain words mean themselves. `address`: of a search, as this page shows it."""
    if all(part.kind == "word" and part.there for part in parts):
        return []
    return [_told(query, part, address) for part in parts]


def _told(query: Query, part: Part, address: Callable[[Query], str]) -> Told:
    if part.kind == "ignored":
        return Told(f"not looked for: {part.label}", None)
    return Told(part.label, None if part.without is None else address(replace(query, text=part.without, page=1)))
