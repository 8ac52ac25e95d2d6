"""Pictures of files at the sizes that pages show: of drawings, photos, and pages of PDF.

These functions run in a child process. They raise Unusable with a sentence for people.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import pypdfium2
import resvg_py
from lxml import etree
from PIL import Image, ImageOps, UnidentifiedImageError

from kb.files.sizes import HIGHEST
from kb.intake.converted import Unusable
from kb.intake.formats.pdf import opened
from kb.intake.pictures import MOST_PIXELS, SVG, drawing
from kb.intake.sniffing import format_of

_MOST_PNG = 150_000
"""Bytes from which a picture is WebP, which every browser shows and not every other program."""

_GONE = frozenset({"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "metadata", "handler",
                   "set", "animate", "animateTransform", "animateMotion", "switch"})  # fmt: skip
_WITHIN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|\\", re.IGNORECASE)
_BROKEN = "It is damaged, or no picture that can be read."
_TOO_LARGE = f"It is larger than {MOST_PIXELS // 1_000_000} megapixels, so it is not shown small."
# Letters for drawings that ask for none, or for some that are not there: our own, and where a machine has them of
# these files the families with serifs and for programs.
_OURS, _LETTERS = "Noto Sans", resources.files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
_SERIF = (("DejaVuSerif.ttf", "DejaVu Serif"), ("LiberationSerif-Regular.ttf", "Liberation Serif"))
_MONO = (("DejaVuSansMono.ttf", "DejaVu Sans Mono"), ("LiberationMono-Regular.ttf", "Liberation Mono"))
_FONTS = Path("/usr/share/fonts")


def picture_of(data: bytes, name: str, width: int, page: int) -> tuple[bytes, str]:
    """A picture of a file, `width` pixels wide (less where the file has no more), and its ending: png or webp.

    `page`: of a PDF, from 1. Raises Unusable.
    """
    match format_of(data, name):
        case "svg":
            made = _of_drawing(data, width)
        case "pdf":
            made = _of_page(data, width, page)
        case "png" | "jpg" | "gif" | "webp":
            made = _of_photo(data, width)
        case _:
            raise Unusable("There is no picture of such a file.")
    return _written(made)


def sizes_of(data: bytes, most: int, width: int) -> tuple[list[tuple[int, int]], int]:
    """How wide and high, in pixels, the pictures of the first pages of a PDF are (`most` of them, `width` pixels wide),
    and how many pages it has. Raises Unusable."""
    document: pypdfium2.PdfDocument
    with opened(data) as document:
        found = [document.get_page_size(number) for number in range(min(most, len(document)))]
        return [_size(across, down, width) for across, down in found], len(document)


def _size(across: float, down: float, width: int) -> tuple[int, int]:
    scale = _scale(across, down, width)
    return math.ceil(across * scale), math.ceil(down * scale)


def _scale(across: float, down: float, width: int) -> float:
    if across <= 0 or down <= 0:
        raise Unusable(_BROKEN)
    return min(width, HIGHEST * across / down) / across


def _of_drawing(data: bytes, width: int) -> Image.Image:
    cleaned = _without_outside(data)
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=cleaned, width=_fitting(cleaned, width), background="#ffffff",
            font_files=[str(_LETTERS)], font_family=_OURS, sans_serif_family=_OURS, cursive_family=_OURS,
            fantasy_family=_OURS, serif_family=_family(_SERIF), monospace_family=_family(_MONO),
        )  # fmt: skip
    except ValueError as error:
        raise Unusable(_BROKEN) from error
    return Image.open(io.BytesIO(png), formats=["PNG"])


def _family(candidates: Sequence[tuple[str, str]]) -> str:
    return next((family for file, family in candidates if next(_FONTS.rglob(file), None)), _OURS)


def _fitting(text: str, width: int) -> int:
    """The width at which a drawing is not higher than any picture may be."""
    root = etree.fromstring(text.encode())
    box = [float(number) for number in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    sides = [
        float(found[0]) if (found := re.match(r"[\d.]+", root.get(side, ""))) else 0 for side in ("width", "height")
    ]
    across, down = sides if all(sides) else (box[2:4] if len(box) == 4 else (1, 1))
    if across <= 0 or down <= 0:
        raise Unusable(_BROKEN)
    return max(1, min(width, int(HIGHEST * across / down)))


def _without_outside(data: bytes) -> str:
    """A drawing without programs, and without what would be read from the web or from this disk."""
    root = drawing(data)
    for element in list(root.iter()):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        within_style = name == "style" and not _OUTSIDE.search(element.text or "")
        if element.tag != f"{SVG}{name}" or name in _GONE or (name == "style" and not within_style):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for key, value in list(element.attrib.items()):
            local = etree.QName(str(key)).localname.lower()
            leads_out = local in ("href", "src", "base") and not _WITHIN.match(str(value))
            if leads_out or local.startswith("on") or _OUTSIDE.search(str(value)):
                del element.attrib[key]
    return etree.tostring(root, encoding="unicode")


def _of_page(data: bytes, width: int, number: int) -> Image.Image:
    document: pypdfium2.PdfDocument
    with opened(data) as document:
        if not 1 <= number <= len(document):
            raise Unusable("It has no such page.")
        try:
            page = document[number - 1]
            across, down = page.get_size()
            bitmap = page.render(scale=_scale(across, down, width), may_draw_forms=False)
            picture: Image.Image = bitmap.to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise Unusable(_BROKEN) from error
        return picture


def _of_photo(data: bytes, width: int) -> Image.Image:
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "GIF", "WEBP", "MPO"])
        if picture.width * picture.height > MOST_PIXELS:
            raise Unusable(_TOO_LARGE)
        picture = ImageOps.exif_transpose(picture)
        if picture.mode not in ("RGB", "RGBA", "L"):
            picture = picture.convert("RGBA" if "transparency" in picture.info or "A" in picture.mode else "RGB")
        picture.thumbnail((width, HIGHEST), Image.Resampling.LANCZOS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, MemoryError) as error:
        raise Unusable(_BROKEN) from error
    return picture


def _written(picture: Image.Image) -> tuple[bytes, str]:
    picture.info.clear()  # what the writers would take over from there: when, where, by what
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    if out.tell() <= _MOST_PNG:
        return out.getvalue(), "png"
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue(), "webp"
