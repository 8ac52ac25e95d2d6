"""A text with another title: its first heading, where that is the title. Pure."""

from __future__ import annotations

import re

from kb.markup.blocks import Kind
from kb.markup.layout import blocks_of

_ESCAPED = re.compile(r"([\\`*_\[\]<>{}#])")


def with_title(text: str, old: str, new: str) -> str:
    """`text` with `new` for its first heading where that says `old`, all else as it was."""
    heading = next((block for block in blocks_of(text) if block.kind is Kind.HEADING), None)
    if heading is None or " ".join(heading.words.split()) != " ".join(old.split()):
        return text
    lines = text.split("\n")
    line = lines[heading.number - 1]
    if heading.text not in line:
        return text
    lines[heading.number - 1] = line.replace(heading.text, _ESCAPED.sub(r"\\\1", new), 1)
    changed = "\n".join(lines)
    first = next((block for block in blocks_of(changed) if block.kind is Kind.HEADING), None)
    return changed if first and " ".join(first.words.split()) == " ".join(new.split()) else text
