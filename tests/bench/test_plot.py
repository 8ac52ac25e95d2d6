"""The picture of growth: a line for each engine, over the sizes that were measured."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from bench.engines import OURS
from bench.figures import Built, Crowd, EngineFigures, Pages, SizeFigures, Times
from bench.plot import ROW, growth

SVG = "{http://www.w3.org/2000/svg}"


def an_engine(*each: float) -> EngineFigures:
    return EngineFigures(
        Built(1, 1, 1), 1, {ROW: Pages(Times(each), Times(each))}, Times((1,)), Crowd(1, Times((1,))), 1
    )


def a_size(passages: int, **engines: Sequence[float]) -> SizeFigures:
    return SizeFigures(passages // 3, passages, {name: an_engine(*each) for name, each in engines.items()})


SIZES = [
    a_size(3_000, **{OURS: (5, 8), "Fast & <small>": (2, 3), "Slow": (60, 90)}),
    a_size(30_000, **{OURS: (8, 13), "Fast & <small>": (4, 5), "Slow": (500, 600)}),
    a_size(100_000, **{OURS: (15, 20), "Fast & <small>": (14, 21)}),
]


def drawn(sizes: Sequence[SizeFigures] = SIZES) -> ET.Element:
    picture = growth(sizes)
    assert picture
    return ET.fromstring(picture)


def points(line: ET.Element) -> list[tuple[float, ...]]:
    return [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]


def test_each_engine_has_a_line_for_p50_and_one_for_p95_with_a_point_for_each_size_it_was_measured_at():
    lines = [points(line) for line in drawn().iter(f"{SVG}polyline")]
    assert [len(line) for line in lines] == [3, 3, 3, 3, 2, 2]


def test_both_axes_are_logarithmic_and_slower_stands_higher():
    ours, _, fast, *_ = (points(line) for line in drawn().iter(f"{SVG}polyline"))
    (x1, slow), (x2, slower), (x3, slowest) = ours
    assert slow > slower > slowest
    assert abs((x2 - x1) / (x3 - x1) - 1 / 1.523) < 0.01  # a decade of log10(100,000 / 3,000)
    assert fast[0][1] > ours[0][1]


def test_the_picture_says_in_words_what_it_shows():
    picture = drawn()
    named = {element.attrib["id"]: element.text for element in picture if "id" in element.attrib}
    assert picture.attrib["role"] == "img"
    assert set(picture.attrib["aria-labelledby"].split()) == set(named)
    assert "Slow 60 / 90 at 3,000, 500 / 600 at 30,000." in named["about"]
    assert "Fast & <small> 2.0 / 3.0 at 3,000" in named["about"]


def test_names_stand_apart_and_inside_the_picture():
    names = [text for text in drawn().iter(f"{SVG}text") if text.attrib.get("class", "").startswith("c")]
    heights = sorted(float(name.attrib["y"]) for name in names)
    assert [name.text for name in names if "Fast" in (name.text or "")] == ["Fast & <small>: 14 / 21"]
    assert min(lower - upper for upper, lower in itertools.pairwise(heights)) >= 17
    assert heights[-1] < float(drawn().attrib["viewBox"].split()[3])


def test_it_is_readable_in_light_and_dark_and_needs_nothing_from_elsewhere():
    picture = growth(SIZES) or ""
    assert "prefers-color-scheme: dark" in picture
    assert not any(loaded in picture for loaded in ("url(", "href", "@import", "<script"))


def test_one_size_makes_no_line():
    assert growth(SIZES[:1]) is None
    assert growth([]) is None
