"""Passages: the unit that search finds."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model.dates import PartialDate


@dataclass(frozen=True)
class Heading:
    """A heading of a document: `level` 1 to 6, `text` without markup, `anchor` its id in the page."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Passage:
    """A run of text under one heading, with the anchor that leads to it.

    Attributes:
        anchor: id in the page where the passage begins; "" is the top of the document.
        heading: of the section it lies in, as plain text; "" before the first heading.
        parents: the headings above that one, outermost first.
        text: plain words of the passage, markup removed, paragraphs apart by a newline.
        date: where a heading above the passage holds one (running files), else None.
        part: which part of a long document's page it is on, from 1.
        file: the name of the attached file it is in, "" where it is in the document's own text. Then the heading says
            which page of the file it is.
    """

    anchor: str
    heading: str
    parents: tuple[str, ...]
    text: str
    date: PartialDate | None = None
    part: int = 1
    file: str = ""
