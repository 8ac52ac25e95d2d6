"""What is inferred from real folders, held against what a person says: date, kind, title and group of 300 files.

The labels beside this file hold for each file what a reader would say; the folders are not ours and lie beside the
checkout. No path rules: the defaults alone must do.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.library import Library

HERE = Path(__file__).parent
CORPORA = Path(os.environ.get("KB_CORPORA", HERE.parents[2] / "shared" / "corpora"))
LABELS = sorted((HERE / "labels").glob("*.tsv"))
FIELDS = ("title", "date", "kind", "group")
RIGHT = 0.98

pytestmark = pytest.mark.corpora


@dataclass(frozen=True)
class Verdict:
    path: str
    field: str
    expected: str
    inferred: str

    @property
    def right(self) -> bool:
        return self.expected == self.inferred


def verdicts(labels: Path) -> Iterator[Verdict]:
    catalog = Library(CORPORA / labels.stem).changes().catalog
    with labels.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            document = catalog.by_path(row["path"])
            assert document is not None, f"{row['path']} was not read at all"
            inferred = {
                "title": document.title,
                "date": str(document.date or ""),
                "kind": document.kind.value,
                "group": document.group or "",
            }
            for field in FIELDS:
                yield Verdict(row["path"], field, row[field] or "", inferred[field])


@pytest.mark.parametrize("labels", LABELS, ids=lambda path: path.stem)
def test_what_is_inferred_is_what_a_reader_would_say(labels, capsys):
    found = list(verdicts(labels))
    shares = {}
    for field in FIELDS:
        of_field = [verdict for verdict in found if verdict.field == field]
        shares[field] = sum(verdict.right for verdict in of_field) / len(of_field)
    wrong = [verdict for verdict in found if not verdict.right]
    with capsys.disabled():
        print(f"\n| {labels.stem:20} |", " | ".join(f"{field} {share:6.1%}" for field, share in shares.items()), "|")
    for verdict in wrong:
        print(f"{verdict.path}: {verdict.field} is {verdict.expected!r}, inferred was {verdict.inferred!r}")
    assert all(shares[field] >= RIGHT for field in ("title", "date", "kind")), wrong
