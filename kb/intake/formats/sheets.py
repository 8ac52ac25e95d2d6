"""Tables of other programs (.csv, .xlsx): small ones become tables of the document, large ones stay files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from kb.intake.archive import Archive, packed
from kb.intake.cleaning import cleaned_office
from kb.intake.converted import Converted, Dropped, OnlyAFile, Piece, Unusable
from kb.intake.escaping import escaped
from kb.intake.tables import cell_text, written
from kb.intake.texts import decoded

BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError)
"""What openpyxl raises of a book that is damaged."""

MOST_ROWS = 200
MOST_COLUMNS = 20
_MOST_SHEETS = 20
_MOST_COUNTED = 16_384  # columns that a sheet can have
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^<>]*\shidden="(?:1|true)")[^<>]*?\sr="(?P<row>\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_VALUE = re.compile(rb'(hidden|min|max)="(\w{1,7})"')
_BROKEN = "It is damaged, so it could not be read. Save it again and try once more."
_LARGE = f"It is a table of more than {MOST_ROWS} rows or {MOST_COLUMNS} columns, so it is kept as a file."

Rows = list[list[str]]


def from_csv(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """One table. Raises OnlyAFile for a large one."""
    text = decoded(data)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = _bounded(csv.reader(io.StringIO(text), dialect))
    except csv.Error as error:
        raise Unusable("It is no table that can be read.") from error
    if rows is None:
        raise OnlyAFile(_LARGE, data)
    return Converted((Piece(_table(rows) + "\n"),))


def from_sheets(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """A table for each sheet that is shown, under its name: the values, never the formulas. Raises OnlyAFile."""
    dropped = Dropped()
    members = dict(Archive(data).every())
    dropped.add("script", any(member.endswith("vbaProject.bin") for member in members))
    parts = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(packed(members)), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        dropped.add("hidden", len(book.worksheets) - len(sheets))
        if len(sheets) > _MOST_SHEETS:
            raise OnlyAFile(_LARGE, cleaned_office(data))
        for sheet in sheets:
            sheet.reset_dimensions()
            lines, columns = _hidden_in(members.get(sheet._worksheet_path, b""))  # no public name leads there
            dropped.add("hidden", len(lines) + len(columns))
            rows = _bounded(
                [_shown(value) for at, value in enumerate(row, 1) if at not in columns]
                for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
                if number not in lines
            )
            if rows is None:
                raise OnlyAFile(_LARGE, cleaned_office(data))
            if table := _table(rows):
                parts.append(f"## {escaped(sheet.title)}\n\n{table}" if len(sheets) > 1 else table)
    except BROKEN as error:
        raise Unusable(_BROKEN) from error
    return Converted((Piece("\n\n".join(parts) + "\n" if parts else ""),), dropped=dropped)


def _hidden_in(content: bytes) -> tuple[set[int], set[int]]:
    """The numbers, from 1, of the rows and columns of a sheet that are not shown."""
    lines = {int(found["row"]) for found in _HIDDEN_ROW.finditer(content)}
    columns: set[int] = set()
    for found in _COLUMN.finditer(content):
        values = dict(_VALUE.findall(found[0]))
        if values.get(b"hidden") in (b"1", b"true") and b"min" in values and b"max" in values:
            columns.update(range(int(values[b"min"]), min(int(values[b"max"]), _MOST_COUNTED) + 1))
    return lines, columns


def _bounded(rows: Iterable[Iterable[str]]) -> Rows | None:
    """The rows without empty ones and empty columns at the right; None where there are too many."""
    read = [list(islice(row, 1_000)) for row in islice(_filled(rows), MOST_ROWS + 1)]
    width = max((number + 1 for row in read for number, cell in enumerate(row) if cell.strip()), default=0)
    if len(read) > MOST_ROWS or width > MOST_COLUMNS:
        return None
    return [row[:width] for row in read]


def _filled(rows: Iterable[Iterable[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > 100 * MOST_ROWS:  # an endless sheet of nothing
            return
        cells = list(row)
        if any(cell.strip() for cell in cells):
            yield cells


def _table(rows: Rows) -> str:
    return written(
        [[cell_text("\n".join(escaped(line) for line in cell.splitlines())) for cell in row] for row in rows]
    )


def _shown(value: object) -> str:
    """As people read it: a date as a date, 3.0 as 3."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date() | time():
            return value.isoformat()
        case float():
            return f"{value:.10g}"
        case _:
            return str(value)
