"""Find what is wrong with a library: files that need mending, and links that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.library import Catalog, Library
from kb.model import Problem


@dataclass(frozen=True)
class Checked:
    """What a check saw: how many documents, and every problem in the order of path and line."""

    documents: int
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Is there anything a person should mend? Notes alone are none."""
        return any(problem.severity != "note" for problem in self.problems)


def check_library(notes: Path, *, links: bool = False) -> Checked:
    """Read every file anew and say what is wrong; with `links`, also which links inside the library lead nowhere.

    Nothing is written: neither a note nor the index.
    """
    return known_problems(Library(notes, None).changes().catalog, links=links)


def known_problems(catalog: Catalog, *, links: bool = False) -> Checked:
    """The same of what was read already."""
    problems = [*catalog.problems(), *(catalog.dead_links() if links else ())]
    problems.sort(key=lambda problem: (problem.path, problem.line or 0, problem.message))
    return Checked(len(catalog.every()), tuple(problems))
