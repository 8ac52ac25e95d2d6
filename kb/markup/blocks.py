"""Blocks: a document cut at its headings, paragraphs, list items, table rows, code and HTML. Linear in its length.

This scanner decides what is a heading and where a passage may begin; the page is made from the same blocks
(kb.markup.canonical), so that search and page never disagree.

Where the dialects differ: `#Heading` is a heading from two signs on (one is a #tag); a lone line above `---` is one,
the last line of a longer paragraph is not; a fence that is never closed is text; a heading ends raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from kb.markup.inline import plain


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


_LONGEST_ROW = 20_000  # characters
_LONGEST_HEADING = 1_000  # characters; what is longer was not meant as one

_START = re.compile(
    r"""(?P<indent>[ ]*)(?:
      (?P<rule>(?:\*[ \t]*){3,}$ | (?:-[ \t]*){3,}$ | (?:_[ \t]*){3,}$)
    | (?P<fence>`{3,}(?=[^`]*$) | ~{3,})
    | (?P<hash>\#{1,6})(?=[ \t]|$|(?<=\#\#)[^\W\d_])
    | (?P<item>(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))
    | (?P<quote>>)
    | (?P<tag><(?=[/a-zA-Z!?]))
    | (?P<box>:::)
    | (?P<admonition>!!!|\?\?\?\+?)(?=[ \t]+[a-z])
    | (?P<definition>\[\^[^\]\s]+\]: | \*\[[^\]]+\]:
        | \[[^\]]+\]:[ \t]*(?:<[^<>]*>|\S+)[ \t]*(?:"[^"]*"|'[^']*'|\([^()]*\))?[ \t]*$)
    | (?P<liquid>\{%(?:[^%{}]|%(?!\}))*%\}[ \t]*$)
    )""",
    re.VERBOSE,
)
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|(--+))[ \t]*$")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_ATTRIBUTES = re.compile(r"\s*\{(?::|(?=[#.]))\s*(?P<list>[^{}]*)\}\s*$")
_ID = re.compile(r"(?:^|\s)#([^\s{}]+)")
_HTML_HEADING = re.compile(r"<h([1-6])(\s[^<>]*)?>(.*)</h\1>\s*$", re.IGNORECASE)
_HTML_ID = re.compile(r"\bid\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_HTML_BLOCK = re.compile(
    r"""</?(?:address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure
    |footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol
    |optgroup|option|p|param|search|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)
    |<[?!] | </?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_HTML_RAW = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_TURN = re.compile(r"(?:\*\*|__)?[^\W\d_][\w.'’() -]{0,40}(?:\*\*:|:\*\*|__:|:__|:)\s")


def scan(lines: Sequence[str], number: int = 1) -> list[Block]:
    """The blocks of `lines`, whose first has this number in its file."""
    return list(_Scanner(lines, number).blocks())


def is_turn(line: str) -> bool:
    """Does a speaker's turn begin here? `Chair: …`, `**Grad C:** …`."""
    return _TURN.match(line) is not None


