"""How the pages are made: colours that can be read, little to load, nothing from elsewhere, headings in order."""

from __future__ import annotations

import gzip
import itertools
import math
import re
import shutil
from pathlib import Path

import lxml.html
import pytest

CHECKOUT = Path(__file__).parents[2]
STATIC = CHECKOUT / "templates/static"
STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
SCRIPTS = sorted(STATIC.glob("*.js"))

ENOUGH = 4.5  # the contrast of text with what is behind it: WCAG 2.2, success criterion 1.4.3
MOST_SCRIPT, MOST_PAGE = 8 * 1024, 60 * 1024  # bytes, compressed

TOKENS = dict(re.findall(r"--([\w-]+):\s*([^;]+);", STYLE.partition("}")[0]))
HUES = re.findall(r"\.hue-(\d+) \{ --hue: (\d+) \}", STYLE)

Colour = tuple[float, float, float]
"""Red, green and blue of sRGB as light, that is without its transfer curve: each from 0 to 1."""


def colour(token: str, scheme: str, hue: float = 0) -> Colour:
    """What a token of the stylesheet is in a scheme, for a group's hue in degrees."""
    found = re.fullmatch(r"light-dark\((.+?\)?), (.+)\)", TOKENS[token])
    assert found, f"--{token} has no light and dark colour"
    written = found[1 if scheme == "light" else 2].replace("var(--hue)", str(hue))
    if written.startswith("#"):
        red, green, blue = (int(written[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return _light(red), _light(green), _light(blue)
    polar = re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", written)
    assert polar, f"{written} is no colour that this test can read"
    return _from_oklch(float(polar[1]) / 100, float(polar[2]), math.radians(float(polar[3])))


def _light(value: float) -> float:
    """IEC 61966-2-1: a value of sRGB as light."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _from_oklch(lightness: float, chroma: float, angle: float) -> Colour:
    """CSS Color 4, section 9.3 and its sample code: OKLCH by Oklab and the cones' answers to linear sRGB."""
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    within = [min(max(value, 0.0), 1.0) for value in (red, green, blue)]
    return within[0], within[1], within[2]


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2: from 1 for the same to 21 for black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(of: Colour) -> float:
    return 0.2126 * of[0] + 0.7152 * of[1] + 0.0722 * of[2]


def test_this_test_knows_what_black_white_and_a_known_colour_are():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    red = _from_oklch(0.627955, 0.257683, math.radians(29.2339))
    assert red == pytest.approx((1, 0, 0), abs=1e-3)


def test_there_are_twelve_hues_and_no_two_are_alike():
    assert [number for number, _ in HUES] == [str(number) for number in range(12)]
    assert len({hue for _, hue in HUES}) == 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("behind", ["paper", "sheet", "wash", "accent-wash"])
def test_the_colour_of_every_group_can_be_read(scheme, behind):
    weak = {
        f"hue-{number}": round(found, 2)
        for number, hue in HUES
        if (found := contrast(colour("accent", scheme, float(hue)), colour(behind, scheme, float(hue)))) < ENOUGH
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "behind"),
    [
        *itertools.product(("ink", "quiet", "link"), ("paper", "sheet", "wash", "accent-wash")),
        ("ink", "mark"),
        ("sheet", "link"),  # a button
        ("paper", "ink"),  # the bar of matches
    ],
)
def test_text_can_be_read_on_everything_it_stands_on(scheme, front, behind):
    for _, hue in HUES:
        assert contrast(colour(front, scheme), colour(behind, scheme, float(hue))) >= ENOUGH


@pytest.fixture
def kinds(library, site):
    """A page of every kind, of the example library: its address and what it answers."""
    shutil.rmtree(library.notes)
    shutil.copytree(CHECKOUT / "notes", library.notes)
    pages = site()
    documents = pages.get("/api/v1/documents", params={"per_page": 100}).json()["results"]
    addresses = [
        "/", "/groups", "/groups/pogo", "/groups/north", "/groups/pogo/2020-03-31", "/tags", "/tags/procurement",
        "/search", "/search?q=market+engagement", "/search?q=market&kind=notes&year=1999", "/search?q=xyzzyplugh",
        "/search?q=treacel", "/nowhere", "/api/docs", *(entry["url"] for entry in documents),
        documents[-1]["url"] + "?q=meeting",
    ]  # fmt: skip
    return {address: pages.get(address).text for address in addresses}


def test_scripts_are_small_together():
    assert len(gzip.compress(b"".join(path.read_bytes() for path in SCRIPTS))) <= MOST_SCRIPT
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS) <= MOST_SCRIPT


def test_a_page_with_all_it_loads_is_small(kinds):
    loaded = sum(len(gzip.compress(path.read_bytes())) for path in (*SCRIPTS, STATIC / "style.css"))
    heavy = {
        address: size
        for address, html in kinds.items()
        if (size := loaded + len(gzip.compress(html.encode()))) > MOST_PAGE
    }
    assert heavy == {}


def test_no_page_has_a_style_a_script_or_a_handler_of_its_own(kinds):
    own = "//@style | //style | //@*[starts-with(name(), 'on')] | //script[not(@src)] | //*[@*[starts-with(., 'javascript:')]]"
    assert {address: found for address, html in kinds.items() if (found := lxml.html.fromstring(html).xpath(own))} == {}


def test_nothing_is_loaded_from_elsewhere(kinds):
    loading = "//@src | //@srcset | //@poster | //@data | //link[not(@rel='canonical')]/@href | //form/@action"
    for address, html in kinds.items():
        foreign = [found for found in lxml.html.fromstring(html).xpath(loading) if not found.startswith("/")]
        assert foreign == [], address


def test_the_site_itself_leads_nowhere_else(kinds):
    """Links to other sites are those that the notes have."""
    for address, html in kinds.items():
        page = lxml.html.fromstring(html)
        around = page.xpath("//header[@class='bar']//@href | //footer//@href | //nav//@href | //aside//@href")
        assert [href for href in around if not href.startswith(("/", "#"))] == [], address


def test_every_page_has_one_heading_of_the_first_level_and_skips_none_below(kinds):
    wrong = {}
    for address, html in kinds.items():
        levels = [int(heading.tag[1]) for heading in lxml.html.fromstring(html).xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        steps = all(after <= before + 1 for before, after in itertools.pairwise(levels))
        if levels[:1] != [1] or levels.count(1) != 1 or not steps:
            wrong[address] = levels
    assert wrong == {}
