"""What is in a document, at a glance: for cards that stand in for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.library import Library
from kb.markup import Structure, parse
from kb.model import Document
from kb.web.plain.addresses import document_address

_READ = 40_000  # characters: enough for what a card shows, however long the document
_PLACES = 8


@dataclass(frozen=True)
class Glance:
    """A document for a card; `places`: `(heading, address)` of its first sections."""

    document: Document
    places: tuple[tuple[str, str], ...]


def glance(document: Document, library: Library) -> Glance:
    """Look into a document that its reader may see."""
    body = library.body(document)
    if body is None:
        return Glance(document, ())
    structure = parse(body.text[:_READ], body.first_line)
    return Glance(document, tuple(_places(document, structure))[:_PLACES])


def _places(document: Document, structure: Structure) -> Iterator[tuple[str, str]]:
    """The highest headings under the title; those without text of their own lie where the passage before them does."""
    headings = [heading for heading in structure.headings if heading.text != structure.title]
    highest = min((heading.level for heading in headings), default=0)
    parts = {passage.anchor: passage.part for passage in structure.passages}
    part = 1
    for heading in headings:
        part = parts.get(heading.anchor, part)
        if heading.level == highest:
            yield heading.text, document_address(document.id, document.slug, anchor=heading.anchor, part=part)
