"""The picture of a card: what something is called, whose it is and when, as a PNG for networks and chats. Pure.

In Noto Sans, which has Latin, Greek and Cyrillic letters (Open Font License). A text in other letters is left out
rather than shown as boxes; signs and emoji that the font has not are left out of a text.
"""

from __future__ import annotations

import io
import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
"""Pixels: what Open Graph's readers ask for."""

_PAPER, _INK, _QUIET = (251, 250, 246), (27, 34, 39), (86, 96, 106)  # as in style.css
_PLAIN_HUE = 192
_EDGE, _BAND = 80, 24
_SIZES = (76, 64, 54, 46)  # of the title: the largest in which it is not too long
_LINES = 4
_LONGEST = 400  # characters of any text
_COLOURS = 32
_ABSENT = "\U0010fffe"


@dataclass(frozen=True)
class Words:
    """What a picture says; each on its own line, "" for none.

    Attributes:
        above: whose it is and when, such as `Notes · POGO · 31 March 2020`.
        rule: what its readers promise.
        hue: of the group's colour, in degrees; None for no group's.
    """

    title: str
    above: str
    rule: str
    site: str
    hue: int | None = None


@lru_cache(maxsize=200)
def drawn(words: Words) -> bytes:
    """A PNG; the same words make the same picture."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    accent = oklch(0.45, 0.1, _PLAIN_HUE if words.hue is None else words.hue)
    draw.rectangle((0, 0, _BAND, HEIGHT), fill=accent)
    room = WIDTH - 2 * _EDGE
    above, title, rule, site = (_drawable(text) for text in (words.above, words.title, words.rule, words.site))
    draw.text((_EDGE, _EDGE), _lines(above, _font(32), room, 1)[0], fill=accent, font=_font(32, 600))
    lines, font = _set(title, room)
    for number, line in enumerate(lines):
        draw.text((_EDGE, 150 + number * font.size * 1.2), line, fill=_INK, font=font)
    draw.text((_EDGE, HEIGHT - _EDGE - 36), _lines(site, _font(30), room, 1)[0], fill=_INK, font=_font(30, 600))
    if rule:
        draw.text((_EDGE, HEIGHT - _EDGE - 84), _lines(rule, _font(28), room, 1)[0], fill=_QUIET, font=_font(28))
    out = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", compress_level=7)
    return out.getvalue()


def oklch(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """A colour as style sheets name it, in sRGB from 0 to 255 (CSS Color 4, 9.4; B. Ottosson, "A perceptual color
    space")."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    cones = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    linear = (
        4.0767416621 * cones[0] - 3.3077115913 * cones[1] + 0.2309699292 * cones[2],
        -1.2684380046 * cones[0] + 2.6097574011 * cones[1] - 0.3413193965 * cones[2],
        -0.0041960863 * cones[0] - 0.7034186147 * cones[1] + 1.7076147010 * cones[2],
    )
    red, green, blue = (round(255 * _encoded(min(max(each, 0.0), 1.0))) for each in linear)
    return red, green, blue


def _encoded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _set(title: str, room: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """A title in as many lines as it takes, as large as fits."""
    for size in _SIZES:
        font = _font(size, 700)
        lines = _lines(title, font, room, _LINES + 1)
        if len(lines) * size * 1.2 <= 330 and len(lines) <= _LINES:
            return lines, font
    return _lines(title, font, room, _LINES), font


def _lines(text: str, font: ImageFont.FreeTypeFont, room: int, most: int) -> list[str]:
    """Words on lines no longer than `room` pixels, a word that is longer cut; the last of the `most` lines ends in …
    where there is more. At least one line."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if font.getlength(joined) <= room:
            lines[-1] = joined
        elif len(lines) == most and lines[-1]:
            lines[-1] = _cut(f"{joined} …", font, room)
            return lines
        else:
            begun = _cut(word, font, room)
            lines = [*lines, begun] if lines[-1] else [begun]
    return lines


def _cut(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    if font.getlength(text) <= room:
        return text
    cut = text
    while cut and font.getlength(f"{cut}…") > room:
        cut = cut[:-1].rstrip()
    return f"{cut}…"


def _drawable(text: str) -> str:
    """A text without signs that the font has not; "" where it has not the letters."""
    text = " ".join(unicodedata.normalize("NFC", text[:_LONGEST]).split())
    missing = {sign for sign in set(text) if not sign.isspace() and not _has(sign)}
    if any(unicodedata.category(sign)[0] in "LMN" for sign in missing):
        return ""
    return " ".join("".join(sign for sign in text if sign not in missing).split())


@lru_cache(maxsize=4096)
def _has(sign: str) -> bool:
    font = _font(32)
    return bytes(font.getmask(sign)) != bytes(font.getmask(_ABSENT))


@lru_cache(maxsize=16)
def _font(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    file = resources.files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    font = ImageFont.truetype(io.BytesIO(file.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight, 100] if font.get_variation_axes()[0]["name"] == b"Weight" else [100, weight])
    return font
