"""The craft of the pages: contrast, weight, and what must not be in them."""

from __future__ import annotations

import gzip
import math
import re
import shutil
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest

from kb.markup.points import LABELS

CHECKOUT = Path(__file__).parents[2]
STATIC = CHECKOUT / "templates" / "static"
STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
KINDS_OF_PAGES = (
    "/",
    "/groups",
    "/groups/pogo",
    "/groups/pogo/2020-03-31",
    "/tags",
    "/tags/procurement",
    "/search?q=market+engagement",
    "/search?q=xyzzyplugh",
    "/over-time?q=treacle",
    "/news",
    "/d/k7w3qd/monthly-call-pre-procurement-market-engagement?q=market",
    "/api/docs",
    "/nowhere",
)

Colour = tuple[float, float, float]


@pytest.fixture
def pages(library, site):
    shutil.rmtree(library.notes)
    shutil.copytree(CHECKOUT / "notes", library.notes)
    return site()


def token(name: str) -> tuple[str, str]:
    """The light and the dark value of a colour token."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", STYLE)
    assert found is not None, name
    return found[1], found[2]


def linear(hexadecimal: str) -> Colour:
    """A colour in linear light, as WCAG 2.2 computes it from sRGB."""
    parts = (int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """OKLCH in linear sRGB, clipped to what a screen can show. Source: CSS Color 4, section 18."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741  # the names of the source
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s
    green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s
    blue = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    return tuple(min(1.0, max(0.0, c)) for c in (red, green, blue))  # type: ignore[return-value]


def contrast(one: Colour, other: Colour) -> float:
    lights = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def accents() -> dict[int, tuple[Colour, Colour]]:
    """For each of the twelve hues its accent, light and dark."""
    rule = re.search(
        r"--accent: light-dark\(oklch\((\d+)% ([\d.]+) var\(--hue\)\), oklch\((\d+)% ([\d.]+) var\(--hue\)\)\)", STYLE
    )
    assert rule is not None
    light, light_chroma, dark, dark_chroma = map(float, rule.groups())
    hues = {int(n): float(hue) for n, hue in re.findall(r"\.hue-(\d+) \{ --hue: (\d+) \}", STYLE)}
    return {n: (oklch(light / 100, light_chroma, h), oklch(dark / 100, dark_chroma, h)) for n, h in hues.items()}


def test_the_colour_of_every_group_can_be_read_in_light_and_dark():
    assert sorted(accents()) == list(range(12))
    for surface in ("paper", "sheet", "wash"):
        light, dark = token(surface)
        for number, (on_light, on_dark) in accents().items():
            assert contrast(on_light, linear(light)) >= 4.5, (number, surface, "light")
            assert contrast(on_dark, linear(dark)) >= 4.5, (number, surface, "dark")


@pytest.mark.parametrize("text", ["ink", "quiet", "link"])
def test_text_can_be_read_on_every_surface(text):
    for surface in ("paper", "sheet", "wash"):
        for scheme in (0, 1):
            assert contrast(linear(token(text)[scheme]), linear(token(surface)[scheme])) >= 4.5, (surface, scheme)


def test_marked_words_can_be_read():
    for scheme in (0, 1):
        assert contrast(linear(token("ink")[scheme]), linear(token("mark")[scheme])) >= 4.5


WRITING = {"write.js", "toolbar.js", "complete.js", "files.js", "draft.js", "upload.js"}
"""Scripts of the forms in which somebody writes; no reader is sent them."""


def test_all_scripts_for_readers_are_at_most_8_kb_compressed_and_those_for_writers_12():
    scripts = sorted(STATIC.glob("*.js"))
    for_readers = b"".join(path.read_bytes() for path in scripts if path.name not in WRITING)
    for_writers = b"".join(path.read_bytes() for path in scripts if path.name in WRITING)
    assert len(gzip.compress(for_readers)) <= 8_000
    assert len(gzip.compress(for_writers)) <= 12_000


def test_a_page_with_its_style_and_scripts_is_at_most_60_kb_compressed(pages):
    static = sum(
        len(gzip.compress(path.read_bytes())) for path in STATIC.iterdir() if path.suffix in (".css", ".js", ".svg")
    )
    weights = {address: len(gzip.compress(pages.get(address).content)) + static for address in KINDS_OF_PAGES}
    assert max(weights.values()) <= 60_000, weights


@pytest.mark.parametrize("address", KINDS_OF_PAGES)
def test_a_page_is_whole_in_itself(pages, address):
    page = lxml.html.fromstring(pages.get(address).text)
    assert (
        page.xpath(
            "//style | //@style | //script[not(@src or @type='application/ld+json')] | //@*[starts-with(name(), 'on')]"
        )
        == []
    )
    loaded = page.xpath(
        "//script/@src | //img/@src | //form/@action"
        " | //link[@rel!='canonical' and not(contains(@type, 'oembed'))]/@href"
    )
    assert [one for one in loaded if not one.startswith("/") or one.startswith("//")] == []


@pytest.mark.parametrize("address", KINDS_OF_PAGES)
def test_a_page_has_one_title_and_skips_no_level_of_heading(pages, address):
    page = lxml.html.fromstring(pages.get(address).text)
    levels = [int(heading.tag[1]) for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    assert page.findtext(".//title").strip()


def test_every_field_and_picture_has_its_words(pages):
    for address in KINDS_OF_PAGES:
        page = lxml.html.fromstring(pages.get(address).text)
        labelled = set(page.xpath("//label/@for"))
        assert [i for i in page.xpath("//input[not(@type='hidden')]/@id") if i not in labelled] == [], address
        assert page.xpath("//img[not(@alt)]") == [], address


def test_the_label_of_a_point_can_be_read():
    rule = re.search(
        r"\.point \{ --accent-wash: light-dark\(oklch\((\d+)% ([\d.]+) [^)]*\)\), oklch\((\d+)% ([\d.]+) ", STYLE
    )
    assert rule is not None
    light, light_chroma, dark, dark_chroma = map(float, rule.groups())
    hues = dict(
        re.findall(r"\.(decision|action|question|triumph|treacle|fascinated|frustrated) \{ --hue: (\d+) \}", STYLE)
    )
    assert set(hues) == set(LABELS.values())
    for name, hue in hues.items():
        for scheme, shade in enumerate(
            (oklch(light / 100, light_chroma, float(hue)), oklch(dark / 100, dark_chroma, float(hue)))
        ):
            assert contrast(linear(token("ink")[scheme]), shade) >= 4.5, (name, scheme)
