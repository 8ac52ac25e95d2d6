"""Take a folder or files of Markdown into the library, as they are.

Names and relative paths are kept, so links between the files still lead where they did. Nothing is overwritten and
nothing is done twice: a second run finds what the first one wrote. Each document gets the one thing a permalink needs,
its `id`, written into its front matter; all else is kept byte for byte. What was inferred is reported, with from what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from kb.library import (
    FrontMatterUnreadable,
    Library,
    OutsideLibrary,
    derived_id,
    is_document,
    list_files,
    place,
    with_values,
    write_atomically,
)
from kb.model import CHATHAM_HOUSE, Kind, slug
from kb.usecases.refresh import Progress

Outcome = Literal["imported", "already there", "different", "failed"]


@dataclass(frozen=True)
class Wishes:
    """What an import writes into every document that does not say it itself."""

    group: str | None = None
    kind: str | None = None
    tags: tuple[str, ...] = ()
    visibility: str | None = None


@dataclass(frozen=True)
class ImportedFile:
    """What became of one file.

    Attributes:
        source: as it was given; `path` below notes/.
        outcome: `imported`; `already there`, the same as an earlier run wrote; `different`, another file has this name
            and stays as it is; `failed`, then `reason` says why.
        inferred: for title, date, kind and group the value, and in words what it was inferred from.
    """

    source: Path
    path: str
    outcome: Outcome
    reason: str = ""
    inferred: dict[str, tuple[str, str]] = field(default_factory=dict)


class NothingToImport(Exception):
    """A path that was given does not exist, or lies where it cannot be imported from."""


class UnderTheRule(Exception):
    """Notes of this group must not be published as they are."""


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


def import_files(
    library: Library, planned: list[tuple[Path, str]], wishes: Wishes, progress: Progress, *, dry_run: bool = False
) -> list[ImportedFile]:
    """Write each planned file below notes/ (not with `dry_run`), and say what became of it and what was inferred.

    The documents are in the folder then, not yet in the index: refresh does that, as for every other change.
    """
    files = []
    progress.begin(len(planned))
    try:
        for source, path in planned:
            files.append(_take_in(library, source, path, wishes, dry_run))
            progress.advance(1)
    finally:
        progress.end()
    return files


def _take_in(library: Library, source: Path, path: str, wishes: Wishes, dry_run: bool) -> ImportedFile:
    try:
        content = source.read_bytes()
        if is_document(path):
            content = _with_wishes(content, path, wishes)
            _refuse_under_the_rule(library, library.inferred(path, content))
        target = place(library.notes, path)
        outcome = _written(target, content, dry_run)
    except (OutsideLibrary, UnderTheRule) as error:
        return ImportedFile(source, path, "failed", str(error))
    except OSError as error:
        return ImportedFile(source, path, "failed", error.strerror or str(error))
    reason = "another file of this name is there and was left as it is" if outcome == "different" else ""
    inferred = library.inferred(path, content) if is_document(path) and outcome != "different" else {}
    return ImportedFile(source, path, outcome, reason, inferred)


def _written(target: Path, content: bytes, dry_run: bool) -> Outcome:
    if target.exists():
        return "already there" if target.is_file() and target.read_bytes() == content else "different"
    if not dry_run:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content, overwrite=False)
    return "imported"


def _with_wishes(content: bytes, path: str, wishes: Wishes) -> bytes:
    """The content with its id and what was wished for; as it is where its front matter cannot be read."""
    values: dict[str, str | list[str]] = {"id": derived_id(path)}
    for key, value in (("group", wishes.group), ("kind", wishes.kind), ("visibility", wishes.visibility)):
        if value:
            values[key] = value
    if wishes.tags:
        values["tags"] = list(wishes.tags)
    try:
        return with_values(content, values)
    except FrontMatterUnreadable:
        return content


def _refuse_under_the_rule(library: Library, inferred: dict[str, tuple[str, str]]) -> None:
    """Under the Chatham House Rule nothing is published that nobody has read for who said what."""
    group = slug(inferred.get("group", ("", ""))[0])
    home = next((d for d in library.catalog.every() if d.kind is Kind.GROUP and d.group == group), None)
    if home and home.rule == CHATHAM_HOUSE:
        raise UnderTheRule(
            f"{home.title} meets under the Chatham House Rule, so nothing is imported into it unread; take out names "
            "and organisations and put the file into its folder yourself"
        )


def _inside(into: str) -> PurePosixPath:
    folder = PurePosixPath(into.replace("\\", "/"))
    if folder.is_absolute() or ".." in folder.parts:
        raise NothingToImport(f"--into takes a folder below notes/, not {into}.")
    return folder
