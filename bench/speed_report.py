"""The figures of a run as the "speed" part of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence

from bench.asks import ROWS
from bench.engines import OURS
from bench.figures import EngineFigures, Paced, Pages, ServedFigures, SizeFigures, Times
from bench.over_http import WORKERS
from bench.report import machine, table

REACH_AT = 10_000
"""Notes at which the figures to reach are stated."""

_NONE = "–"


def speed_section(sizes: Sequence[SizeFigures], source: str, missing: Sequence[str]) -> str:
    """All tables. `source` of the sentences; `missing`: engines that are not installed."""
    parts = [
        "## Speed and memory",
        f"`make bench`, {machine()}. {_about(source)}",
        *(f"Not measured: {name}, which is not installed." for name in missing),
    ]
    for size in sizes:
        parts += [f"### {size.notes:,} notes, {size.passages:,} passages", *_size(size)]
    return "\n\n".join(parts)


def _about(source: str) -> str:
    made = "real meeting notes" if source == "corpora" else "the example library (real notes are missing here)"
    return (
        f"Notes of about 600 words made of sentences of {made}: 12 groups, 120 tags, ten years, a tenth for members "
        "only. Every engine indexes the same passages in a process of its own and makes the same page: ten documents "
        "with the snippets of up to three passages each, exact total, four facets, only what a visitor may read. "
        "Milliseconds, "
        "p50 / p95; in brackets p50 as a multiple of ours. “First” is each question's first time in a fresh process. "
        "Figures move with the machine, ratios hardly."
    )


def _size(size: SizeFigures) -> list[str]:
    ours = size.engines.get(OURS)
    parts = ["**A page in process**", _pages_table(size.engines, ours)] if ours else []
    if size.served:
        parts += ["**A page of the running server**, one client that keeps its connection", _http_table(size.served)]
    if ours:
        parts += ["**Index, one change, many readers** in process", _index_table(size, ours)]
    if size.served:
        parts += ["**The program**", _program_table(size.served)]
        if size.notes == REACH_AT:
            parts += [f"**To reach at {REACH_AT:,} notes**", _reach_table(size.served)]
    return parts


def _pages_table(engines: dict[str, EngineFigures], ours: EngineFigures) -> str:
    others = {name: figures for name, figures in engines.items() if name != OURS}
    rows = [
        [row, _both(ours.pages[row].warm), _both(ours.pages[row].first)]
        + [
            f"{_both(f.pages[row].warm)} ({_ratio(f.pages[row].warm.p50, ours.pages[row].warm.p50)})"
            for f in others.values()
        ]
        for row in ROWS
    ]
    return table(["", OURS, "first", *others], rows)


def _http_table(served: ServedFigures) -> str:
    def line(name: str, html: Pages | None, json: Pages) -> list[str]:
        page = [_both(html.warm), _both(html.first)] if html else [_NONE, _NONE]
        return [name, *page, _both(json.warm), _both(json.first)]

    rows = [line(row, served.html[row], served.json[row]) for row in ROWS]
    rows.append(line("suggestions", None, served.suggestions))
    return table(["", "page", "first", "JSON", "first"], rows)


def _index_table(size: SizeFigures, ours: EngineFigures) -> str:
    engines = size.engines.values()
    rows = [
        [
            "build from passages, s",
            *(f"{f.built.seconds:.1f} ({_ratio(f.built.seconds, ours.built.seconds)})" for f in engines),
        ],
        ["passages a second", *(f"{size.passages / f.built.seconds:,.0f}" for f in engines)],
        ["on disk, MB", *(f"{f.built.megabytes:.0f}" for f in engines)],
        ["memory at the peak of the build, MB", *(f"{f.built.peak:.0f}" for f in engines)],
        ["an index that is there until its first page, ms", *(_number(f.opened) for f in engines)],
        ["one document replaced and found, ms", *(_both(f.update) for f in engines)],
        ["8 readers while one writes: page, ms", *(_both(f.crowd.pages) for f in engines)],
        ["the same: pages a second", *(f"{f.crowd.per_second:.0f}" for f in engines)],
        ["the same: a write, ms", *(_both(f.crowd.writes) for f in engines)],
        ["documents found by the same questions", *(f"{f.found:,}" for f in engines)],
    ]
    return table(["", *size.engines], rows)


def _program_table(served: ServedFigures) -> str:
    rows = [
        ["`kb index` of a new library, s", f"{served.indexed.seconds:.1f}"],
        ["its index on disk, MB", f"{served.indexed.megabytes:.0f}"],
        ["its memory at the peak, MB", f"{served.indexed.peak:.0f}"],
        ["`kb serve` with an index until the first answer, ms", _both(served.start)],
        ["an edit beside the program until found, ms", _both(served.edit)],
        ["8 readers while one edits: page, ms", _both(served.crowd.pages)],
        ["the same: pages a second", f"{served.crowd.per_second:.0f}"],
        ["the same: pages that failed", f"{served.crowd.failed}"],
        ["the same: an edit until found, ms", _both(served.crowd.writes)],
        *_paced_rows(served.paced),
        *(
            [f"pages a second, 8 readers, {workers} worker{'s' * (workers > 1)}", f"{served.per_second[workers]:.0f}"]
            for workers in WORKERS
        ),
        ["memory of the server after all that, MB", f"{served.memory:.0f}"],
        ["memory of its helper processes, MB", f"{served.helpers:.0f}"],
    ]
    return table(["", ""], rows)


def _paced_rows(paced: Paced) -> list[list[str]]:
    return [
        ["readers at half load while nobody edits: page, ms", _both(paced.usual.pages)],
        ["readers at half load while one edits: page, ms", _both(paced.edited.pages)],
        ["the same: p95 over the usual p95", f"{paced.ratio:.1f}×"],
        ["the same: slowest page over the usual p95", f"{paced.worst:.1f}×"],
        ["the same: pages a second", f"{paced.edited.per_second:.0f}"],
        ["the same: an edit until found, ms", _both(paced.edited.writes)],
    ]


def _reach_table(served: ServedFigures) -> str:
    slowest = max(served.html[row].warm.p95 for row in ROWS)
    reached = [
        ("page over HTTP, p95 of the slowest row", f"{slowest:.0f} ms", "60 ms", slowest < 60),
        ("start with an existing index", f"{served.start.p50:,.0f} ms", "2,000 ms", served.start.p50 < 2000),
        ("an edit until found, p95", f"{served.edit.p95:.0f} ms", "1,000 ms", served.edit.p95 < 1000),
        ("memory of the server", f"{served.memory:.0f} MB", "400 MB", served.memory < 400),
    ]
    rows = [[name, value, f"under {most}", "yes" if yes else "**no**"] for name, value, most, yes in reached]
    return table(["", "measured", "to reach", "reached"], rows)


def _both(times: Times) -> str:
    return f"{_number(times.p50)} / {_number(times.p95)}" if times.each else _NONE


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _ratio(value: float, ours: float) -> str:
    return f"{value / ours:.1f}×" if ours else _NONE
