"""Write a new document: into the folder of its group, under a name that people can read."""

from __future__ import annotations

import secrets
from dataclasses import fields, replace

from kb.access import audiences_of, may_write_in
from kb.library import FrontMatterUnreadable, Stale, derived_id, place, read_revision, with_keys, with_text
from kb.library.facts import read_date
from kb.library.values import as_tags
from kb.model import Kind, Viewer, slug
from kb.usecases.group_pages import NotWritten, WrongWords, path_for
from kb.usecases.saving import Desk, NotTheirs
from kb.usecases.wording import LINES, Wording, checked

_MOST_OF_A_NAME = 99
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
"""What Windows takes for a device, whatever its ending."""

_KEYS = ("id", *LINES)


def create_document(
    desk: Desk, viewer: Viewer, wanted: Wording, *, once: str = "", why: str = "", names_no_one: bool = False
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
        while _is_taken(desk, identifier):  # by what they may not see, or by what is in the bin
            identifier = derived_id(f"new\n{secrets.token_hex(16)}")
        new = checked(wanted, new=True)
        if viewer.account is None or not may_write_in(viewer, new.group or None):
            raise NotTheirs
        if new.kind == Kind.GROUP:
            raise WrongWords("kind", "Groups are made by admins.")
        for path in _paths(desk, new):
            if read_revision(place(desk.library.notes, path))[1] or _has_folder(desk, path):
                continue
            content = _file(desk, path, new, identifier)
            desk.check(viewer, None, path, content, names_no_one)
            try:
                desk.put(viewer, path, content, why, "")
            except Stale:  # somebody else took the name this moment
                continue
            return frozenset({path})
        raise NotWritten("There are too many files of this name; choose another title.")

    desk.refresher.after(write)
    return identifier


def _is_taken(desk: Desk, identifier: str) -> bool:
    catalog = desk.library.catalog
    return bool(catalog.document(identifier, catalog.audiences) or desk.history.revisions([identifier]))


def _has_folder(desk: Desk, path: str) -> bool:
    """Are there files already that a document at this place would have? They are another's, who may be in the bin."""
    own = f"{path.removesuffix('.md')}/"
    return any(file.startswith(own) for file in desk.library.catalog.sources.files)


def _paths(desk: Desk, new: Wording) -> list[str]:
    folder = path_for_group(desk, new.group) if new.group else "resources" if new.kind == Kind.RESOURCE else ""
    name = _name(new)
    names = [name, *(f"{name}-{number}" for number in range(2, _MOST_OF_A_NAME))]
    return [f"{folder}/{each}.md" if folder else f"{each}.md" for each in names]


def path_for_group(desk: Desk, group: str) -> str:
    """The folder of a group: that of its page, else the one that is called like it."""
    catalog = desk.library.catalog
    found = catalog.group(group, catalog.audiences)
    return (found.home.path if found and found.home else path_for(desk.library, group)).rpartition("/")[0]


def _name(new: Wording) -> str:
    """`2020-03-31-notes` for what a meeting has one of; else the title, with its date before it."""
    try:
        day = read_date(new.date).iso if new.date else ""
    except ValueError:
        day = ""
    if day and new.kind in (Kind.NOTES, Kind.AGENDA):
        return f"{day}-{new.kind}"
    name = slug(new.title)
    return f"{name}-{new.kind}" if name in (*_DEVICES, "index", "readme") else name


def _file(desk: Desk, path: str, new: Wording, identifier: str) -> bytes:
    """The file, in which nothing is written down that its path says just so."""
    keys: dict[str, str | list[str] | None] = {"id": identifier, "title": new.title}
    keys |= {
        f.name: value
        for f in fields(new)
        if f.name in ("date", "visibility", "url", "description") and (value := getattr(new, f.name))
    }
    if new.tags:
        keys["tags"] = [tag.label for tag in as_tags(new.tags)[0]]
    text = new.text if not new.text or new.text.endswith("\n") else f"{new.text}\n"
    try:
        facts = desk.library.facts_of(path, with_keys(b"", keys))
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
