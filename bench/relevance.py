"""How well search finds: judged questions of real meetings, asked of a served library.

`python -m bench.relevance` (make relevance) makes a fresh library of each judged corpus, serves it, asks with the
corpora's own script, and writes the table. Tune on the training questions only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.report import DOCUMENT, machine, stop, table, write_section
from bench.sentences import corpora
from bench.serving import serving
from kb.usecases.looking_after.starting import start_library

CORPORA = ("qmsum", "qmsum-plain")
SPLITS = {"train": "training", "val": "validation"}
SCORES = ("meeting_mrr", "passage_mrr", "inside_mrr")
FLOOR = {"qmsum": (0.828, 0.751, 0.903), "qmsum-plain": (0.747, 0.644, 0.821)}
"""SQLite FTS5 with porter stems and stop words, headings three times as heavy, a section being a passage."""

REACH = {"qmsum": (0.88, 0.80, 0.92), "qmsum-plain": (0.81, 0.71, 0.83)}

Scores = dict[str, float]


def main() -> None:
    """Ask everything and write docs/benchmarks.md; say what is missing where there are no judged questions."""
    real = corpora()
    script = real.parent / "tools" / "relevance.py" if real else None
    missing = [name for name in CORPORA if real is None or not (real / name / "queries.tsv").exists()]
    if real is None or script is None or missing or not script.exists():
        what = " and ".join(missing) or "the script tools/relevance.py beside them"
        stop(f"The judged questions are missing: {what}. Set KB_CORPORA to the folder of the corpora.")
        return
    measured = {}
    for name in CORPORA:
        print(f"{name}: making the library and asking …", file=sys.stderr)
        measured[name] = ask(real / name, script)
    write_section(DOCUMENT, "relevance", relevance_section(measured))
    print(relevance_section(measured))


def ask(data: Path, script: Path) -> dict[str, Scores]:
    """The scores of each split, from a fresh library that holds the notes of `data` alone."""
    with tempfile.TemporaryDirectory(prefix="kb-relevance-") as folder:
        home = Path(folder)
        start_library(home)
        (home / "notes" / "about.md").unlink()
        shutil.copytree(data / "notes", home / "notes", dirs_exist_ok=True)
        with serving(home) as server:
            return {split: _scores(script, data, server.url, split) for split in SPLITS}


def _scores(script: Path, data: Path, url: str, split: str) -> Scores:
    command = [sys.executable, str(script), str(data), "--url", url, "--split", split, "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    answer = subprocess.run(command, capture_output=True, text=True, env=environment)
    if answer.returncode:
        stop(f"The questions could not be asked: {answer.stderr.strip()}")
    scores: Scores = json.loads(answer.stdout)
    return scores


def relevance_section(measured: dict[str, dict[str, Scores]]) -> str:
    """The table: floor, what is to be reached, and each split's scores."""
    head = ["", *SCORES, "inside_hit1", "empty", "questions", "p50 / p95 ms"]
    parts = [
        "## Relevance",
        f"`make relevance`, {machine()}. Judged questions about real transcripts, with topic headings (qmsum) and "
        "without (qmsum-plain). meeting_mrr: the right meeting among all; passage_mrr: the first passage that answers, "
        "among all; inside_mrr: the same within one meeting; 1 is perfect. Floor: SQLite FTS5, porter stems, stop "
        "words, headings ×3. Tuned on the training questions alone.",
    ]
    for name, splits in measured.items():
        rows = [
            ["floor", *(f"{value:.3f}" for value in FLOOR[name]), "", "", "", ""],
            ["**to reach**", *(f"**{value:.2f}**" for value in REACH[name]), "", "", "", ""],
            *(_row(SPLITS[split], scores, REACH[name]) for split, scores in splits.items()),
        ]
        parts += [f"### {name}", table(head, rows)]
    return "\n\n".join(parts)


def _row(label: str, scores: Scores, reach: tuple[float, ...]) -> list[str]:
    marked = [f"{scores[s]:.3f}{'' if scores[s] >= least else ' ✗'}" for s, least in zip(SCORES, reach, strict=True)]
    others = [f"{scores['inside_hit1']:.3f}", f"{scores['empty']:.3f}", f"{scores['questions']:.0f}"]
    return [label, *marked, *others, f"{scores['p50_ms']:.1f} / {scores['p95_ms']:.1f}"]


if __name__ == "__main__":
    main()
