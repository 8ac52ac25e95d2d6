"""How far things reach that span several lines: code, raw HTML, quotes, admonitions, footnotes.

Each question is answered in one look ahead, and what has no end is remembered, so that a document full of beginnings
is still read in one go.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.markup.beginnings import HTML_RAW, START

_TAB = ("    ", "\t")


class Extents:
    """Answers for one document; every answer is the index of the line after the last one that belongs to it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._closing: dict[tuple[str, int], int] | None = None
        self._unclosed: set[str] = set()

    def fence(self, at: int, mark: str) -> int:
        """Of code that begins with this fence; 0 where no line closes it."""
        if self._closing is None:
            self._closing = _closing_fences(self._lines)
        sign, length = mark[0], len(mark)
        last = max((line for (s, n), line in self._closing.items() if s == sign and n >= length), default=0)
        for line in range(at + 1, last + 1):
            text = self._lines[line].strip()
            if text.startswith(mark) and not text.strip(sign):
                return line + 1
        return 0

    def indented(self, at: int) -> int:
        """Of code by indentation; blank lines after it do not belong to it."""
        end = at + 1
        for line in range(at + 1, len(self._lines)):
            if self._lines[line].strip():
                if not self._lines[line].expandtabs(4).startswith("    "):
                    break
                end = line + 1
        return end

    def html(self, at: int) -> int:
        """Of raw HTML: to a blank line or a heading, but `<pre>` and the like to their end where they have one."""
        raw = HTML_RAW.match(self._lines[at].lstrip())
        if raw and (end := self._raw(at, raw[1].lower())):
            return end
        end = at + 1
        while end < len(self._lines) and self._lines[end].strip():
            start = START.match(self._lines[end])
            if start and start["hash"] and len(start["indent"]) < 4:
                break
            end += 1
        return end

    def quote(self, at: int) -> int:
        """Of a quote, with lines of its last paragraph that have no `>`."""
        end = at + 1
        while end < len(self._lines) and (text := self._lines[end].strip()):
            start = START.match(self._lines[end])
            if not text.startswith(">") and start is not None and start.lastgroup != "definition":
                break
            end += 1
        return end

    def admonition(self, at: int) -> int:
        """Of what is indented below a `!!! note`."""
        end = at + 1
        while end < len(self._lines) and (not self._lines[end].strip() or self._lines[end].startswith(_TAB)):
            end += 1
        return end

    def footnote(self, at: int) -> int:
        """Of a footnote: its paragraph, and what is indented after it."""
        end = at + 1
        while end < len(self._lines):
            text = self._lines[end]
            blank = not text.strip()
            if blank and not (end + 1 < len(self._lines) and self._lines[end + 1].startswith(_TAB)):
                break
            if not blank and START.match(text) and not text.startswith(("  ", "\t")):
                break
            end += 1
        return end

    def _raw(self, at: int, tag: str) -> int:
        closing = f"</{tag}"
        if tag not in self._unclosed:
            for line in range(at, len(self._lines)):
                if closing in self._lines[line].lower():
                    return line + 1
            self._unclosed.add(tag)
        return 0


def _closing_fences(lines: Sequence[str]) -> dict[tuple[str, int], int]:
    """Where the last bare fence of each sign and length stands."""
    last: dict[tuple[str, int], int] = {}
    for at, line in enumerate(lines):
        text = line.strip()
        if text[:3] in ("```", "~~~") and not text.strip(text[0]):
            last[text[0], len(text)] = at
    return last
