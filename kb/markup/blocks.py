"""Blocks: what a document consists of, as the scanner finds it and everything else uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What a block is."""

    HEADING = auto()
    TEXT = auto()  # a paragraph, or a piece of one
    ITEM = auto()  # the first paragraph of a list item
    ROW = auto()  # of a table; the first row brings its line of dashes along
    QUOTE = auto()  # its lines without their `>`; also an admonition
    CODE = auto()  # between fences
    INDENTED = auto()  # code by indentation
    HTML = auto()
    BOX = auto()  # `:::info` and its end
    RULE = auto()
    DEFINITION = auto()  # of a link, footnote or abbreviation; shown elsewhere or not at all


@dataclass(slots=True)
class Block:
    """A run of lines that stays together.

    Attributes:
        number: of its first line, counted from 1 in the file.
        lines: as written, tabs before the text expanded, ids taken away.
        level: of a heading, 1 to 6; of what stands in a list, how far it is indented.
        text: a heading's Markdown; what stands after a fence; the title of a quote that is an admonition.
        id: given explicitly, "" for none.
        joined: continues the block before it: no blank line, or the same code, HTML or quote.
        words: what a reader sees, plain.
        anchors: of this block in the page; filled in by kb.markup.layout.
    """

    kind: Kind
    number: int
    lines: list[str]
    level: int = 0
    text: str = ""
    id: str = ""
    joined: bool = False
    words: str = ""
    anchors: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Words; writing without spaces counts by its length."""
        return max(self.words.count(" ") + 1, len(self.words) // 12) if self.words else 0
