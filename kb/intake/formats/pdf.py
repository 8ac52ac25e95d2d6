"""PDF with text in it: lines as they stand on the page, told apart as headings, list items and paragraphs."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import pypdfium2
from pypdfium2 import raw

from kb.intake.converted import Converted, Dropped, OnlyAFile, Piece, Unusable
from kb.intake.layout import Line, text_of, with_drawn_bullets, without_margins

MOST_PAGES = 500
_MOST_TEXT = 2_000_000  # characters
_SCANNED = 15  # characters on a page, fewer than which are a stamp or a page number
_MOST_DRAWN = 5_000  # on a page
_DOT = 8.0  # points
_BREAK = "\x02"
"""What PDFium puts for a hyphen at the end of a line."""

_LOCKED = "It is locked with a password. Save it without one and try once more."
_BROKEN = "It is damaged, so it could not be read. Save it again and try once more."
_PICTURES = "It holds only pictures of pages, so its words cannot be searched. It is kept as a file."
_WHEN = re.compile(rb"(?<=/CreationDate\(D:)\d+|(?<=/ID\[<)[0-9A-F]{32}(?=>)|(?<=><)[0-9A-F]{32}(?=>\])")
"""What PDFium writes anew each time: the same file must be the same twice."""

_IN_PHOTO = re.compile(rb"\xff\xe1(?P<length>..)Exif\0\0", re.DOTALL)
_PACKET = re.compile(rb"<\?xpacket begin.{0,1000000}?<\?xpacket end[^>]*>", re.DOTALL)
_NOTHING = (ctypes.c_ushort * 1)(0)
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def from_pdf(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """The text of up to 500 pages. Raises OnlyAFile for one that was scanned, Unusable for one locked or broken."""
    dropped = Dropped()
    with opened(data) as document:
        count = len(document)
        pages = list(_pages(document))
        dropped.add("page", count - len(pages))
        if sum(len(line.text) for page in pages for line in page) < _SCANNED * max(1, len(pages)):
            raise OnlyAFile(_PICTURES, cleaned_pdf(document))
    title, text = text_of(without_margins(pages, dropped))
    return Converted((Piece(text, title),), dropped=dropped)


def cleaned_pdf(document: pypdfium2.PdfDocument) -> bytes:
    """The pages alone: without author, programs, attached files, and when it was made with what."""
    bare = pypdfium2.PdfDocument.new()
    try:
        bare.import_pages(document)
        for page in bare:
            _without_authors(page)
        out = io.BytesIO()
        bare.save(out)
    except pypdfium2.PdfiumError as error:
        raise Unusable(_BROKEN) from error
    finally:
        bare.close()
    made = _WHEN.sub(lambda found: b"0" * len(found[0]), out.getvalue())
    return _without_descriptions(made)


def _without_descriptions(data: bytes) -> bytes:
    """Nothing where photos in it tell when and where they were taken, and programs what they know; the same length."""
    out = bytearray(_PACKET.sub(lambda found: b" " * len(found[0]), data))
    for found in _IN_PHOTO.finditer(data):
        end = min(found.start() + 2 + int.from_bytes(found["length"], "big"), len(out))
        out[found.start("length") + 2 : end] = bytes(end - found.start("length") - 2)
    return bytes(out)


def _without_authors(page: pypdfium2.PdfPage) -> None:
    """Comments stay, who made them does not."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        for key in (b"T", b"NM", b"CreationDate", b"M"):
            if raw.FPDFAnnot_HasKey(annotation, key):
                raw.FPDFAnnot_SetStringValue(annotation, key, _NOTHING)
        raw.FPDFPage_CloseAnnot(annotation)
    page.close()


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """Raises Unusable for one that is locked or broken."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unusable(_LOCKED if getattr(error, "err_code", None) == _PASSWORD else _BROKEN) from error


def _pages(document: pypdfium2.PdfDocument) -> Iterator[list[Line]]:
    characters = 0
    for number in range(min(len(document), MOST_PAGES)):
        if characters > _MOST_TEXT:
            return
        try:
            page = document[number]
        except pypdfium2.PdfiumError:  # a page that is broken is an empty one
            yield []
            continue
        text = page.get_textpage()
        lines = with_drawn_bullets(list(_lines(text, number, page.get_height())), _dots(page))
        characters += sum(len(line.text) for line in lines)
        text.close()
        page.close()
        yield lines


def _dots(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """Where something is drawn that is no larger than a bullet: left, bottom, right, top."""
    found = []
    for drawn in islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=3), _MOST_DRAWN):
        left, bottom, right, top = drawn.get_bounds()
        if 1 < right - left < _DOT and 1 < top - bottom < _DOT:
            found.append((left, bottom, right, top))
    return found


def _lines(text: pypdfium2.PdfTextPage, page: int, height: float) -> Iterator[Line]:
    """PDFium's own lines in its reading order, each with where it lies and how it is set."""
    count = text.count_chars()
    characters = [raw.FPDFText_GetUnicode(text, index) for index in range(count)]
    start = 0
    for index in range(count + 1):
        if index < count and characters[index] not in (10, 13):
            continue
        if index > start and (line := _line(text, characters[start:index], start)):
            yield replace(line, page=page, height=height)
        start = index + 1


def _line(text: pypdfium2.PdfTextPage, characters: Sequence[int], start: int) -> Line | None:
    words = _decoded(characters)
    if not words.strip():
        return None
    seen = [start + at for at, code in enumerate(characters) if chr(code).strip() and code != 2]
    first, middle, last = seen[0], seen[len(seen) // 2], seen[-1]
    left, bottom, _, top = _box(text, first)
    size = round(raw.FPDFText_GetFontSize(text, middle), 1) * _scale(text, middle)
    bold = _is_bold(text, first) and _is_bold(text, middle)
    return Line(words, 0, 0.0, left, _box(text, last)[2], top, bottom, size, bold)


def _decoded(characters: Iterable[int]) -> str:
    """PDFium gives UTF-16 units, one for each character of its own."""
    units = b"".join(code.to_bytes(2, "little") if code < 0x10000 else chr(code).encode("utf-16-le")
                     for code in characters)  # fmt: skip
    return units.decode("utf-16-le", "ignore").replace("\ufffe", _BREAK)


def _box(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _scale(text: pypdfium2.PdfTextPage, index: int) -> float:
    """Some programs write everything at size 1 and scale it."""
    matrix = raw.FS_MATRIX()
    return abs(matrix.d) or 1.0 if raw.FPDFText_GetMatrix(text, index, matrix) else 1.0


def _is_bold(text: pypdfium2.PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, index, name, 128, ctypes.c_int())
    heavy = re.search(rb"bold|black|heavy|semibd|-bd", name.value, re.IGNORECASE) is not None
    return heavy or raw.FPDFText_GetFontWeight(text, index) >= 600
