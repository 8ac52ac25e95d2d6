"""What a group says of itself: its page, index.md in its folder, as a form for its leads; and the first one of a group.

Only what differs from what the page says is written, so all else in the file stays as somebody wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from kb.access import may_open_to
from kb.history import GROUP_MADE, History
from kb.library import (
    FrontMatterUnreadable,
    Library,
    OutsideLibrary,
    Stale,
    place,
    read_revision,
    with_keys,
    write_revision,
)
from kb.library.facts import Facts
from kb.library.files import LARGEST, decode
from kb.library.frontmatter import read_front_matter
from kb.library.values import NO_RULE
from kb.model import CHATHAM_HOUSE, Kind, Viewer, Visibility, slug
from kb.people.accounts import account
from kb.people.audit import note
from kb.people.links import drop_invitations
from kb.people.memberships import empty_group
from kb.people.viewing import viewer_of
from kb.state import State
from kb.usecases.in_step.recording import change_of, record_done
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.people.acting import acting_admin
from kb.usecases.people.membership import acting, group_there

UNREADABLE = "?"
"""Stands for a visibility or rule in the file that cannot be read: whatever is chosen instead is written."""
LONGEST = {"title": 120, "description": 500, "lead": 300}


@dataclass(frozen=True)
class Said:
    """What a group's page says, as a form shows it.

    Attributes:
        rule: `chatham-house`, `none`, or UNREADABLE.
        visibility: "" where it is the library's, or UNREADABLE.
        joining: `ask`, or "" for by invitation.
    """

    title: str
    description: str = ""
    lead: str = ""
    rule: str = NO_RULE
    visibility: str = ""
    joining: str = ""


@dataclass(frozen=True)
class GroupPage:
    """The page of a group as it lies on disk.

    Attributes:
        path: below notes/. content, revision: both empty where there is no such file yet.
        said: what it says. now: who can read it and all of the group that does not say so itself.
    """

    path: str
    content: bytes
    revision: str
    said: Said
    now: Visibility


def open_page(library: Library, group: str) -> GroupPage:
    """Read a group's page anew. Raises NotWritten where its front matter cannot be changed from here."""
    found = group_there(library.catalog, group)
    if found is None:
        raise NotWritten("This group is not there any more: none of its documents is.")
    path = found.home.path if found.home else path_for(library, group)
    try:
        content, revision = read_revision(place(library.notes, path))
    except OutsideLibrary as error:
        raise NotWritten(f"{error}.") from None
    front = read_front_matter(decode(content[:LARGEST])[0])
    if front.broken:
        raise NotWritten(f"{path} cannot be changed here. {front.problems[0][1]}")
    facts = library.facts_of(path, content)
    said = _said(facts, {key.casefold() for key in front.values})
    usual = library.site.default_visibility
    return GroupPage(
        path,
        content,
        revision,
        said if revision else replace(said, title=found.title),
        Visibility.LEADS if facts.closed else facts.visibility or usual,
    )


def change_page(
    state: State,
    library: Library,
    history: History,
    refresher: Refresher,
    by: int,
    group: str,
    revision: str,
    wanted: Said,
) -> None:
    """Write what differs into the group's page; it holds everywhere when this returns.

    Raises NotALead, Stale where the file is not at this revision any more, WrongWords, NotWritten, OSError; then
    nothing was changed.
    """

    def write() -> frozenset[str]:
        with state.write() as db:
            acting(db, by, group)
            viewer = viewer_of(db, account(db, by))
            page = open_page(library, group)
            if page.revision != revision:
                raise Stale
            clean = _checked(wanted)
            keys = _differing(page.said, clean)
            _check_readers(library, viewer, page, keys)
            content = _page_of(library, group, page.path, page.content, _new_keys(revision, clean) | keys)
            if content == page.content:
                return frozenset()
            note(db, by, "group changed", group=group, detail=_told(keys))
            db.flush()
            _write(library, history, by, page.path, content, revision)
            return frozenset({page.path})

    refresher.after(write)


