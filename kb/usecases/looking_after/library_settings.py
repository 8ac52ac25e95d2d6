"""What holds for the whole library, as a form: title, description and default visibility, in kb.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.history import Change, History
from kb.history.records import hash_of
from kb.library import (
    Library,
    OutsideLibrary,
    SiteUnreadable,
    Stale,
    load_site,
    read_revision,
    with_settings,
    write_revision,
)
from kb.library.files import SITE_FILES
from kb.library.site import Site
from kb.model import Visibility, leads_audience
from kb.people.accounts import FORMER, names_of
from kb.people.audit import note
from kb.state import State
from kb.usecases.in_step.recording import record_done, recorded
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.people.acting import acting_admin

_OF_THE_LIBRARY = "kb.yml"
"""The id under which the history has it, which no document can have; it is for the admins alone."""
LONGEST = {"title": 120, "description": 500}
ON, OFF = "on", "off"


@dataclass(frozen=True)
class Settings:
    """What kb.yml says, as a form shows it.

    Attributes:
        default_visibility: of documents for which neither they nor their group say one.
        empty_searches: "on" where searches that find nothing are counted, else "off".
    """

    title: str
    description: str
    default_visibility: str
    empty_searches: str


@dataclass(frozen=True)
class Opened:
    """kb.yml as it lies on disk; `content` and `revision` are empty where there is none."""

    path: str
    content: bytes
    revision: str
    said: Settings


def open_settings(library: Library) -> Opened:
    """Read kb.yml anew. Raises NotWritten where it cannot be changed from here."""
    path = _name(library.notes)
    try:
        content, revision = read_revision(library.notes / path)
        with_settings(content, {})
    except OutsideLibrary as error:
        raise NotWritten(f"{error}.") from None
    except SiteUnreadable as error:
        raise NotWritten(f"{path} {error}.") from None
    return Opened(path, content, revision, _said(load_site(library.notes)))


@dataclass(frozen=True)
class Version:
    """One version of kb.yml: when it came, from whom by name ("" for somebody in the folder itself), what it said."""

    at: int
    who: str
    text: str


def versions(state: State, history: History) -> list[Version]:
    """Those that were written from here, and what was there before each, newest first. Raises HistoryUnusable."""
    found = history.files([_OF_THE_LIBRARY])
    with state.read() as db:
        numbers = {each.by for each in found if each.by is not None}
        names = dict.fromkeys(numbers, FORMER) | names_of(db, numbers)
    return [
        Version(each.at, names[each.by] if each.by is not None else "", history.content(each).decode(errors="replace"))
        for each in found
        if not each.gone
    ]


def change_settings(
    state: State, library: Library, history: History, refresher: Refresher, by: int, revision: str, wanted: Settings
) -> None:
    """Write what differs into kb.yml; it holds everywhere when this returns.

    Raises NotAnAdmin, Stale where the file is not at this revision any more, WrongWords, NotWritten, OSError; then
    nothing was changed.
    """
    clean = _checked(wanted)

    def write() -> frozenset[str]:
        with state.write() as db:
            acting_admin(db, by)
            opened = open_settings(library)
            if opened.revision != revision:
                raise Stale
            said = vars(opened.said)
            keys = {name: value or None for name, value in vars(clean).items() if value != said[name]}
            if not keys:
                return frozenset()
            try:
                content = with_settings(opened.content, keys)
            except SiteUnreadable as error:
                raise NotWritten(f"{opened.path} {error}.") from None
            note(db, by, "library changed", detail=_told(keys))
            db.flush()
            _write(library, history, by, opened, content)
            return frozenset({opened.path})

    refresher.after(write)


def _write(library: Library, history: History, by: int, opened: Opened, content: bytes) -> None:
    """With what was there before in the history, and who it was. Raises Stale, HistoryUnusable, OSError; then nothing
    was changed."""
    if opened.revision:
        recorded(history, [_change(opened.path, opened.content)])
    with history.telling(opened.path, content, by, "Settings changed"):
        write_revision(library.notes / opened.path, content, opened.revision)
    record_done(history, _change(opened.path, content))


def _change(path: str, content: bytes) -> Change:
    return Change(path, _OF_THE_LIBRARY, leads_audience(None), hash_of(content), content, attached=True)


def _name(notes: Path) -> str:
    there = (name for name in SITE_FILES if (notes / name).is_symlink() or (notes / name).exists())
    return next(there, SITE_FILES[0])


def _said(site: Site) -> Settings:
    return Settings(
        site.title, site.description or "", site.default_visibility.value, ON if site.empty_searches else OFF
    )


def _checked(wanted: Settings) -> Settings:
    lines = {name: " ".join(value.split()) for name, value in vars(wanted).items()}
    for name, most in LONGEST.items():
        if len(lines[name]) > most:
            raise WrongWords(name, f"That is {len(lines[name])} letters long; at most {most} can be kept here.")
    if not lines["title"]:
        raise WrongWords("title", "A library needs a title.")
    if lines["default_visibility"] not in list(Visibility):
        raise WrongWords("default_visibility", "Choose who can read what says nothing about it.")
    return Settings(**{**lines, "empty_searches": ON if lines["empty_searches"] == ON else OFF})


def _told(keys: dict[str, str | None]) -> str:
    return ", ".join(f"{key} {value}" if key == "default_visibility" else key for key, value in keys.items())
