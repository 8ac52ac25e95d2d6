"""How a passage begins, for places where there is no room for all of it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.markup.blocks import Kind
from kb.markup.extent import extent
from kb.markup.layout import blocks_of, lay_out


@dataclass(frozen=True)
class Opening:
    """The first blocks of a passage, its heading left out.

    Attributes:
        source: as written, for `render`; "" of the first piece of a line that is too long.
        words: what a reader sees of each block.
        more: the passage goes on.
    """

    source: str
    words: tuple[str, ...]
    more: bool


def opening(body: str, anchor: str, most: int) -> Opening:
    """Whole blocks of what has this anchor, of about `most` letters together; the first one however long it is."""
    first, end = extent(body, anchor) or (0, 0)
    lines = body.split("\n")[first:end]
    blocks = lay_out(blocks_of("\n".join(lines))).blocks
    if blocks and blocks[0].kind is Kind.HEADING:
        blocks = blocks[1:]
        begin = blocks[0].number - 1 if blocks else len(lines)
        lines[:begin] = [""] * begin
    words: list[str] = []
    for block in blocks:
        if any(words) and sum(map(len, words)) + len(block.words) > most:
            return Opening("\n".join(lines[: block.number - 1]).strip("\n"), tuple(words), True)
        words.append(block.words)
    return Opening("\n".join(lines).strip("\n") if blocks else "", tuple(words), False)