def make_group(state: State, library: Library, history: History, refresher: Refresher, by: int, wanted: Said) -> str:
    """Make a group: its folder, named by its title, with a page. Returns its slug.

    Raises NotAnAdmin, WrongWords, NotWritten, OSError; then nothing was changed.
    """
    clean = _checked(wanted)
    group = slug(clean.title)

    def write() -> frozenset[str]:
        with state.write() as db:
            acting_admin(db, by)
            if there := library.catalog.group(group, library.catalog.audiences):
                raise WrongWords("title", f"There is a group “{there.title}” already, at /groups/{there.slug}.")
            path = f"{group}/index.md"
            keys = _new_keys("", clean) | _differing(Said(clean.title), clean)
            content = _page_of(library, group, path, b"", keys)
            empty_group(db, group)  # who was in an earlier one of this name is not in this one
            drop_invitations(db, group)
            note(db, by, "group made", group=group)
            db.flush()
            try:
                _write(library, history, by, path, content, "")
            except (Stale, OutsideLibrary):
                raise NotWritten(f"There is a file {path} already, of another group or none.") from None
            return frozenset({path})

    refresher.after(write)
    return group


def _write(library: Library, history: History, by: int, path: str, content: bytes, revision: str) -> None:
    """With who it was in the history. Raises Stale, OutsideLibrary, OSError; then nothing was changed."""
    target = place(library.notes, path)
    with history.telling(path, content, by, "Group changed" if revision else GROUP_MADE):
        write_revision(target, content, revision)
    record_done(history, change_of(library.document_after(path, content), path, content))


def _said(facts: Facts, keys: set[str]) -> Said:
    more = dict(facts.extra)
    visibility = facts.visibility.value if facts.visibility else UNREADABLE if "visibility" in keys else ""
    return Said(
        title=facts.title,
        description=facts.description or "",
        lead=more.get("lead", ""),
        rule=facts.rule or (UNREADABLE if "rule" in keys else NO_RULE),
        visibility=visibility,
        joining="ask" if more.get("joining", "").casefold() == "ask" else "",
    )


def _checked(wanted: Said) -> Said:
    """On one line each, and not too long. Raises WrongWords."""
    lines = {f.name: " ".join(getattr(wanted, f.name).split()) for f in fields(wanted)}
    for name, most in LONGEST.items():
        if len(lines[name]) > most:
            raise WrongWords(name, f"That is {len(lines[name])} letters long; at most {most} can be kept here.")
    if not slug(lines["title"]):
        raise WrongWords("title", "A group needs a title with a letter or a digit.")
    if lines["visibility"] not in ("", *Visibility):
        raise WrongWords("visibility", "Choose who can read it.")
    if lines["rule"] not in (NO_RULE, CHATHAM_HOUSE):
        raise WrongWords("rule", "Choose a rule, or none.")
    return Said(**{**lines, "joining": "ask" if lines["joining"] == "ask" else ""})


def _differing(said: Said, wanted: Said) -> dict[str, str | None]:
    """The keys to write: those of which the page says something else."""
    new = {f.name: getattr(wanted, f.name) for f in fields(wanted)}
    return {name: value or None for name, value in new.items() if value != getattr(said, name)}


def _new_keys(revision: str, wanted: Said) -> dict[str, str | None]:
    """What the first page of a group says in any case."""
    return {} if revision else {"title": wanted.title}


def _check_readers(library: Library, viewer: Viewer, page: GroupPage, keys: dict[str, str | None]) -> None:
    if "visibility" not in keys:
        return
    usual = library.site.default_visibility
    chosen = Visibility(keys["visibility"]) if keys["visibility"] else usual
    if chosen not in may_open_to(viewer, page.now, usual):
        raise WrongWords("visibility", "Only an admin can let more people read this group than is usual here.")


def _page_of(library: Library, group: str, path: str, content: bytes, keys: dict[str, str | None]) -> bytes:
    """The file with these keys, so that it is the page of this group. Raises NotWritten."""
    try:
        content = with_keys(content, keys)
        facts = library.facts_of(path, content)
        needed = {"kind": Kind.GROUP.value} if facts.kind is not Kind.GROUP else {}
        needed |= {"group": group} if facts.group != group else {}
        return with_keys(content, needed)
    except FrontMatterUnreadable as error:
        raise NotWritten(f"{path} cannot be changed here. {error}") from None


def path_for(library: Library, group: str) -> str:
    """Where the page of a group that has none belongs: into the folder that is called like it, else a new one."""
    documents = (d for d in library.catalog.every() if d.group == group)
    for parts in (document.path.split("/")[:-1] for document in documents):
        for depth, folder in enumerate(parts, 1):
            if slug(folder) == group:
                return "/".join((*parts[:depth], "index.md"))
    return f"{group}/index.md"


def _told(keys: dict[str, str | None]) -> str:
    """Which keys, and who can read it now; nothing else of what the page says."""
    return ", ".join(f"{key} {value or 'usual'}" if key == "visibility" else key for key, value in keys.items())
