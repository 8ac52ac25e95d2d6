"""Headings, paragraphs, lists, tables and footnotes: from pandoc's tree to Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kb.intake.converted import Dropped
from kb.intake.escaping import escaped_start
from kb.intake.inlines import Inlines, Node
from kb.intake.tables import covered, rows_of, written

_DEEPEST = 12  # lists in lists
_BULLET = re.compile(r"\s*(?:[•●▪◦○‣■□–·]|[\uf0b7\uf0a7\uf0d8])\s+")


class Blocks:
    """Writes the blocks of one document. `picture` as for Inlines."""

    def __init__(self, picture: Callable[[str], str | None], dropped: Dropped) -> None:
        self._notes: list[str] = []
        self._inlines = Inlines(picture, self._note, dropped)
        self._dropped = dropped

    def document(self, blocks: Sequence[Node]) -> str:
        text = self._write(blocks)
        notes = "\n".join(f"[^{number}]: {note}" for number, note in enumerate(self._notes, 1))
        return "\n\n".join(part for part in (text, notes) if part) + "\n" if text or notes else ""

    def _write(self, blocks: Sequence[Node], depth: int = 0) -> str:
        return "\n\n".join(part for block in blocks if (part := self._block(block, depth)))

    def _block(self, block: Node, depth: int) -> str:
        kind: str = block["t"]
        content: Any = block.get("c")
        match kind:
            case "Para" | "Plain":
                return self._paragraph(content)
            case "Header":
                words = self._inlines.line(content[2]).replace("**", "")
                return f"{'#' * min(content[0], 6)} {words}" if words else ""
            case "BulletList":
                return self._list(content, None, depth)
            case "OrderedList":
                return self._list(content[1], content[0][0], depth)
            case "Table":
                return self._table(content)
            case "BlockQuote":
                inner = self._write(content, depth + 1)
                return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
            case "Div":
                return self._write(content[1], depth)
            case "Figure":
                return self._write(content[2], depth)
            case "LineBlock":
                return "  \n".join(line for each in content if (line := self._inlines.line(each)))
            case "DefinitionList":
                return "\n\n".join(self._definition(term, meanings, depth) for term, meanings in content)
            case "CodeBlock":
                fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", content[1])), default=0))
                return f"{fence}\n{content[1].rstrip()}\n{fence}"
            case "HorizontalRule":
                return "---"
            case _:  # RawBlock
                self._dropped.add("script")
                return ""

    def _paragraph(self, inlines: Sequence[Node]) -> str:
        lines = self._inlines.lines(inlines)
        return "  \n".join(
            f"- {escaped_start(_BULLET.sub('', line, count=1))}" if _BULLET.match(line) else escaped_start(line)
            for line in lines
        )

    def _list(self, items: Sequence[Sequence[Node]], first: int | None, depth: int) -> str:
        """Tight, unless an item holds several paragraphs. Beyond a depth that nobody reads, items are paragraphs."""
        if depth >= _DEEPEST:
            return "\n\n".join(self._write(item, depth) for item in items)
        written = []
        for number, item in enumerate(items, 1 if first is None else max(first, 0)):
            mark = "- " if first is None else f"{number}. "
            tight = all(block["t"] in ("BulletList", "OrderedList") for block in item[1:])
            parts = [part for block in item if (part := self._block(block, depth + 1))]
            inner = ("\n" if tight else "\n\n").join(parts)
            written.append(mark + inner.replace("\n", "\n" + " " * 4).replace("\n    \n", "\n\n"))
        return "\n".join(item.rstrip() for item in written)

    def _definition(self, term: Sequence[Node], meanings: Sequence[Sequence[Node]], depth: int) -> str:
        described = "\n\n".join(self._write(meaning, depth + 1) for meaning in meanings)
        return f"**{self._inlines.line(term)}**\n\n{described}"

    def _table(self, content: list[Any]) -> str:
        """Each cell in the first of the places it covers."""
        caption = self._write(content[1][1])
        rows = list(rows_of(content))
        width = max((sum(cell[3] for cell in row) for row in rows), default=0)
        lines = [self._row(row, width, above) for row, above in zip(rows, covered(rows), strict=True)]
        return "\n\n".join(part for part in (caption, written(lines)) if part)

    def _row(self, row: Sequence[Any], width: int, above: set[int]) -> list[str]:
        cells: list[str] = []
        for cell in row:
            while len(cells) in above:
                cells.append("")
            cells += [self._cell(cell[4]), *[""] * (cell[3] - 1)]
        return [*cells, *[""] * (width - len(cells))]

    def _cell(self, blocks: Sequence[Node]) -> str:
        return "<br>".join(text.replace("|", "\\|") for text in self._cell_lines(blocks))

    def _cell_lines(self, blocks: Sequence[Node]) -> Iterator[str]:
        for block in blocks:
            content: Any = block.get("c")
            match block["t"]:
                case "Para" | "Plain":
                    yield from self._inlines.lines(content)
                case "Header":
                    yield from self._inlines.lines(content[2])
                case "BulletList":
                    for item in content:
                        yield "• " + " ".join(self._cell_lines(item))
                case "OrderedList":
                    for number, item in enumerate(content[1], content[0][0]):
                        yield f"{number}. " + " ".join(self._cell_lines(item))
                case "Table":
                    for row in rows_of(content):
                        yield "; ".join(" ".join(self._cell_lines(cell[4])) for cell in row)
                case "Div":
                    yield from self._cell_lines(content[1])
                case "BlockQuote":
                    yield from self._cell_lines(content)
                case "Figure":
                    yield from self._cell_lines(content[2])
                case "CodeBlock":
                    yield "`" + " ".join(content[1].replace("`", "'").split()) + "`"
                case "LineBlock":
                    for line in content:
                        yield from self._inlines.lines(line)
                case "DefinitionList":
                    for term, meanings in content:
                        yield self._inlines.line(term)
                        for meaning in meanings:
                            yield from self._cell_lines(meaning)

    def _note(self, blocks: list[Node]) -> str:
        self._notes.append("")
        number = len(self._notes)
        self._notes[number - 1] = " ".join(self._write(blocks).split())
        return str(number)
