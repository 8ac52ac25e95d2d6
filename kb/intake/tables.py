"""Tables: those of pandoc's tree, and as Markdown writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

_WIDEST = 100  # columns that one cell may cover

Row = list[Any]
"""Cells, each [attributes, alignment, rows covered, columns covered, blocks]."""


def written(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, whose `|` are escaped already, as a table whose first row is its heading; "" for an empty one."""
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return ""
    width = max(map(len, filled))
    lines = ["| " + " | ".join(cell or " " for cell in (*row, *[""] * (width - len(row)))) + " |" for row in filled]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def cell_text(text: str) -> str:
    """Plain text of several lines within a cell; marks of Markdown must be escaped in it."""
    return "<br>".join(" ".join(line.split()) for line in text.splitlines() if line.strip()).replace("|", "\\|")


def rows_of(content: list[Any]) -> Iterator[Row]:
    """The rows of a table, those of its head first."""
    _, _, _, head, bodies, foot = content
    bodied = (row for body in bodies for row in (*body[2], *body[3]))
    for row in (*head[1], *bodied, *foot[1]):
        yield [[*cell[:3], min(cell[3], _WIDEST), cell[4]] for cell in row[1]]


def covered(rows: Sequence[Sequence[Any]]) -> list[set[int]]:
    """For each row the columns that cells of rows above reach into."""
    reached: list[set[int]] = [set() for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in reached[number]:
                column += 1
            for below in range(number + 1, min(number + cell[2], len(rows))):
                reached[below].update(range(column, column + cell[3]))
            column += cell[3]
    return reached


def only_column(content: list[Any]) -> list[list[Any]] | None:
    """What the cells of a table of one column hold, which is a frame around text; None for a real table."""
    rows = list(rows_of(content))
    return [row[0][4] for row in rows] if rows and all(len(row) == 1 and row[0][3] == 1 for row in rows) else None
