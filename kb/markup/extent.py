"""From which line to which a passage goes in a text."""

from __future__ import annotations

from kb.markup.blocks import Block, Kind
from kb.markup.layout import blocks_of, lay_out


def extent(body: str, anchor: str) -> tuple[int, int] | None:
    """The first line of what has this anchor, counted from 0, and the line after its last; None where nothing has.

    A heading goes with everything below it, a run of paragraphs to where the next one begins, a paragraph alone.
    """
    blocks, drafts = _laid_out(body)
    begin = next((number for number, block in enumerate(blocks) if anchor in block.anchors), None)
    if begin is None:
        return None
    first = blocks[begin]
    end = begin + 1
    while end < len(blocks) and not _ends(first, blocks[end], id(first) in drafts, drafts):
        end += 1
    last = blocks[end].number if end < len(blocks) else body.count("\n") + 2
    return first.number - 1, last - 1


def _laid_out(body: str) -> tuple[list[Block], set[int]]:
    layout = lay_out(blocks_of(body))
    return layout.blocks, {id(draft.begin) for draft, _ in layout.drafts}


def _ends(first: Block, block: Block, begins_a_run: bool, drafts: set[int]) -> bool:
    if first.kind is Kind.HEADING:
        return block.kind is Kind.HEADING and block.level <= first.level
    if begins_a_run:
        return block.kind is Kind.HEADING or id(block) in drafts
    return not block.joined
