"""Which words of an office document are its title, and which its headings.

Many are written without the styles for it: then a short bold paragraph is a heading, and the first short one the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.intake.inlines import Node
from kb.intake.inlines import words_of as words
from kb.intake.tables import only_column
from kb.markup.datewords import find_date

_LONGEST = 100  # characters of what may be a heading
_ITEM = re.compile(r"(?:agenda )?item \d+\b", re.IGNORECASE)
_LABEL = re.compile(r"[^:]{1,40}:\s*\S")
_LETTER = re.compile(r"[^\W\d_]{2}")


def arranged(title: Sequence[Node], blocks: Sequence[Node]) -> tuple[str, list[Node]]:
    """The title ("" for none) and the blocks without it, whose highest headings are of the second level.

    `title`: the words in the style of titles, where there are some.
    """
    flat = list(_flat(blocks))
    if not any(block["t"] == "Header" for block in flat):
        flat = [_promoted(block) for block in flat]
        named = words(title) or _first_line(flat)
    else:
        named = words(title) or _only_heading(flat)
    if named:
        flat = _without(flat, named)
    highest = min((block["c"][0] for block in flat if block["t"] == "Header"), default=2)
    return named, [_shifted(block, 2 - highest) for block in flat]


def _flat(blocks: Sequence[Node]) -> Iterator[Node]:
    for block in blocks:
        if block["t"] == "Div":
            yield from _flat(block["c"][1])
        elif block["t"] == "Table" and (column := only_column(block["c"])) is not None:
            for cell in column:
                yield from _flat(cell)
        else:
            yield block


def _promoted(block: Node) -> Node:
    """A heading instead of a short paragraph that is bold as a whole, or begins as agenda items do."""
    if block["t"] not in ("Para", "Plain"):
        return block
    inlines = block["c"]
    bold = all(node["t"] in ("Strong", "Space", "SoftBreak") or _is_bold(node) for node in inlines)
    text = words(inlines)
    item = _ITEM.match(text)
    if not _is_short(text) or not (bold or item):
        return block
    if not item and (_LABEL.match(text) or find_date(text)):  # "Action: …", "Venue: …"
        return block
    return {"t": "Header", "c": [2, ["", [], []], inlines]}


def _is_bold(node: Node) -> bool:
    """Emphasis and spans around nothing but bold words."""
    inner = node["c"] if node["t"] in ("Emph", "Underline") else node["c"][1] if node["t"] == "Span" else []
    return bool(inner) and all(child["t"] in ("Strong", "Space") for child in inner)


def _is_short(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not text.endswith((".", ";", ",")) and bool(_LETTER.search(text))


def _first_line(blocks: Sequence[Node]) -> str:
    """The first paragraph, where it is short, more than a date or a label, and not all there is."""
    for block in blocks[:-1]:
        if block["t"] in ("Para", "Plain", "Header"):
            text = words(block["c"][2] if block["t"] == "Header" else block["c"])
            if text:
                return text if _is_short(text) and not _LABEL.match(text) else ""
        else:
            return ""
    return ""


def _only_heading(blocks: Sequence[Node]) -> str:
    """The first heading, where no other is as high."""
    headings = [block for block in blocks if block["t"] == "Header" and words(block["c"][2])]
    if not headings:
        return ""
    level = headings[0]["c"][0]
    return words(headings[0]["c"][2]) if all(block["c"][0] > level for block in headings[1:]) else ""


def _without(blocks: Sequence[Node], title: str) -> list[Node]:
    """All but the first block that says the title."""
    for number, block in enumerate(blocks):
        inlines = block["c"][2] if block["t"] == "Header" else block["c"] if block["t"] in ("Para", "Plain") else None
        if inlines is not None and words(inlines) == title:
            return [*blocks[:number], *blocks[number + 1 :]]
    return list(blocks)


def _shifted(block: Node, by: int) -> Node:
    if block["t"] != "Header" or by == 0:
        return block
    level, attributes, inlines = block["c"]
    return {"t": "Header", "c": [level + by, attributes, inlines]}
