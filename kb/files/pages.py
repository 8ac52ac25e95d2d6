"""The text of a file, page by page, slide by slide, sheet by sheet: what is searched of it.

These functions run in a child process. They raise Unusable or OnlyAFile with a sentence for people.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import openpyxl
import pypdfium2

from kb.files.page import Page
from kb.intake.archive import Archive, packed
from kb.intake.converted import OnlyAFile, Unusable
from kb.intake.formats import FORMATS
from kb.intake.formats.pdf import opened
from kb.intake.formats.sheets import BROKEN
from kb.intake.formats.slides import slide_texts
from kb.intake.sniffing import format_of
from kb.markup import parse

MOST_PAGES = 1_000
MOST_TEXT = 2_000_000
"""Characters of a file; the rest of it is not searched."""

_SCANNED = 15  # characters of a page, fewer than which are a stamp or a page number
_ROWS = 100  # of a sheet that are one page
_MOST_ROWS, _MOST_COLUMNS, _MOST_SHEETS = 20_000, 100, 50
_BROKEN = "It is damaged, so its words cannot be searched. Save it again and put it here once more."
_PICTURES = "It holds only pictures of pages, so its words cannot be searched."


def pages_of(data: bytes, name: str) -> list[Page]:
    """The pages that have words, by what the file is and not by its name. Raises Unusable, OnlyAFile."""
    found = format_of(data, name)
    of_format = _READERS.get(found)
    if of_format is None:
        raise Unusable(f"It is {FORMATS[found].label}, not what its name says, so its words cannot be searched.")
    return list(_bounded(of_format(data, name)))


def _bounded(pages: Iterable[Page]) -> Iterator[Page]:
    left = MOST_TEXT
    for page in islice(pages, MOST_PAGES):
        text = "\n".join(line for line in map(str.strip, page.text[:left].splitlines()) if line)
        left -= len(text)
        if text:
            yield Page(page.label, text)
        if left <= 0:
            return


def _of_pdf(data: bytes, name: str) -> Iterator[Page]:  # noqa: ARG001  # one form for every format
    document: pypdfium2.PdfDocument
    with opened(data) as document:
        characters = 0
        for number in range(min(len(document), MOST_PAGES)):
            try:
                page = document[number]
                words = page.get_textpage()
                text = words.get_text_range().replace("\ufffe\r\n", "").replace("\x02\r\n", "")
                words.close()
                page.close()
            except pypdfium2.PdfiumError:  # a page that is broken is an empty one
                continue
            characters += len(text.strip())
            yield Page(f"page {number + 1}", text.replace("\ufffe", "").replace("\x02", ""))
        if characters < _SCANNED * max(1, min(len(document), MOST_PAGES)):
            raise OnlyAFile(_PICTURES, b"")


def _of_slides(data: bytes, name: str) -> Iterator[Page]:  # noqa: ARG001  # one form for every format
    for number, lines in slide_texts(data):
        yield Page(f"slide {number}", "\n".join(lines))


def _of_sheets(data: bytes, name: str) -> Iterator[Page]:  # noqa: ARG001  # one form for every format
    members = dict(Archive(data).every())
    try:
        book = openpyxl.load_workbook(io.BytesIO(packed(members)), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:_MOST_SHEETS]
        for sheet in shown:
            sheet.reset_dimensions()
            rows = islice(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), _MOST_ROWS)
            label = f"sheet {sheet.title}" if len(shown) > 1 else ""
            for first, lines in _in_pieces(rows):
                where = f"rows {first} to {first + _ROWS - 1}" if first > 1 else ""
                yield Page(", ".join(filter(None, (label, where))), "\n".join(lines))
    except BROKEN as error:
        raise Unusable(_BROKEN) from error


def _in_pieces(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, list[str]]]:
    """Rows as lines, so many at a time, each time with the number of the first."""
    lines = (" ".join(str(value) for value in row if value is not None) for row in rows)
    first = 1
    while piece := list(islice(lines, _ROWS)):
        yield first, piece
        first += _ROWS


def _of_text(data: bytes, name: str) -> Iterator[Page]:
    """What becomes Markdown is divided as documents are, by its headings."""
    for piece in FORMATS[format_of(data, name)].convert(data, name).pieces:
        found = parse(piece.text, 1).passages
        for number, passage in enumerate(found, 1):
            above = piece.title if number == 1 else ""
            label = f"“{passage.heading}”" if passage.heading else f"part {number}"
            yield Page(label if len(found) > 1 else "", "\n".join(filter(None, (above, passage.heading, passage.text))))
        if piece.title and not found:
            yield Page("", piece.title)


_READERS: Mapping[str, Callable[[bytes, str], Iterator[Page]]] = {
    "pdf": _of_pdf,
    "pptx": _of_slides,
    "xlsx": _of_sheets,
    "docx": _of_text,
    "odt": _of_text,
    "text": _of_text,
}
