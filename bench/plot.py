"""The growth of a page's time with the library, as a picture: docs/growth.svg, drawn by hand for light and dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bench.figures import SizeFigures

ROW = "question"
"""The row of the tables that is drawn: the dearest page."""

_WIDTH, _HEIGHT = 780, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 560, 64, 376  # edges of the field; names of the lines stand to its right
_APART = 17  # pixels between two names
_STEPS = (1, 2, 5)  # of each decade of the axis of time

_STYLE = """
  svg { --paper: #fff; --ink: #1f2328; --faint: #59636e; --rule: #d9dee3;
    --c0: #0b5fa5; --c1: #a04f00; --c2: #1a7f37; --c3: #8250df; --c4: #6a6a6a; }
  @media (prefers-color-scheme: dark) { svg { --paper: #14181d; --ink: #e9edf1; --faint: #a3adb8; --rule: #343b43;
    --c0: #6cb6ff; --c1: #ffa657; --c2: #56d364; --c3: #d2a8ff; --c4: #b0b0b0; } }
  .paper { fill: var(--paper) } text { fill: var(--ink); font: 13px system-ui, sans-serif }
  .head { font-weight: 600; font-size: 15px } .faint { fill: var(--faint); font-size: 12px }
  .rule { stroke: var(--rule) } .line { fill: none; stroke-width: 2 } .ours { stroke-width: 3.5 }
  .p95 { stroke-width: 1.5; stroke-dasharray: 5 4 }
""" + "\n".join(f"  .c{n} {{ stroke: var(--c{n}) }} text.c{n} {{ fill: var(--c{n}); stroke: none }}" for n in range(5))


@dataclass(frozen=True)
class _Line:
    """One engine: passages, p50 and p95 in milliseconds for each size at which it was measured."""

    name: str
    points: tuple[tuple[int, float, float], ...]


def growth(sizes: Sequence[SizeFigures]) -> str | None:
    """The picture as SVG; None where there are not two sizes to draw a line between."""
    lines = _lines(sizes)
    measured = sorted({passages for line in lines for passages, *_ in line.points})
    if len(measured) < 2:
        return None
    slowest = max(p95 for line in lines for _, _, p95 in line.points)
    fastest = min(p50 for line in lines for _, p50, _ in line.points)
    across = _Scale(measured[0], measured[-1], _LEFT + 12, _RIGHT - 12)
    up = _Scale(fastest / 1.3, slowest * 1.3, _BOTTOM, _TOP)
    drawn = [
        *_axis_of_passages(across, measured),
        *_axis_of_time(up),
        *(part for number, line in enumerate(lines) for part in _line(line, number, across, up)),
        *_names(lines, up),
    ]
    return _whole(lines, measured, drawn)


def _lines(sizes: Sequence[SizeFigures]) -> list[_Line]:
    ordered = sorted(sizes, key=lambda size: size.passages)
    lines = []
    for name in dict.fromkeys(name for size in ordered for name in size.engines):
        warm = [(size.passages, size.engines[name].pages[ROW].warm) for size in ordered if name in size.engines]
        lines.append(_Line(name, tuple((passages, times.p50, times.p95) for passages, times in warm if times.each)))
    return [line for line in lines if line.points]


@dataclass(frozen=True)
class _Scale:
    """Logarithmic: from a value to where it stands in the picture."""

    least: float
    most: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = math.log(value / self.least) / math.log(self.most / self.least)
        return self.start + share * (self.end - self.start)


def _axis_of_passages(across: _Scale, measured: list[int]) -> list[str]:
    marks = [
        f'<line class="rule" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_BOTTOM}"/>'
        f'<text class="faint" x="{x:.1f}" y="{_BOTTOM + 20}" text-anchor="middle">{passages:,}</text>'
        for passages in measured
        for x in (across(passages),)
    ]
    middle = (_LEFT + _RIGHT) / 2
    return [*marks, f'<text class="faint" x="{middle}" y="{_BOTTOM + 42}" text-anchor="middle">passages</text>']


def _axis_of_time(up: _Scale) -> list[str]:
    decades = range(math.floor(math.log10(up.least)), math.ceil(math.log10(up.most)) + 1)
    values = [step * 10.0**decade for decade in decades for step in _STEPS]
    return [
        f'<line class="rule" x1="{_LEFT}" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}"/>'
        f'<text class="faint" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,g} ms</text>'
        for value in values
        if up.least <= value <= up.most
        for y in (up(value),)
    ]


def _line(line: _Line, number: int, across: _Scale, up: _Scale) -> list[str]:
    colour = f"c{number % 5}{' ours' * (number == 0)}"
    half = " ".join(f"{across(passages):.1f},{up(p50):.1f}" for passages, p50, _ in line.points)
    most = " ".join(f"{across(passages):.1f},{up(p95):.1f}" for passages, _, p95 in line.points)
    return [
        f'<polyline class="line {colour}" points="{half}"/>',
        f'<polyline class="line {colour} p95" points="{most}"/>',
    ]


def _names(lines: Sequence[_Line], up: _Scale) -> list[str]:
    """Each at the end of its line, moved until none stands on another."""
    wanted = sorted((up(line.points[-1][1]), number) for number, line in enumerate(lines))
    heights: list[float] = []
    for height, _ in wanted:
        heights.append(max(height, heights[-1] + _APART) if heights else height)
    too_low = max(heights[-1] - _BOTTOM, 0)
    return [
        f'<text class="c{number % 5}" x="{_RIGHT + 10}" y="{height - too_low + 4:.1f}">{name}</text>'
        for height, (_, number) in zip(heights, wanted, strict=True)
        for name in (escape(_named(lines[number])),)
    ]


def _named(line: _Line) -> str:
    _, p50, p95 = line.points[-1]
    return f"{line.name}: {_ms(p50)} / {_ms(p95)}"


def _ms(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _whole(lines: Sequence[_Line], measured: list[int], drawn: list[str]) -> str:
    title = f"A {ROW}'s page over the size of the library"
    told = "; ".join(
        f"{line.name} " + ", ".join(f"{_ms(p50)} / {_ms(p95)} at {passages:,}" for passages, p50, p95 in line.points)
        for line in lines
    )
    about = f"Milliseconds, p50 / p95, from {measured[0]:,} to {measured[-1]:,} passages: {told}."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            'aria-labelledby="title about">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="about">{escape(about)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>',
            f'<text class="head" x="16" y="26">{escape(title)}</text>',
            '<text class="faint" x="16" y="46">In process, warm; both axes logarithmic. Line: p50, dashed: p95; '
            "beside each name both at the largest size, in ms.</text>",
            *drawn,
            "</svg>",
            "",
        ]
    )
