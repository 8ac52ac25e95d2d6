"""The scanner: cuts a document at its headings, paragraphs, list items, table rows, code and HTML. Linear.

It decides what is a heading and where a passage may begin; the page is made from the same blocks
(kb.markup.canonical), so that search and page never disagree.

Where the dialects differ: `#Heading` is a heading from two signs on (one is a #tag); a lone line above `---` is one,
the last line of a longer paragraph is not; a fence that is never closed is text; a heading ends raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.markup.beginnings import DELIMITER, START, UNDERLINE, begins_html, is_turn
from kb.markup.blocks import Block, Kind
from kb.markup.extents import Extents
from kb.markup.inline import plain

_LONGEST_ROW = 20_000  # characters
_LONGEST_HEADING = 1_000  # characters; what is longer was not meant as one

_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_ATTRIBUTES = re.compile(r"\s*\{(?::|(?=[#.]))\s*(?P<list>[^{}]*)\}\s*$")
_ID = re.compile(r"(?:^|\s)#([^\s{}]+)")
_HTML_HEADING = re.compile(r"<h([1-6])(\s[^<>]*)?>(.*)</h\1>\s*$", re.IGNORECASE)
_HTML_ID = re.compile(r"\bid\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def scan(lines: Sequence[str], number: int = 1) -> list[Block]:
    """The blocks of `lines`, whose first has this number in its file."""
    return list(_Scanner(lines, number).blocks())


class _Scanner:
    def __init__(self, lines: Sequence[str], number: int) -> None:
        self._lines = lines
        self._number = number
        self._at = 0
        self._in_list = False
        self._boxes: list[str] = []
        self._open: Block | None = None  # the paragraph, item or table that a next line would continue
        self._extents = Extents(lines)
        self._uncommented = False  # there is a "<!--" that is never closed, so none is

    def blocks(self) -> Iterator[Block]:
        while self._at < len(self._lines):
            line = self._line()
            if not line.strip():
                self._at += 1
                if self._open is not None:
                    yield from self._close()
                continue
            yield from self._block(line)
        yield from self._close()

    def _line(self) -> str:
        line = self._lines[self._at]
        if "\t" in line:
            body = line.lstrip(" \t")
            line = line[: len(line) - len(body)].expandtabs(4) + body
        return self._without_comments(line) if "<!--" in line else line

    def _block(self, line: str) -> Iterator[Block]:
        start = START.match(line)
        indent = len(start["indent"]) if start else _indent(line)
        kind = start.lastgroup if start else None
        if indent >= 4 and not self._in_list:
            if self._open is None:
                yield self._indented()
                return
            kind = None
        if indent == 0 and kind in ("fence", "tag", "quote", "box", "admonition"):
            self._in_list = False
        if kind == "hash" and start and indent < 4:
            yield from self._heading(line, start)
        elif kind == "fence" and start and (end := self._extents.fence(self._at, start["fence"])):
            yield from self._close()
            yield self._fence(start, end)
        elif kind == "tag" and (self._open is None or indent == 0) and begins_html(line.lstrip(), self._in_paragraph()):
            yield from self._close()
            yield self._html(line)
        elif kind == "rule" and start:
            yield from self._close()
            yield self._take(Kind.RULE, [line])
            self._in_list = self._in_list and indent > 0
        elif kind == "item":
            yield from self._item(line, indent)
        elif kind == "quote":
            yield from self._close()
            yield self._quote(line)
        elif kind == "admonition" and start and indent == 0:
            yield from self._close()
            yield self._admonition(line[start.end() :].strip())
        elif kind == "box":
            yield from self._close()
            yield self._box(line)
        elif kind == "definition" and self._may_define(line):
            yield from self._close()
            yield self._definition(line)
        elif kind == "liquid" and indent < 4:
            yield from self._close()
            self._at += 1
        else:
            yield from self._text(line, indent)

    def _text(self, line: str, indent: int) -> Iterator[Block]:
        following = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        in_table = self._open is not None and self._open.kind is Kind.ROW
        may_be_row = "|" in line and len(line) <= _LONGEST_ROW
        if may_be_row and not in_table and "-" in following and DELIMITER.match(following):
            yield from self._close()
            self._begin(Kind.ROW, [line, following])
            return
        if in_table:
            joined = may_be_row
            yield from self._close()
            if joined:
                self._begin(Kind.ROW, [line], joined=True)
                return
        if self._open is None:
            if indent < 4 and (underline := UNDERLINE.match(following)):
                block = self._titled(line, 1 if underline[1] else 2)
                if block is not None:
                    self._at += 1
                    yield block
                    return
            self._in_list = self._in_list and indent > 0
            self._begin(Kind.TEXT, [line])
        elif is_turn(line.lstrip()):
            yield from self._close()
            self._begin(Kind.TEXT, [line], joined=True)
        else:
            self._open.lines.append(line)
            self._at += 1

    def _item(self, line: str, indent: int) -> Iterator[Block]:
        # In a paragraph only a bullet or a 1 begins a list: "in\n1999. was" does not.
        if self._open is not None and self._open.kind is Kind.TEXT and not self._in_list:
            marker = line.split(maxsplit=1)[0]
            if marker == line.strip() or (marker[:-1].isdigit() and int(marker[:-1]) != 1):
                yield from self._text(line, indent)
                return
        joined = self._open is not None
        yield from self._close()
        self._in_list = True
        self._begin(Kind.ITEM, [line], joined=joined)

    def _heading(self, line: str, start: re.Match[str]) -> Iterator[Block]:
        yield from self._close()
        content = line[start.end() :]
        block = self._titled(content, len(start["hash"]))
        if block is not None:
            yield block
        elif content.strip():
            # An empty heading, one that is only a picture or one as long as a page: its text is text.
            self._begin(Kind.TEXT, [content.strip()])
        else:
            self._at += 1

    def _titled(self, content: str, level: int) -> Block | None:
        text, anchor = _split_id(content)
        text = _CLOSING_HASHES.sub("", text).strip()
        if not anchor:
            text, anchor = _split_id(text)
        words = plain(text) if len(text) <= _LONGEST_HEADING else ""
        if not words:
            return None
        self._in_list = False
        block = self._take(Kind.HEADING, [])
        block.level, block.text, block.id, block.words = level, text, anchor, words
        return block

    def _indented(self) -> Block:
        lines = self._lines[self._at : self._extents.indented(self._at)]
        return self._take(Kind.INDENTED, [line.expandtabs(4) for line in lines])

    def _fence(self, start: re.Match[str], end: int) -> Block:
        indent = len(start["indent"])
        content = [_dedented(line, indent) for line in self._lines[self._at + 1 : end - 1]]
        block = self._take(Kind.CODE, content, count=end - self._at)
        block.text = start.string[start.end() :].strip()
        block.level = indent if self._in_list else 0
        return block

    def _html(self, line: str) -> Block:
        heading = _HTML_HEADING.match(line.strip())
        if heading is not None and (titled := self._titled(heading[3], int(heading[1]))) is not None:
            given = _HTML_ID.search(heading[2] or "")
            titled.id = titled.id or (given[1] if given else "")
            return titled
        end = self._extents.html(self._at)
        lines = _without_comments("\n".join(self._lines[self._at : end])).split("\n")
        block = self._take(Kind.HTML, lines, count=end - self._at)
        block.level = _indent(line) if self._in_list else 0
        return block

    def _quote(self, line: str) -> Block:
        lines = [text.strip() for text in self._lines[self._at : self._extents.quote(self._at)]]
        block = self._take(Kind.QUOTE, [re.sub(r"^> ?", "", text) for text in lines])
        block.level = _indent(line) if self._in_list else 0
        return block

    def _admonition(self, title: str) -> Block:
        """`!!! note "Title"` and what is indented below it, held like a quote with a title."""
        end = self._extents.admonition(self._at)
        lines = [_dedented(line, 4) for line in self._lines[self._at + 1 : end]]
        block = self._take(Kind.QUOTE, lines or [""], count=end - self._at)
        block.text = title
        return block

    def _box(self, line: str) -> Block:
        words = line.strip().lstrip(":").split(maxsplit=1)
        block = self._take(Kind.BOX, [])
        if words:
            self._boxes.append("spoiler" if words[0] == "spoiler" else "box")
            block.text = " ".join(words)
            block.words = plain(words[1]) if len(words) > 1 else ""
        elif self._boxes:
            block.text = f"/{self._boxes.pop()}"
        return block

    def _in_paragraph(self) -> bool:
        return self._open is not None and self._open.kind is Kind.TEXT

    def _may_define(self, line: str) -> bool:
        return line.lstrip().startswith(("[^", "*[")) or not self._in_paragraph()

    def _definition(self, line: str) -> Block:
        end = self._extents.footnote(self._at) if line.lstrip().startswith("[^") else self._at + 1
        more = (text.expandtabs(4) for text in self._lines[self._at + 1 : end])
        return self._take(Kind.DEFINITION, [line.strip(), *more])

    def _without_comments(self, line: str) -> str:
        """The line without its comments; one that goes on is taken away to its end, lines and all."""
        kept, at, ticks = "", 0, 0
        while not self._uncommented and (begin := line.find("<!--", at)) >= 0:
            ticks += line.count("`", at, begin)
            if ticks % 2:  # in code it is no comment
                kept, at = kept + line[at : begin + 4], begin + 4
            elif (end := line.find("-->", begin + 2)) >= 0:
                kept, at = kept + line[at:begin], end + 3
            else:
                closing = next((n for n in range(self._at + 1, len(self._lines)) if "-->" in self._lines[n]), None)
                if closing is None:
                    self._uncommented = True
                    break
                kept += line[at:begin]
                self._at, line = closing, self._lines[closing]
                at = line.find("-->") + 3
        return kept + line[at:]

    def _take(self, kind: Kind, lines: list[str], count: int = 0) -> Block:
        """A block that begins at the current line and uses up `count` lines, else as many as it has, at least one."""
        block = Block(kind, self._number + self._at, lines)
        self._at += count or max(1, len(lines))
        return block

    def _begin(self, kind: Kind, lines: list[str], joined: bool = False) -> None:
        """Take a block that the next line may continue."""
        self._open = self._take(kind, lines)
        self._open.joined = joined

    def _close(self) -> Iterator[Block]:
        block, self._open = self._open, None
        if block is None:
            return
        if block.kind is not Kind.ROW and block.lines[-1].rstrip().endswith("}"):
            block.lines[-1], block.id = _split_id(block.lines[-1])
            if not block.lines[-1].strip():
                block.lines.pop()
        if block.lines:
            yield block


def _without_comments(html: str) -> str:
    kept, at = "", 0
    while (begin := html.find("<!--", at)) >= 0 and (end := html.find("-->", begin + 2)) >= 0:
        kept, at = kept + html[at:begin], end + 3
    return kept + html[at:]


def _split_id(text: str) -> tuple[str, str]:
    """`text {#id .class}` → (`text`, `id`). Classes are for other programs' styles and go."""
    found = _ATTRIBUTES.search(text, max(0, len(text) - 300)) if text.rstrip().endswith("}") else None
    if found is None:
        return text, ""
    identity = _ID.search(found["list"])
    return text[: found.start()], identity[1] if identity else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented(line: str, indent: int) -> str:
    """`line` without up to `indent` blanks before it."""
    line = line.expandtabs(4) if line.startswith("\t") else line
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]
