"""The picture of a card."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kb.outward.drawing import HEIGHT, WIDTH, Words, drawn, oklch


def picture(
    title: str, above: str = "Notes · POGO · 31 March 2020", rule: str = "", hue: int | None = 145
) -> Image.Image:
    data = drawn(Words(title, above, rule, "Our club", hue))
    assert len(data) < 60_000
    shown = Image.open(io.BytesIO(data))
    assert (shown.format, shown.size) == ("PNG", (WIDTH, HEIGHT))
    return shown.convert("RGB")


def inked(shown: Image.Image, top: int, bottom: int) -> list[int]:
    """The rows between these that have something on them, the band at the edge left out."""
    paper = shown.getpixel((WIDTH - 1, 0))
    rows = shown.crop((40, 0, WIDTH, HEIGHT))
    return [y for y in range(top, bottom) if any(rows.getpixel((x, y)) != paper for x in range(0, rows.width, 2))]


def test_a_title_is_drawn_with_what_it_belongs_to():
    shown = picture("Monthly call", rule="Shared under the Chatham House Rule")
    assert inked(shown, 70, 130), "whose it is"
    assert inked(shown, 150, 240), "the title"
    assert inked(shown, 460, 500), "the rule"
    assert inked(shown, 510, 560), "the library"
    assert shown.getpixel((5, 300)) == pytest.approx(oklch(0.45, 0.1, 145), abs=4)
    assert not inked(picture("Monthly call"), 460, 500)


def test_a_long_title_takes_more_lines_and_stays_off_the_rest():
    for title in ("Word " * 60, "W" * 900, "pre-procurement " * 9):
        shown = picture(title, rule="Shared under the Chatham House Rule")
        assert inked(shown, 250, 330) or " " not in title
        assert not inked(shown, 440, 455)
        paper = shown.getpixel((WIDTH - 1, 0))
        assert {shown.getpixel((x, y)) for x in range(WIDTH - 75, WIDTH) for y in range(0, HEIGHT, 7)} == {paper}


@pytest.mark.parametrize("title", ["Встреча группы", "Ζήτω η Ελλάδα", "Łódź – “ünï” ẞ Đặng", "Party 🎉"])
def test_letters_of_three_alphabets_are_drawn(title):
    assert inked(picture(title), 150, 240)


@pytest.mark.parametrize("title", ["会議の記録", "اجتماع", "בדיקה", "🎉", "\x00", "", "Call 会議"])
def test_what_the_font_has_not_is_left_out_rather_than_shown_as_boxes(title):
    assert not inked(picture(title), 150, 240)


@settings(max_examples=25)
@given(st.text(max_size=80))
def test_no_title_is_too_strange(title):
    picture(title, above=title)


@pytest.mark.parametrize(
    ("colour", "rgb"),
    [((1.0, 0.0, 0), (255, 255, 255)), ((0.0, 0.0, 0), (0, 0, 0)), ((0.628, 0.2577, 29.23), (255, 0, 0))],
)
def test_colours_are_those_of_style_sheets(colour, rgb):
    assert oklch(*colour) == pytest.approx(rgb, abs=1)
