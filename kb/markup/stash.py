"""Places kept in Markdown: one character stands for an anchor, a tick box, or HTML that is already made.

The characters are from the last private plane of Unicode, which kb.markup.layout takes out of every text, so no
document can hold one. The Markdown library carries them along like any letter; afterwards they are replaced.
"""

from __future__ import annotations

import re
from html import escape

_FIRST = 0x100000
_LAST = 0x10FFFD
_TICKED, _UNTICKED = chr(_LAST - 1), chr(_LAST)
_PLACE = "[\U00100000-\U0010fffd]"
# In an id: "this one is ours". A noncharacter, which the sanitiser's filter looks for and takes away.
OURS = "\ufdd0"

_TOKEN = re.compile(rf"<[^<>]*>|{_PLACE}")
_ALONE = re.compile(rf"<p>\s*({_PLACE})\s*</p>")
_HEADING = re.compile(r"<h([1-6])>\s*((?:[\U00100000-\U0010fffb])+)")
_TASK = re.compile(rf"<li>(\s*(?:<p>)?\s*)([{_TICKED}{_UNTICKED}])")


class Stash:
    """What the places of one rendering stand for. Holds some 65,000; what comes after is left out."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._anchors: dict[str, str] = {}

    def html(self, html: str) -> str:
        """A place for HTML. It may hold places of anchors itself."""
        if len(self._kept) >= _LAST - _FIRST - 2:
            return ""
        self._kept.append(html)
        return chr(_FIRST + len(self._kept) - 1)

    def anchor(self, anchor: str) -> str:
        """A place for an empty element with this id; at the beginning of a heading, its own id."""
        place = self.html(f'<span id="{OURS}{escape(anchor)}"></span>')
        self._anchors[place] = anchor
        return place

    def anchors(self, anchors: list[str]) -> str:
        return "".join(map(self.anchor, anchors))

    @staticmethod
    def box(ticked: bool) -> str:
        """A place for a tick box; its list item gets the class `task`."""
        return _TICKED if ticked else _UNTICKED

    def restored(self, html: str) -> str:
        """`html` with all places replaced. A place inside a tag, where no element can stand, goes."""
        html = _ALONE.sub(r"\1", html)
        html = _HEADING.sub(self._heading, html)
        html = _TASK.sub(r'<li class="task">\1\2', html)
        html = _TOKEN.sub(self._replaced, html)
        return _TOKEN.sub(self._replaced, html)  # what stood in a place may have held places

    def _heading(self, found: re.Match[str]) -> str:
        first, more = found[2][0], found[2][1:]
        if first not in self._anchors:
            return found[0]
        return f'<h{found[1]} id="{OURS}{escape(self._anchors[first])}">{more}'

    def _replaced(self, found: re.Match[str]) -> str:
        token = found[0]
        if token[0] == "<":
            return re.sub(_PLACE, "", token)
        if token in (_TICKED, _UNTICKED):
            return f'<input type="checkbox" disabled{" checked" if token == _TICKED else ""}>'
        number = ord(token) - _FIRST
        return self._kept[number] if number < len(self._kept) else ""
