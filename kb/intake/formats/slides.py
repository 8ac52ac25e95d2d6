"""PowerPoint presentations (.pptx): a heading for each slide, its points as a list, tables, pictures, notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from kb.intake.archive import Archive, packed
from kb.intake.converted import ATTACHED, Converted, Dropped, Piece, Unusable
from kb.intake.escaping import escaped, escaped_start, plain_words
from kb.intake.pictures import Pictures
from kb.intake.tables import cell_text, written

_MARGINS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER)
_MOST_SLIDES = 500
_DEEPEST = 8  # groups in groups


def from_slides(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """The slides that are shown, in their order, up to 500. pandoc reads them too, but not the notes and the levels."""
    dropped = Dropped()
    members = dict(Archive(data).every())
    dropped.add("script", any(member.endswith("vbaProject.bin") for member in members))
    dropped.add(
        "comment", sum(content.count(b"<p:cm ") for member, content in members.items() if "comments/" in member)
    )
    with _readable():
        slides = Presentation(io.BytesIO(packed(members))).slides
        shown = [slide for slide in slides if _is_shown(slide)]
        dropped.add("hidden", len(slides) - len(shown))
        dropped.add("page", max(0, len(shown) - _MOST_SLIDES))
        pictures = Pictures(dropped)
        parts = [list(_slide(slide, number, pictures, dropped)) for number, slide in enumerate(shown[:_MOST_SLIDES], 1)]
    title = _title(shown[0]) if shown else ""
    text = "\n\n".join(part for slide in parts for part in slide if part)
    return Converted((Piece(f"{text}\n" if text else "", title, pictures=tuple(pictures.all)),), dropped=dropped)


def slide_texts(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The plain words of each slide that is shown, up to 500 of them, with its number: as it stands, then its notes."""
    with _readable():
        slides = Presentation(io.BytesIO(packed(dict(Archive(data).every())))).slides
        for number, slide in islice(enumerate(slides, 1), _MOST_SLIDES):
            if _is_shown(slide):
                yield number, [words for shape in _shapes(slide.shapes) for words in _words(shape)] + _notes(slide)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (PythonPptxError, KeyError, ValueError, AttributeError, IndexError, etree.LxmlError, OSError) as error:
        raise Unusable("It is damaged, so it could not be read. Save it again and try once more.") from error


def _is_shown(slide: Any) -> bool:
    return slide.element.get("show") not in ("0", "false")


def _words(shape: Any) -> Iterator[str]:
    if getattr(shape, "has_table", False):
        yield from (" ".join(cell.text for cell in row.cells) for row in shape.table.rows)
    elif getattr(shape, "has_text_frame", False):
        yield shape.text_frame.text


def _title(slide: Any) -> str:
    return plain_words(slide.shapes.title.text_frame.text) if slide.shapes.title is not None else ""


def _slide(slide: Any, number: int, pictures: Pictures, dropped: Dropped) -> Iterator[str]:
    """The heading is the slide's title; the first slide's is the document's own."""
    title = _title(slide)
    if number > 1 or not title:
        yield f"## {escaped(title) or f'Slide {number}'}"
    for shape in _shapes(slide.shapes):
        if slide.shapes.title is not None and shape.shape_id == slide.shapes.title.shape_id:
            continue
        if shape.is_placeholder and shape.placeholder_format.type in _MARGINS:
            dropped.add("header")
            continue
        yield _shape(shape, pictures, dropped)
    if notes := _notes(slide):
        yield "\n".join(f"> {escaped(line)}" for line in ("Notes:", *notes))


def _notes(slide: Any) -> list[str]:
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return [line.strip() for line in notes.text.splitlines() if line.strip()] if notes is not None else []


def _shapes(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """All of them as they are read: from top to bottom, then from left to right; those in groups too."""
    for shape in sorted(shapes, key=lambda shape: ((shape.top or 0) // 200_000, shape.left or 0)):
        if hasattr(shape, "shapes") and depth < _DEEPEST:
            yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape


def _shape(shape: Any, pictures: Pictures, dropped: Dropped) -> str:
    if getattr(shape, "has_table", False):
        return written([[cell_text(escaped_lines(cell.text)) for cell in row.cells] for row in shape.table.rows])
    if getattr(shape, "has_text_frame", False):
        return _points(shape)
    if hasattr(shape, "image"):
        try:
            data = shape.image.blob
        except (ValueError, KeyError, AttributeError):  # it lies elsewhere
            dropped.add("outside picture")
            return ""
        name = pictures.add(data)
        alt = plain_words(shape.element.xpath("string(.//p:cNvPr/@descr)"))
        return f"![{escaped(alt)}]({ATTACHED}{name})" if name else ""
    return ""


def escaped_lines(text: str) -> str:
    return "\n".join(escaped(line) for line in text.replace("\x0b", "\n").splitlines())


def _points(shape: Any) -> str:
    """The paragraphs of a shape: a list by their levels where they are points, else paragraphs."""
    paragraphs = [(p.level, plain_words("".join(run.text for run in p.runs))) for p in shape.text_frame.paragraphs]
    paragraphs = [(level, text) for level, text in paragraphs if text]
    kinds = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
    is_points = shape.is_placeholder and shape.placeholder_format.type in kinds
    if is_points or any(level for level, _ in paragraphs):
        return "\n".join(f"{'    ' * level}- {escaped(text)}" for level, text in paragraphs)
    return "\n\n".join(escaped_start(escaped(text)) for _, text in paragraphs)
