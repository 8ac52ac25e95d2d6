"""What a catalog is made from: everything that was read, before anything follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.library.persistent import PersistentMap
from kb.library.reading import Reading
from kb.library.site import Site
from kb.model import Problem


@dataclass(frozen=True)
class Sources:
    """What a catalog is made from.

    Attributes:
        readings: of every document, by path.
        files: the other files.
        problems: of files and folders that are no documents.
    """

    site: Site
    readings: PersistentMap[Reading]
    files: PersistentMap[int]
    problems: tuple[Problem, ...] = ()