class _Scanner:
    def __init__(self, lines: Sequence[str], number: int) -> None:
        self._lines = lines
        self._number = number
        self._at = 0
        self._in_list = False
        self._boxes: list[str] = []
        self._open: Block | None = None  # the paragraph, item or table that a next line would continue
        self._closing: dict[tuple[str, int], int] | None = None
        self._unclosed: set[str] = set()  # raw HTML tags that are not closed any more
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
        start = _START.match(line)
        indent = len(start["indent"]) if start else len(line) - len(line.lstrip(" "))
        kind = start.lastgroup if start else None
        if indent >= 4 and not self._in_list:
            if self._open is None:
                yield self._indented(line)
                return
            kind = None
        if indent == 0 and kind in ("fence", "tag", "quote", "box", "admonition"):
            self._in_list = False
        if kind == "hash" and start and indent < 4:
            yield from self._heading(line, start)
        elif kind == "fence" and start and (end := self._fence_end(start)):
            yield from self._close()
            yield self._fence(start, end)
        elif kind == "tag" and (self._open is None or indent == 0) and self._begins_html(line):
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
        if may_be_row and not in_table and "-" in following and _DELIMITER.match(following):
            yield from self._close()
            self._open = self._take(Kind.ROW, [line, following])
            return
        if in_table:
            joined = may_be_row
            yield from self._close()
            if joined:
                self._open = self._take(Kind.ROW, [line], joined=True)
                return
        if self._open is None:
            if indent < 4 and (underline := _UNDERLINE.match(following)):
                block = self._titled(line, 1 if underline[1] else 2)
                if block is not None:
                    self._at += 1
                    yield block
                    return
            self._in_list = self._in_list and indent > 0
            self._open = self._take(Kind.TEXT, [line])
        elif is_turn(line.lstrip()):
            yield from self._close()
            self._open = self._take(Kind.TEXT, [line], joined=True)
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
        self._open = self._take(Kind.ITEM, [line], joined=joined)

    def _heading(self, line: str, start: re.Match[str]) -> Iterator[Block]:
        yield from self._close()
        content = line[start.end() :]
        block = self._titled(content, len(start["hash"]))
        if block is not None:
            yield block
        elif content.strip():
            # An empty heading, one that is only a picture or one as long as a page: its text is text.
            self._open = self._take(Kind.TEXT, [content.strip()])
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
        return self._take(Kind.HEADING, [], level=level, text=text, id=anchor, words=words)

    def _indented(self, line: str) -> Block:
        first = self._at
        lines = [line]
        end = first + 1
        for at in range(first + 1, len(self._lines)):
            text = self._lines[at]
            if text.strip():
                if len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip(" ")) < 4:
                    break
                end = at + 1
        lines = [text.expandtabs(4) for text in self._lines[first:end]]
        return self._take(Kind.INDENTED, lines, count=end - first)

    def _fence_end(self, start: re.Match[str]) -> int:
        """The line that closes this fence, 0 where none does."""
        mark, length = start["fence"][0], len(start["fence"])
        if self._closing is None:
            self._closing = _closing_fences(self._lines)
        last = max((at for (sign, n), at in self._closing.items() if sign == mark and n >= length), default=0)
        if last <= self._at:
            return 0
        for at in range(self._at + 1, last + 1):
            text = self._lines[at].strip()
            if text.startswith(mark * length) and not text.strip(mark):
                return at
        return 0

    def _fence(self, start: re.Match[str], end: int) -> Block:
        indent = len(start["indent"])
        content = [_dedented(line, indent) for line in self._lines[self._at + 1 : end]]
        block = self._take(Kind.CODE, content, count=end + 1 - self._at, text=start.string[start.end() :].strip())
        block.level = indent if self._in_list else 0
        return block

    def _begins_html(self, line: str) -> bool:
        text = line.lstrip()
        if self._open is not None and self._open.kind is Kind.TEXT and text.rstrip().endswith(">"):
            # A lone inline tag inside a paragraph does not end it; a block's tag does.
            return _HTML_BLOCK.match(text[:60] + " ") is not None or _HTML_RAW.match(text) is not None
        return (_HTML_BLOCK.match(text) or _HTML_RAW.match(text)) is not None

    def _html(self, line: str) -> Block:
        heading = _HTML_HEADING.match(line.strip())
        if heading is not None and (titled := self._titled(heading[3], int(heading[1]))) is not None:
            given = _HTML_ID.search(heading[2] or "")
            titled.id = titled.id or (given[1] if given else "")
            return titled
        raw = _HTML_RAW.match(line.lstrip())
        end = self._raw_end(raw[1].lower()) if raw else 0
        if not end:
            end = self._at + 1
            while end < len(self._lines) and self._lines[end].strip():
                if (start := _START.match(self._lines[end])) and start["hash"] and len(start["indent"]) < 4:
                    break
                end += 1
        lines = _without_comments("\n".join(self._lines[self._at : end])).split("\n")
        block = self._take(Kind.HTML, lines, count=end - self._at)
        block.level = (len(line) - len(line.lstrip(" "))) if self._in_list else 0
        return block

    def _raw_end(self, tag: str) -> int:
        closing = f"</{tag}"
        if tag not in self._unclosed:
            for at in range(self._at, len(self._lines)):
                if closing in self._lines[at].lower():
                    return at + 1
            self._unclosed.add(tag)
        return 0

    def _quote(self, line: str) -> Block:
        end = self._at + 1
        while end < len(self._lines) and (text := self._lines[end].strip()):
            start = _START.match(self._lines[end])
            if not text.startswith(">") and start is not None and start.lastgroup != "definition":
                break
            end += 1
        lines = [self._lines[at].strip() for at in range(self._at, end)]
        inner = [re.sub(r"^> ?", "", text) for text in lines]
        block = self._take(Kind.QUOTE, inner, count=end - self._at)
        block.level = (len(line) - len(line.lstrip(" "))) if self._in_list else 0
        return block

    def _admonition(self, title: str) -> Block:
        """`!!! note "Title"` and what is indented below it, held like a quote with a title."""
        end = self._at + 1
        while end < len(self._lines) and (not self._lines[end].strip() or self._lines[end].startswith(("    ", "\t"))):
            end += 1
        lines = [_dedented(line, 4) for line in self._lines[self._at + 1 : end]]
        return self._take(Kind.QUOTE, lines or [""], count=end - self._at, text=title)

    def _box(self, line: str) -> Block:
        words = line.strip().lstrip(":").split(maxsplit=1)
        if not words:
            name = self._boxes.pop() if self._boxes else ""
            return self._take(Kind.BOX, [], text=f"/{name}" if name else "")
        self._boxes.append("spoiler" if words[0] == "spoiler" else "box")
        return self._take(Kind.BOX, [], text=" ".join(words), words=plain(words[1]) if len(words) > 1 else "")

    def _may_define(self, line: str) -> bool:
        return self._open is None or line.lstrip().startswith(("[^", "*[")) or self._open.kind is not Kind.TEXT

    def _definition(self, line: str) -> Block:
        end = self._at + 1
        if line.lstrip().startswith("[^"):
            while end < len(self._lines):
                text = self._lines[end]
                blank = not text.strip()
                if blank and not (end + 1 < len(self._lines) and self._lines[end + 1].startswith(("    ", "\t"))):
                    break
                if not blank and _START.match(text) and not text.startswith(("  ", "\t")):
                    break
                end += 1
        lines = [line.strip(), *(text.expandtabs(4) for text in self._lines[self._at + 1 : end])]
        return self._take(Kind.DEFINITION, lines, count=end - self._at)

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

    def _take(self, kind: Kind, lines: list[str], count: int = 0, **given: object) -> Block:
        """A block that begins at the current line and uses up `count` lines, else as many as it has, at least one."""
        block = Block(kind, self._number + self._at, lines, **given)  # type: ignore[arg-type]
        self._at += count or max(1, len(lines))
        return block

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


def _closing_fences(lines: Sequence[str]) -> dict[tuple[str, int], int]:
    """Where the last bare fence of each sign and length stands; so that a fence without an end is known at once."""
    last: dict[tuple[str, int], int] = {}
    for at, line in enumerate(lines):
        text = line.strip()
        if text[:3] in ("```", "~~~") and not text.strip(text[0]):
            last[text[0], len(text)] = at
    return last


def _dedented(line: str, indent: int) -> str:
    """`line` without up to `indent` blanks before it."""
    line = line.expandtabs(4) if line.startswith("\t") else line
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]
