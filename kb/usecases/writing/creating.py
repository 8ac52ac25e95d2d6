"""Write a new document: into the folder of its group, under a name that people can read."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path

from kb.access import audiences_of, may_write_in
from kb.library import (
    FrontMatterUnreadable,
    Library,
    OutsideLibrary,
    Stale,
    derived_id,
    place,
    read_revision,
    with_keys,
    with_text,
)
from kb.library.values import as_tags
from kb.library.writing import sync_folder
from kb.model import Document, Kind, Viewer
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.writing.filenames import is_free, paths_for, stem_for
from kb.usecases.writing.group_pages import path_for
from kb.usecases.writing.saving import Desk, NotTheirs, check_rule
from kb.usecases.writing.wording import LINES, Wording, checked

_KEYS = ("id", *LINES, "rule")


@dataclass(frozen=True)
class Parcel:
    """What a new document brings along beside its words.

    Attributes:
        files: by name, of those that will lie in the folder of its own name.
        text: what it says, by the name of that folder as it stands in links.
        place: where an earlier try began, which was broken off; "" for none.
        settle: is told the place before anything is written there, and "" where nothing was.
    """

    files: Sequence[tuple[str, Path]] = ()
    text: Callable[[str], str] | None = None
    place: str = ""
    settle: Callable[[str], None] = lambda _: None


NOTHING_MORE = Parcel()


def create_document(
    desk: Desk,
    viewer: Viewer,
    wanted: Wording,
    *,
    once: str = "",
    why: str = "",
    names_no_one: bool = False,
    parcel: Parcel = NOTHING_MORE,
) -> str:
    """Write it; it is found when this returns. Gives its id.

    `once`: what a form has that is sent twice; the second time there is nothing more to do. Raises NotTheirs,
    WrongWords, Unnamed, NotWritten, OSError; then nothing was written.
    """
    identifier = derived_id(f"new\n{once or secrets.token_hex(16)}")

    def write() -> frozenset[str]:
        nonlocal identifier
        catalog = desk.library.catalog
        if catalog.document(identifier, audiences_of(viewer, catalog.audiences)):
            return frozenset()
        if parcel.place and is_written(desk.library, parcel.place, identifier):
            return _with_files(parcel.place)
        while _is_taken(desk, identifier):  # by what they may not see, or by what is in the bin
            identifier = derived_id(f"new\n{secrets.token_hex(16)}")
        new = checked(wanted, new=True)
        if viewer.account is None or not may_write_in(viewer, new.group or None):
            raise NotTheirs
        if new.rule:
            check_rule(viewer, new, new.group)
        if new.kind == Kind.GROUP:
            raise WrongWords("kind", "Groups are made by admins.")
        take_back(desk.library, parcel.place, identifier)
        for path in paths_for(viewer, new.group, folder_for(desk, new), stem_for(new), identifier):
            if not is_free(desk.library, path):
                continue
            said = replace(new, text=parcel.text(path.rpartition("/")[2].removesuffix(".md"))) if parcel.text else new
            content = _file(desk.library, path, said, identifier)
            desk.check(viewer, None, path, content, names_no_one)
            parcel.settle(path)
            try:
                _lay_down(desk.library, path, identifier, parcel.files)
                desk.put(viewer, desk.change(path, content), why, "")
            except BaseException as error:
                take_back(desk.library, path, identifier)
                parcel.settle("")
                if isinstance(error, Stale):  # somebody else took the name this moment
                    continue
                raise
            return _with_files(path)
        raise NotWritten("There are too many files of this name; choose another title.")

    desk.refresher.after(write)
    return identifier


def _is_taken(desk: Desk, identifier: str) -> bool:
    catalog = desk.library.catalog
    return bool(catalog.document(identifier, catalog.audiences) or desk.history.revisions([identifier]))


def _with_files(path: str) -> frozenset[str]:
    """What is to be taken in of a new document: its file, and the folder of its name."""
    return frozenset({path, path.removesuffix(".md")})


def is_written(library: Library, path: str, identifier: str) -> bool:
    """Is there a document of this id at this place of the disk, whatever the catalog knows of it yet?"""
    try:
        content, _ = read_revision(place(library.notes, path))
        return bool(content) and library.facts_of(path, content).id == identifier
    except (OSError, OutsideLibrary):
        return False


def take_back(library: Library, path: str, identifier: str) -> frozenset[str]:
    """Remove the files of a document that was never written at this place. Gives the paths that are to be looked at."""
    if not path or is_written(library, path, identifier):
        return frozenset()
    with suppress(OutsideLibrary):
        target = place(library.notes, path)
        shutil.rmtree(_staging(target, identifier), ignore_errors=True)
        if not target.exists():
            shutil.rmtree(target.with_suffix(""), ignore_errors=True)
    return _with_files(path)


def _lay_down(library: Library, path: str, identifier: str, files: Sequence[tuple[str, Path]]) -> None:
    """Write the files of a document that is about to be, all at once, by renaming their folder. Raises OSError."""
    if not files:
        return
    target = place(library.notes, path)
    staging = _staging(target, identifier)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, source in files:
        with source.open("rb") as file, (staging / name).open("xb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
    sync_folder(staging)
    staging.rename(target.with_suffix(""))
    sync_folder(target.parent)


def _staging(target: Path, identifier: str) -> Path:
    """Where the files wait: hidden, so that nobody takes them for documents."""
    return target.with_name(f".kb-{identifier}.tmp")


def folder_for(desk: Desk, new: Wording) -> str:
    """Where a document of this group and kind belongs, "" for notes/ itself."""
    return path_for_group(desk, new.group) if new.group else "resources" if new.kind == Kind.RESOURCE else ""


def path_for_group(desk: Desk, group: str) -> str:
    """The folder of a group: that of its page, else the one that is called like it."""
    catalog = desk.library.catalog
    found = catalog.group(group, catalog.audiences)
    return (found.home.path if found and found.home else path_for(desk.library, group)).rpartition("/")[0]


def would_be_new(desk: Desk, wanted: Wording) -> Document | None:
    """The document that this would be if it were new; None where a field is wrong."""
    try:
        new = checked(wanted, new=True)
        path = next(paths_for(None, new.group, folder_for(desk, new), stem_for(new), "new"))
        return desk.library.would_be(path, _file(desk.library, path, new, "new"), "new")
    except (WrongWords, NotWritten):
        return None


def _file(library: Library, path: str, new: Wording, identifier: str) -> bytes:
    """The file, in which nothing is written down that its path says just so."""
    keys: dict[str, str | list[str] | None] = {"id": identifier, "title": new.title}
    keys |= {
        f.name: value
        for f in fields(new)
        if f.name in ("date", "visibility", "url", "description") and (value := getattr(new, f.name))
    }
    if new.tags:
        keys["tags"] = [tag.label for tag in as_tags(new.tags)[0]]
    if new.rule:
        keys["rule"] = new.rule
    text = new.text if not new.text or new.text.endswith("\n") else f"{new.text}\n"
    try:
        facts = library.facts_of(path, with_keys(b"", keys))
        if facts.kind != new.kind:
            keys["kind"] = new.kind
        if (facts.group or "") != new.group:
            keys["group"] = new.group
        content = with_keys(b"", {key: keys[key] for key in _KEYS if key in keys})
        return with_text(content, text)
    except FrontMatterUnreadable as error:
        raise NotWritten(str(error)) from None


def begun(kind: str) -> Wording:
    """What a new document of a kind begins with."""
    return replace(Wording(kind=kind), text=_BEGINNINGS.get(kind, ""))


_BEGINNINGS = {
    Kind.AGENDA.value: "## Welcome\n\n## What has happened since last time\n\n## Topics\n\n- \n\n## Next meeting\n",
    Kind.NOTES.value: "## What was said\n\n\n## Decisions\n\n- Decision: \n\n## Actions\n\n- Action: \n",
}
