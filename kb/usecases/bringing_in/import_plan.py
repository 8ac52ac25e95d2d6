"""Which files an import takes, at which paths, and which of them belong to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from kb.intake import Bytes, Taken
from kb.intake.names import safe_path
from kb.library import Library, is_document, list_files
from kb.library.attached import attach
from kb.library.reading import file_of, interpret
from kb.usecases.bringing_in.imported import NothingToImport


def plan_import(library: Library, sources: Iterable[Path], into: str = "") -> list[tuple[Path, str]]:
    """Every file to take in, with the path below notes/ it gets: a folder's contents, or single files by their names.

    Raises NothingToImport for a source that is not there, or that lies in the library's own notes.
    """
    notes = library.notes.resolve()
    target = _inside(into)
    planned: list[tuple[Path, str]] = []
    for source in sources:
        if not source.exists():
            raise NothingToImport(f"There is nothing at {source}.")
        if source.resolve().is_relative_to(notes):
            raise NothingToImport(f"{source} is in the library already.")
        if source.is_dir():
            planned += [(source / name, str(target / name)) for name in sorted(list_files(source).stamps)]
        else:
            planned.append((source, str(target / source.name)))
    return planned


def belonging(library: Library, planned: Sequence[tuple[Path, str]]) -> frozenset[str]:
    """The paths of planned files that a planned document shows, links to, or has in its own folder."""
    readings = {}
    for source, path in planned:
        if is_document(path):
            try:
                readings[path] = interpret(path, file_of(source.read_bytes()), library.site.rules)[0]
            except OSError:  # it is said when its turn comes
                continue
    attached, _ = attach({path: 0 for _, path in planned if not is_document(path)}, readings)
    return frozenset(file.path for files in attached.values() for file in files)


def files_within(path: str, taken: Taken) -> Iterator[tuple[str, Bytes]]:
    """The files within a file with the paths they get: those of a ZIP beside it, as if it had been unpacked there;
    those of a message in a folder of its name.
    """
    folder = PurePosixPath(path).parent if taken.format.name == "zip" else PurePosixPath(path).with_suffix("")
    for number, inner in enumerate(taken.files, 1):
        name = inner.name if taken.format.name == "zip" else inner.name.replace("\\", "/").rpartition("/")[2]
        yield str(folder / (safe_path(name) or f"attached-{number}")), inner


def _inside(into: str) -> PurePosixPath:
    folder = PurePosixPath(into.replace("\\", "/"))
    if folder.is_absolute() or ".." in folder.parts:
        raise NothingToImport(f"--into takes a folder below notes/, not {into}.")
    return folder
