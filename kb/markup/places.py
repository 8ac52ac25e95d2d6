"""Where an anchor leads: the heading it lies under, and the part of a long document's page."""

from __future__ import annotations

from dataclasses import dataclass

from kb.markup.blocks import Kind
from kb.markup.layout import blocks_of, lay_out


@dataclass(frozen=True)
class Place:
    """A place in a document: its anchor, the heading it is or lies under ("" before the first), and its part."""

    anchor: str
    heading: str
    part: int


def find_place(body: str, anchor: str) -> Place | None:
    """The place in a Markdown text that has this anchor in its page, None where there is none."""
    layout = lay_out(blocks_of(body))
    heading = ""
    for part in range(1, len(layout.begins) + 1):
        for block in layout.part(part):
            heading = block.words if block.kind is Kind.HEADING else heading
            if anchor in block.anchors:
                return Place(anchor, heading, part)
    return None
