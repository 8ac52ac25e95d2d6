"""Find what is wrong with a library: files that need mending, and links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kb.files import Texts
from kb.library import Catalog, Library
from kb.library.files import read_text
from kb.library.frontmatter import read_front_matter
from kb.library.leads import dead_anchors, files_amiss
from kb.model import Problem
from kb.usecases.in_step.reading_files import FileReader


@dataclass(frozen=True)
class Checked:
    """What a check saw: how many documents, and every problem in the order of path and line."""

    documents: int
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Is there anything a person should mend? Notes alone are none."""
        return any(problem.severity != "note" for problem in self.problems)

    def with_problems(self, more: Iterable[Problem]) -> Checked:
        """And these, in the order of all."""
        return Checked(self.documents, tuple(sorted((*self.problems, *more), key=_order)))


def check_library(notes: Path, index: Path, *, links: bool = False) -> Checked:
    """Read every file anew and say what is wrong; with `links`, also which links inside the library lead nowhere, and
    which files no document has, or several.

    Attached files are read where the index does not know them yet. Nothing is written: neither a note nor the index.
    """
    library = Library(notes, None)
    catalog = library.changes().catalog
    files = FileReader(library, Texts.copy(index))
    left = list(files.unread(catalog))
    while left:
        _, left = files.read(left)
    checked = known_problems(catalog, files, links=links)
    if not links:
        return checked
    return checked.with_problems((*dead_anchors(catalog, partial(_text, notes)), *files_amiss(catalog)))


def known_problems(catalog: Catalog, files: FileReader, *, links: bool = False) -> Checked:
    """The same of what was read already, but for places within documents."""
    problems = [*catalog.problems(), *files.problems(catalog), *(catalog.dead_links() if links else ())]
    return Checked(len(catalog.every()), tuple(sorted(problems, key=_order)))


def _order(problem: Problem) -> tuple[str, int, str]:
    return problem.path, problem.line or 0, problem.message


def _text(notes: Path, path: str) -> str | None:
    try:
        return read_front_matter(read_text(notes, path).text).body
    except OSError:
        return None
