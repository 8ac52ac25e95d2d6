"""Plain text as Markdown: what people mark by hand, such as `* item` and underlined headings, is what it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.intake.escaping import escaped, escaped_start

_BULLET = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•●▪◦○–]|\uf0b7)\s+(?P<words>\S.*)")
_NUMBERED = re.compile(r"(?P<indent>[ \t]*)(?P<number>\d{1,2})[.)]\s+(?P<words>\S.*)")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_RULE = re.compile(r"\s*(?:[-=_*~#]\s?){4,}\s*")
_QUOTE = re.compile(r"\s*>\s?")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 &/,'’()–-]{3,60}:?")
_TAG_OR_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_WRAPPED = 60  # characters: a longer line was broken by the program that wrote it


def as_markdown(text: str) -> str:
    """Paragraphs, lists, quotations, and headings that are underlined, in capitals or marked with `#`."""
    lines = text.expandtabs(4).split("\n")
    blocks = [block for block in _blocks(lines) if block]
    out = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        tight = _is_item(before) and _is_item(block)
        out += block if not out else ("\n" if tight else "\n\n") + block
    return f"{out}\n" if out else ""


def _is_item(block: str) -> bool:
    return re.match(r"\s*(?:-|\d+\.)\s", block) is not None


def _blocks(lines: list[str]) -> Iterator[str]:
    run: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        below = lines[at + 1] if at + 1 < len(lines) else ""
        block = _block(line, below, alone=not run and not (below.strip() and not _UNDERLINE.fullmatch(below)))
        if block is None and line.strip():
            run.append(line)
        else:
            yield _paragraph(run)
            run = []
        if block is not None:
            at += _UNDERLINE.fullmatch(below) is not None and block.startswith("## ")
            while _is_item(block) and at + 1 < len(lines) and _continues(lines[at + 1], line):
                at += 1
                block += " " + escaped(lines[at].strip())
            yield block
        at += 1
    yield _paragraph(run)


def _block(line: str, below: str, *, alone: bool) -> str | None:
    """A line that is a block of its own; None for one of a paragraph. "" for a rule."""
    if found := _BULLET.fullmatch(line):
        return f"{_indent(found['indent'])}- {escaped(found['words'].strip())}"
    if found := _NUMBERED.fullmatch(line):
        return f"{_indent(found['indent'])}{found['number']}. {escaped(found['words'].strip())}"
    if _RULE.fullmatch(line):
        return ""
    words = line.strip()
    if found := _TAG_OR_HEADING.fullmatch(words):
        return f"## {escaped(found[2])}"
    if words and len(words) <= 100 and _UNDERLINE.fullmatch(below) and abs(len(below.strip()) - len(words)) <= 12:
        return f"## {escaped(words)}"
    if alone and _CAPITALS.fullmatch(words):
        return f"## {escaped(words.rstrip(':'))}"
    return None


def _indent(indent: str) -> str:
    return "    " * min(len(indent) // 2, 4)


def _continues(line: str, item: str) -> bool:
    """A line set in below an item belongs to it."""
    margin = len(item) - len(item.lstrip())
    inset = len(line) - len(line.lstrip())
    return bool(line.strip()) and inset > margin and not (_BULLET.fullmatch(line) or _NUMBERED.fullmatch(line))


def _paragraph(lines: list[str]) -> str:
    """Lines that a program broke are joined, those that somebody ended are kept."""
    if not lines:
        return ""
    if all(_QUOTE.match(line) for line in lines):
        inner = as_markdown("\n".join(_QUOTE.sub("", line, count=1) for line in lines))
        return "\n".join(f"> {line}".rstrip() for line in inner.rstrip("\n").split("\n"))
    words = [escaped_start(escaped(line.strip())) for line in lines]
    out = words[0]
    for before, line in zip(lines, words[1:], strict=False):
        out += " " + line if len(before) > _WRAPPED else "  \n" + line
    return out
