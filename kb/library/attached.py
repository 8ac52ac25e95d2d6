"""Which files belong to which document."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kb.library.reading import Reading
from kb.model import AttachedFile

Files = Mapping[str, int]
"""Every file of notes/ that is no document: its path, and its size in bytes."""


def owners(files: Files, readings: Mapping[str, Reading]) -> dict[str, str]:
    """For each file in a document's own folder (at any depth) the path of that document; the nearest one has it."""
    by_stem = {path.rpartition(".")[0]: path for path in sorted(readings)}
    owned: dict[str, str] = {}
    of_folder: dict[str, str | None] = {}
    for file in files:
        folder = file.rpartition("/")[0]
        if folder not in of_folder:
            of_folder[folder] = next((by_stem[f] for f in _upwards(folder) if f in by_stem), None)
        if owner := of_folder[folder]:
            owned[file] = owner
    return owned


def attach(files: Files, readings: Mapping[str, Reading]) -> tuple[dict[str, tuple[AttachedFile, ...]], dict[str, str]]:
    """The attached files of every document that has some, by its path; and the owner of each file in a folder of its
    document.

    A document has what lies in its own folder, and what it links to unless that is in another document's folder.
    """
    if not files:
        return {}, {}
    owned = owners(files, readings)
    of: dict[str, set[str]] = defaultdict(set)
    for file, owner in owned.items():
        of[owner].add(file)
    # What lies in the folder of a document is its own. It may be hidden: no name of a file elsewhere may depend on it.
    loose = {file: size for file, size in files.items() if file not in owned}
    by_name: dict[str, list[str]] = defaultdict(list)
    for file in loose:
        by_name[posixpath.basename(file)].append(file)
    for path, reading in readings.items():
        for target in reading.targets:
            of[path].update(_meant(target, loose, by_name))
    attached = {path: _named(path, paths, files) for path, paths in of.items()}
    return attached, owned


def with_folders_of(files: Files, paths: Iterable[str]) -> bool:
    """Does any file lie in the own folder of a document at one of these paths?"""
    own = {path.rpartition(".")[0] for path in paths}
    folders = {file.rpartition("/")[0] for file in files} if own else set()
    return any(not own.isdisjoint(_upwards(folder)) for folder in folders)


def within_reach(files: Files, reading: Reading) -> frozenset[str]:
    """The files that a document has, or could come to have: whoever has them now."""
    own, targets = reading.path.rpartition(".")[0] + "/", frozenset(reading.targets)
    return frozenset(
        file for file in files if file in targets or file.startswith(own) or f"//{posixpath.basename(file)}" in targets
    )


def _upwards(folder: str) -> Iterable[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _meant(target: str, files: Files, by_name: Mapping[str, list[str]]) -> Iterable[str]:
    """The files, of these, that a link means."""
    if target.startswith("//"):
        found = by_name.get(target[2:], ())
        return found if len(found) == 1 else ()  # of several nobody knows which is meant
    return (target,) if target in files else ()


def _named(document: str, paths: Iterable[str], files: Files) -> tuple[AttachedFile, ...]:
    """With names unique in the document: as in its own folder, else the file's, with folders where two share it."""
    own = document.rpartition(".")[0] + "/"
    named: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: (not path.startswith(own), path)):
        if path.startswith(own):
            named[path.removeprefix(own)] = path
            continue
        parts = path.split("/")
        names = ("/".join(parts[-length:]) for length in range(1, len(parts) + 1))
        name = next((name for name in names if name not in named), None)
        number = 2
        while name is None or name in named:
            name = f"{number}/{path}"
            number += 1
        named[name] = path
    return tuple(AttachedFile(name, path, files[path]) for name, path in sorted(named.items()))
