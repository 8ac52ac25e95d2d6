"""How much of what nobody wrote down is inferred rightly: compared with files labelled by hand, by the defaults alone.

`python -m bench.inference` writes the table; `make bench` does so too. The labels are in tests/corpora/labels, one
table for each corpus: path, title, date, kind, group; an empty field means there is none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.report import DOCUMENT, table, write_section
from bench.sentences import CHECKOUT, corpora
from kb.library import Library

LABELS = CHECKOUT / "tests" / "corpora" / "labels"
FIELDS = ("date", "kind", "title", "group")
REACH = 98  # percent, for date, kind and title


@dataclass(frozen=True)
class Agreement:
    """One corpus: how many files were labelled, how many agree in each field, and which do not."""

    corpus: str
    files: int
    agreeing: dict[str, int]
    differences: tuple[str, ...]


def agreement(corpus: str, notes: Path, labels: Path) -> Agreement:
    """Compare what the library infers for each labelled file with its label."""
    with labels.open(encoding="utf-8", newline="") as stream:
        labelled = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {document.path: document for document in Library(notes, None).changes().catalog.every()}
    agreeing = dict.fromkeys(FIELDS, 0)
    differences = []
    for label in labelled:
        document = found.get(label["path"])
        inferred = dict.fromkeys(FIELDS, "")
        if document:
            date = str(document.date) if document.date else ""
            inferred = {
                "date": date, "kind": str(document.kind), "title": document.title, "group": document.group or "",
            }  # fmt: skip
        for field in FIELDS:
            if inferred[field] == label[field]:
                agreeing[field] += 1
            else:
                differences.append(f"{corpus}/{label['path']}: {field} “{inferred[field]}”, not “{label[field]}”")
    return Agreement(corpus, len(labelled), agreeing, tuple(differences))


def every_agreement(real: Path) -> list[Agreement]:
    """One for each table of labels whose corpus is in `real`."""
    tables = [path for path in sorted(LABELS.glob("*.tsv")) if (real / path.stem).is_dir()]
    return [agreement(path.stem, real / path.stem, path) for path in tables]


def write(document: Path = DOCUMENT) -> list[Agreement]:
    """Write the table into the document; says in one line where there are no corpora, and writes nothing then."""
    real = corpora()
    if real is None:
        print("Inference: there are no real notes beside the checkout (set KB_CORPORA), so its table stays as it is.")
        return []
    found = every_agreement(real)
    write_section(document, "inference", inference_section(found))
    return found


def inference_section(found: Iterable[Agreement]) -> str:
    """The table, each field in percent of the labelled files."""
    found = list(found)
    rows = [[f.corpus, str(f.files), *(_percent(f.agreeing[field], f.files) for field in FIELDS)] for f in found]
    files = sum(f.files for f in found)
    totals = [_percent(sum(f.agreeing[field] for f in found), files) for field in FIELDS]
    rows.append(["**all**", f"**{files}**", *(f"**{total}**" for total in totals)])
    return "\n\n".join(
        [
            "## What is inferred",
            "Title, date, kind and group of real notes by the defaults alone (no path rules), compared with labels "
            f"written by hand; to reach: {REACH}% for date, kind and title. In percent of the files labelled.",
            table(["corpus", "files", *FIELDS], rows),
        ]
    )


def _percent(part: int, whole: int) -> str:
    share = f"{100 * part / max(whole, 1):.1f}".removesuffix(".0")
    return share if part * 100 >= REACH * whole else f"{share} ✗"


if __name__ == "__main__":
    for each in write():
        for difference in each.differences:
            print(difference)
