"""Give a document another title, file name or group; move files and folders."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.library import FrontMatterUnreadable, OutsideLibrary, is_document, place, with_keys
from kb.library.infer import Place
from kb.library.moving import checked_name
from kb.library.texts import text_of, with_text
from kb.markup import with_title
from kb.model import Document, Kind, Viewer, slug
from kb.usecases.in_step.carrying_out import IN_THE_WAY, carried_out
from kb.usecases.in_step.planning import Planned, Planner
from kb.usecases.in_step.refresh import Progress
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.writing.creating import folder_for
from kb.usecases.writing.filenames import is_free, paths_for, safe_stem, stem_for
from kb.usecases.writing.reaching import check_group_page
from kb.usecases.writing.saving import Desk, Opened
from kb.usecases.writing.wording import Wording, checked

_OTHERS = (
    "Others could read {} then than can now. Who may read a document is changed in the document itself, or in the "
    "settings of its group."
)


@dataclass(frozen=True)
class Wish:
    """What a document is to be called, and where it is to be.

    Attributes:
        group: a slug, "" for none.
        name: of its file, without ending; "" to be named after the title.
        names_no_one: somebody said that the title names no one; needed under the Chatham House Rule.
    """

    title: str
    group: str
    name: str = ""
    names_no_one: bool = False


@dataclass(frozen=True)
class Moved:
    """What was moved: how many documents; where it is now; and documents in which nothing could be written down, so
    that a link to them may lead nowhere."""

    documents: int
    path: str
    plain: tuple[str, ...] = ()


def relocate(desk: Desk, viewer: Viewer, identifier: str, wish: Wish) -> str:
    """Do it, with every link to the document in all others. Gives its id, which is what it was.

    Raises NotThere, NotTheirs, WrongWords, Unnamed, NotWritten, HistoryUnusable, OSError; then nothing was changed.
    """

    def write() -> frozenset[str]:
        nonlocal identifier
        opened = desk.open(viewer, identifier)
        document = opened.document
        identifier = document.id
        wanted = checked(replace(opened.said, title=wish.title, group=wish.group), new=False)
        if not slug(wanted.title):
            raise WrongWords("title", "A document needs a title with a letter or a digit.")
        path = _path(desk, viewer, document, wanted, wish.name)
        content = _content(desk, opened, wanted, path)
        if path == document.path and content == opened.content:
            return frozenset()
        desk.check(viewer, document, path, content, wish.names_no_one)
        if path != document.path:
            check_group_page(desk.library, document)
        moves = (*_with_files(desk, document.path, path),)
        known = {document.path: (opened.content, opened.revision)}
        planned = Planner(desk.library, moves, {document.path: content}, known=known).plan()
        if set(planned.opened) - {document.path}:
            raise NotWritten(_OTHERS.format("other documents of this group"))
        carried_out(desk.library, desk.history, planned, viewer.account)
        return planned.steps.paths

    desk.patiently(write)
    return identifier


def read_there(desk: Desk, opened: Opened, group: str) -> Document:
    """What a document would be in another group, above all for whom; as far as can be told before it is moved."""
    wanted = replace(opened.said, group=group)
    path = f"{folder_for(desk, wanted)}/{posixpath.basename(opened.document.path)}".lstrip("/")
    try:
        return desk.library.would_be(path, _content(desk, opened, wanted, path), opened.document.id)
    except NotWritten:
        return opened.document


def move(
    desk: Desk, start: str, end: str, *, wider: bool = False, dry_run: bool = False, progress: Progress | None = None,
    begun: Callable[[Planned], None] = lambda _: None,
) -> Moved:  # fmt: skip
    """Move a document with its files, a file, or a folder with all that is in it: for whoever may write everything.

    `end`: its new path, or a folder that is there. `wider`: also where others can read something then. `begun` is told
    the plan before it is carried out. Raises NotWritten, HistoryUnusable, OSError; then nothing was changed.
    """
    moved = Moved(0, end)

    def write() -> frozenset[str]:
        nonlocal moved
        source, target = _asked(desk, start, end)
        moves = (*_with_files(desk, source, target),)
        documents = [p for p in desk.library.catalog.sources.readings if p == source or p.startswith(f"{source}/")]
        if progress:
            progress.begin(2 * len(documents))
        advance = _advance(progress)
        planned = Planner(desk.library, moves, advance=advance).plan()
        if planned.opened and not wider:
            raise NotWritten(_OTHERS.format(_named(planned.opened)))
        moved = Moved(len(planned.before), target, planned.plain)
        if dry_run:
            return frozenset()
        begun(planned)
        carried_out(desk.library, desk.history, planned, None, advance)
        return planned.steps.paths

    try:
        desk.patiently(write)
    finally:
        if progress:
            progress.end()
    return moved


def _path(desk: Desk, viewer: Viewer, document: Document, wanted: Wording, name: str) -> str:
    """Where it is to be. It stays where it is when nothing asks for another place."""
    stays = wanted.group == (document.group or "")
    here = Place.of(document.path)
    folder = document.path.rpartition("/")[0] if stays else folder_for(desk, wanted)
    if not stays and document.kind is Kind.GROUP:
        raise WrongWords("group", "The page of a group stays in its group.")
    if here.is_index and stays:
        return document.path  # it speaks for its folder
    dated = replace(wanted, date=document.date.iso if document.date else "")
    stem = safe_stem(slug(name), wanted.kind) if slug(name) else stem_for(dated)
    if stays and here.name in (stem, f"{stem}-{document.id}"):
        return document.path
    for path in paths_for(viewer, wanted.group, folder, stem, document.id):
        if path == document.path or is_free(desk.library, path):
            return path
    raise NotWritten("There are too many files of this name; choose another one.")


def _content(desk: Desk, opened: Opened, wanted: Wording, path: str) -> bytes:
    """The file with its title and group, and with what its old path told and the new one does not."""
    document, content = opened.document, opened.content
    try:
        if wanted.title != opened.said.title:
            content = with_text(content, with_title(text_of(content), opened.said.title, wanted.title))
        if wanted.group != opened.said.group:
            content = with_keys(content, {"group": None})
        facts = desk.library.facts_of(path, content)
        keys: dict[str, str | list[str] | None] = {}
        if facts.title != wanted.title:
            keys["title"] = wanted.title
        if facts.kind is not document.kind:
            keys["kind"] = document.kind.value
        if (facts.group or "") != wanted.group:
            keys["group"] = wanted.group
        if facts.date != document.date and document.date:
            keys["date"] = document.date.iso
        return with_keys(content, keys) if keys else content
    except FrontMatterUnreadable as error:
        raise NotWritten(f"{document.path} cannot be changed here. {error}") from None


def _asked(desk: Desk, start: str, end: str) -> tuple[str, str]:
    """From where to where, below notes/. Raises NotWritten."""
    notes = desk.library.notes
    source, target = start.strip("/"), end.strip("/")
    try:
        there = place(notes, source)
        if not there.exists() and not there.is_symlink():
            raise NotWritten(f"There is no {source} in the library.")
        target = checked_name(target) if target else ""
        into = place(notes, target) if target else notes
        if end.endswith("/") or (target != source and into.is_dir() and not there.samefile(into)):
            target = posixpath.join(target, posixpath.basename(source))
        if is_document(source) and not is_document(target):
            target += source[source.rindex(".") :]
        target = checked_name(target)
        found = place(notes, target)
    except OutsideLibrary as error:
        raise NotWritten(f"{error}.") from None
    if target == source:
        raise NotWritten(f"{source} is there already.")
    if target.startswith(f"{source}/"):
        raise NotWritten("A folder cannot be moved into itself.")
    if is_document(target) and not (is_document(source) and there.is_file()):
        raise NotWritten("A file that is no document, or a folder, cannot have the name of one.")
    if (found.exists() or found.is_symlink()) and not there.samefile(found):
        raise NotWritten(IN_THE_WAY.format(target))
    sources = desk.library.catalog.sources
    for other in (*sources.readings, *sources.files):
        if other.casefold() == target.casefold() and other != source:
            raise NotWritten(IN_THE_WAY.format(other))
    return source, target


def _with_files(desk: Desk, start: str, end: str) -> Iterator[tuple[str, str]]:
    """A document, and what lies in the folder of its own name: whole where no other document is in there."""
    yield start, end
    if start == end or not is_document(start) or not (desk.library.notes / start).is_file():
        return
    own, new = start.rpartition(".")[0], end.rpartition(".")[0]
    if own == new or not (desk.library.notes / own).is_dir():
        return
    if (desk.library.notes / new).exists():
        raise NotWritten(IN_THE_WAY.format(f"{new}/"))
    if not any(path.startswith(f"{own}/") for path in desk.library.catalog.sources.readings):
        yield own, new
        return
    document = desk.library.catalog.by_path(start)
    for file in document.files if document else ():
        if file.path.startswith(f"{own}/"):
            yield file.path, new + file.path[len(own) :]


def _named(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{len(paths):,} documents, such as {paths[0]},"


def _advance(progress: Progress | None) -> Callable[[], None]:
    return (lambda: progress.advance(1)) if progress else lambda: None
