"""What the files of documents are called, so that no name tells of a document that somebody may not see."""

from __future__ import annotations

from collections.abc import Iterator

from kb.library import Library
from kb.library.facts import read_date
from kb.library.moving import is_device
from kb.model import Kind, Viewer, slug
from kb.usecases.writing.wording import Wording

_MOST = 99


def stem_for(new: Wording) -> str:
    """`2020-03-31-notes` for what a meeting has one of; else the title."""
    try:
        day = read_date(new.date).iso if new.date else ""
    except ValueError:
        day = ""
    if day and new.kind in (Kind.NOTES, Kind.AGENDA):
        return f"{day}-{new.kind}"
    return safe_stem(slug(new.title), new.kind)


def safe_stem(name: str, kind: str) -> str:
    """A name that is no device of Windows, and does not speak for its folder."""
    return f"{name}-{kind}" if is_device(name) or name in ("index", "readme") else name


def paths_for(viewer: Viewer | None, group: str, folder: str, stem: str, identifier: str) -> Iterator[str]:
    """Paths to be tried one after the other.

    Whoever may see everything in a group has the plain name where it is free. For others the id is always part of it:
    a name that gave way to another would tell them of a file that is hidden from them.
    """
    start = f"{folder}/" if folder else ""
    if viewer is None or viewer.admin or group in viewer.leads:
        yield f"{start}{stem}.md"
    yield f"{start}{stem}-{identifier}.md"
    for number in range(2, _MOST):
        yield f"{start}{stem}-{identifier}-{number}.md"


def is_free(library: Library, path: str) -> bool:
    """Is nothing there, nor files that a document at this place would have? Those are another's, who may be in the
    bin. Capitals make no difference."""
    stem = path.rpartition(".")[0]
    target, folder = library.notes / path, library.notes / stem
    if target.is_symlink() or target.exists() or folder.is_symlink() or folder.exists():
        return False
    sources, folded = library.catalog.sources, path.casefold()
    return not any(other.casefold() == folded for files in (sources.readings, sources.files) for other in files)
