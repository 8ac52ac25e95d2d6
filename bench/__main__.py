"""`python -m bench`: make the libraries, measure every engine and the server, write the tables."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench import hostile, inference, measure, plot
from bench.access import STEPS, access_part, measure_access
from bench.asks import Asks
from bench.child import in_child
from bench.corpus import Corpus, default_cache, make_corpus
from bench.engines import NAMES, installed
from bench.figures import EngineFigures, SizeFigures
from bench.over_http import measure_served
from bench.report import DOCUMENT, write_section
from bench.sentences import corpora, pool
from bench.speed_report import REACH_AT, speed_section

Told = Callable[[str], None]

_STEPS_OF_AN_ENGINE = 4
_STEPS_OF_THE_PROGRAM = 8
_STEPS_BEFORE = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write docs/benchmarks.md."""
    wanted = _arguments(arguments)
    sizes = [int(size) for size in wanted.sizes.split(",")]
    effort = measure.Effort(wanted.questions, wanted.rounds, wanted.seconds, wanted.starts)
    engines = [name for name in installed() if name in wanted.engines.split(",")]
    sentences = pool(corpora())
    steps = len(sizes) * (_STEPS_BEFORE + len(engines) * _STEPS_OF_AN_ENGINE + _STEPS_OF_THE_PROGRAM) + 1 + STEPS
    measured: list[SizeFigures] = []
    homes: dict[int, Path] = {}
    made: dict[int, Corpus] = {}
    began = time.monotonic()
    with _bar() as bar:
        task = bar.add_task("", total=steps)
        for size in sizes:

            def told(what: str, size: int = size) -> None:
                bar.update(task, advance=1, description=f"{size:,} notes: {what}")
                if not bar.console.is_terminal:
                    bar.console.print(f"{time.monotonic() - began:4.0f} s  {size:,} notes: {what}")

            told("making the library")
            corpus = make_corpus(size, sentences, wanted.cache)
            measured.append(measure_size(corpus, engines, effort, told))
            homes[measured[-1].passages] = corpus.home
            made[size] = corpus
        most = max(homes)
        told("worst queries", max(sizes))
        worst = hostile.worst_part(hostile.measure_worst(homes[most] / "index"), most)
        usual = REACH_AT if REACH_AT in made else max(sizes)
        access = measure_access(made[usual], wanted.questions, lambda what: told(what, usual))
    missing = [name for name in NAMES if name not in installed()]
    parts = [speed_section(measured, sentences.source, missing), worst, *_growth(measured, wanted.document)]
    write_section(wanted.document, "speed", "\n\n".join(parts))
    write_section(wanted.document, "access", access_part(access))
    inference.write(wanted.document)


def measure_size(corpus: Corpus, engines: Sequence[str], effort: measure.Effort, told: Told) -> SizeFigures:
    """Everything about one library. What is built on the way is removed again, the library itself is kept."""
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        entries = Path(scratch) / "entries"
        told("reading its passages")
        passages, asks = in_child(measure.prepare, corpus.folder, entries, effort.questions)
        figures = {}
        for name in engines:
            folder = Path(scratch) / name.replace(" ", "-")
            folder.mkdir()
            figures[name] = _measure_engine(name, folder, entries, asks, effort, told)
            shutil.rmtree(folder)
        index = corpus.home / "index"
        shutil.rmtree(index, ignore_errors=True)
        index.mkdir()
        told("kb index of a new library")
        indexed = in_child(measure.index_library, corpus.folder, index)
        served = measure_served(corpus.home, indexed, asks, effort, told)
    return SizeFigures(corpus.notes, passages, figures, served)


def _growth(measured: Sequence[SizeFigures], document: Path) -> Iterator[str]:
    """The picture beside the document, and the part that shows it; nothing where there is only one size."""
    picture = plot.growth(measured)
    if picture:
        file = document.with_name("growth.svg")
        file.write_text(picture, encoding="utf-8")
        yield f"### Growth\n\n![The page of a {plot.ROW} over the size of the library, by engine]({file.name})"


def _measure_engine(
    name: str, folder: Path, entries: Path, asks: Asks, effort: measure.Effort, told: Told
) -> EngineFigures:
    told(f"{name}: index")
    built = in_child(measure.build, name, folder, entries)
    told(f"{name}: pages")
    opened, pages, found = in_child(measure.pages, name, folder, asks, effort)
    told(f"{name}: changes")
    update = in_child(measure.updates, name, folder, entries)
    told(f"{name}: eight readers while one writes")
    crowd = in_child(measure.crowd, name, folder, asks, entries, effort.crowd)
    return EngineFigures(built, opened, pages, update, crowd, found)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    default = measure.Effort()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--sizes", default="1000,10000", help="numbers of notes, apart by commas; 35000 are 100,000 passages"
    )
    parser.add_argument("--engines", default=",".join(NAMES), help=f"of {', '.join(NAMES)}; apart by commas")
    parser.add_argument("--questions", type=int, default=default.questions, help="for each row of the tables")
    parser.add_argument("--rounds", type=int, default=default.rounds, help="how often all are asked again")
    parser.add_argument("--seconds", type=float, default=default.crowd, help="how long each crowd of readers reads")
    parser.add_argument("--starts", type=int, default=default.starts, help="how often the server is started")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where made libraries are kept")
    parser.add_argument("--document", type=Path, default=DOCUMENT, help="the document that holds the tables")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
