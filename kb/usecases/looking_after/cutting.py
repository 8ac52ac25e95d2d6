"""Take one passage out of a text and out of what the same document said before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kb.library import FrontMatterUnreadable
from kb.library.texts import text_of, with_text
from kb.markup import extent

_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"(\n[ \t]*\n+)")
_IN_A_ROW = 5  # words that tell that two paragraphs say the same


def passage_of(content: bytes, anchor: str) -> str | None:
    """The passage in a file, as written; None where it has none of this anchor. Raises FrontMatterUnreadable."""
    text = text_of(content)
    found = extent(text, anchor)
    return "\n".join(text.split("\n")[found[0] : found[1]]) if found else None


def cutting(contents: Iterable[bytes], anchor: str) -> Callable[[bytes], bytes]:
    """What takes the passage out of any of these versions.

    Where a version has it under another anchor, each paragraph goes that has five words in a row of the passage as any
    version has it. A version that cannot be taken apart is emptied.
    """
    erased: set[tuple[str, ...]] = set()
    for content in contents:
        try:
            erased |= _runs(passage_of(content, anchor) or "")
        except FrontMatterUnreadable:
            continue

    def cut(content: bytes) -> bytes:
        try:
            return with_text(content, _without(text_of(content), anchor, erased))
        except FrontMatterUnreadable:
            return b""

    return cut


def _without(text: str, anchor: str, erased: set[tuple[str, ...]]) -> str:
    if found := extent(text, anchor):
        lines = text.split("\n")
        return "\n".join([*lines[: found[0]], *lines[found[1] :]])
    pieces = _PARAGRAPH.split(text)
    return "".join("" if _runs(piece) & erased else piece for piece in pieces)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    length = min(_IN_A_ROW, len(words))
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)} if words else set()
