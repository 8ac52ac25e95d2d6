"""Attach files to a document, put others in their place, and take them away: what was there is in the history.

They lie in the folder of the document's own name. Each change is a commit of its document (`History.files`); what
somebody put there from outside is kept the first time it is touched from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from kb.access import audiences_of
from kb.history import Change
from kb.library import Stale, place, read_revision, remove_revision
from kb.library.links import bases
from kb.model import CHATHAM_HOUSE, AttachedFile, Document, Viewer
from kb.usecases.in_step.recording import change_of, record_done, recorded
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.writing.saving import Desk, NotThere, Unnamed

NEW = "new/"
"""What stands before the name of a file in the text of a document that has no place yet."""

_MOST_OF_A_NAME = 999
_PICTURE = re.compile(r"!\[((?:[^\[\]\\\n]|\\.)*)\]\((<[^<>\n]*>|[^()\s]*)")


@dataclass(frozen=True)
class Upload:
    """A file as it may be kept: its name is one that every system can hold, and nothing in it says who made it where
    that could be taken out."""

    name: str
    data: bytes


def own_folder(document: Document) -> str:
    """Where its files lie, below notes/ and with a `/` behind it."""
    return f"{document.path.rpartition('.')[0]}/"


def is_own(document: Document, file: AttachedFile) -> bool:
    """Does it lie in the document's own folder? All else is only linked to from it, and may be another's as well."""
    return file.path.startswith(own_folder(document))


def attach(desk: Desk, viewer: Viewer, identifier: str, upload: Upload, *, names_no_one: bool = False) -> AttachedFile:
    """Put a file into the folder of a document, under a name that is free; the same file twice is there once.

    Raises NotThere, NotTheirs, Unnamed, NotWritten, HistoryUnusable, OSError; then nothing was changed.
    """
    done = ""

    def write() -> frozenset[str]:
        nonlocal done
        document = _document(desk, viewer, identifier, names_no_one)
        sizes = desk.library.catalog.sources.files
        for path in _paths(desk, own_folder(document), upload.name):
            if sizes.get(path, len(upload.data)) != len(upload.data):
                continue
            there, revision = read_revision(place(desk.library.notes, path))
            if not revision:
                _put(desk, viewer, document, path, upload.data, f"Attached {upload.name}", revision)
            elif there != upload.data:
                continue
            done = path
            return frozenset({path})
        raise NotWritten("There are too many files of this name here; give it another one.")

    desk.refresher.after(write)
    return _attached(desk, viewer, identifier, done)


def put_in_place(
    desk: Desk, viewer: Viewer, identifier: str, name: str, upload: Upload, *, names_no_one: bool = False
) -> AttachedFile:
    """Put another file in the place of an attached one: every link to it goes on; what it was stays in the history.

    Raises what `attach` raises, and NotWritten where it is a file of another kind.
    """
    path = ""

    def write() -> frozenset[str]:
        nonlocal path
        document = _document(desk, viewer, identifier, names_no_one)
        path = _own(document, name).path
        if _ending(upload.name) != _ending(path):
            raise NotWritten(f"This takes the place of a file that ends in .{_ending(path)}; choose one that does too.")
        revision = _keep(desk, document, path)
        _put(desk, viewer, document, path, upload.data, f"Replaced {name}", revision)
        return frozenset({path})

    desk.refresher.after(write)
    return _attached(desk, viewer, identifier, path)


def detach(desk: Desk, viewer: Viewer, identifier: str, name: str, *, names_no_one: bool = False) -> None:
    """Take an attached file away; it stays in the history. Raises what `attach` raises."""

    def write() -> frozenset[str]:
        document = _document(desk, viewer, identifier, names_no_one)
        path = _own(document, name).path
        revision = _keep(desk, document, path)
        assert viewer.account is not None
        with desk.history.telling(path, None, viewer.account, f"Took {name} away"):
            remove_revision(place(desk.library.notes, path), revision)
        record_done(desk.history, change_of(document, path, None, attached=True))
        return frozenset({path})

    desk.patiently(write)


def target_of(path: str, name: str) -> str:
    """How the text of a document at `path` names a file in its own folder."""
    return f"{path.rpartition('.')[0].rpartition('/')[2]}/{name}"


def placed(text: str, own: str, names: Sequence[str]) -> str:
    """The text of a new document that gets its place now; `own`: the folder of its name, to which its files go."""
    for name in names:
        text = text.replace(f"]({NEW}{name}", f"]({own}/{name}")
    return text


def description(document: Document, text: str, file: AttachedFile) -> str | None:
    """The words that stand for a picture where a text shows it first; None where it is not shown."""
    return next((found[1] for found in _PICTURE.finditer(text) if _means(document, found[2], file)), None)


def described(document: Document, text: str, file: AttachedFile, words: str) -> str:
    """The text with these words for a picture, wherever it is shown."""
    safe = re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split()))
    return _PICTURE.sub(
        lambda found: f"![{safe}]({found[2]}" if _means(document, found[2], file) else found[0],
        text,
    )


def numbered(name: str) -> Iterator[str]:
    """`picture.png`, then `picture-2.png` and on; `makefile`, then `makefile-2`: names to try until one is free."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    yield name
    for number in range(2, _MOST_OF_A_NAME):
        yield f"{stem}-{number}{dot}{ending}"


def linking(desk: Desk, viewer: Viewer, document: Document, files: Sequence[AttachedFile]) -> dict[str, list[Document]]:
    """For the path of each file the documents whose text shows or links to it, among those that they may see."""
    catalog = desk.library.catalog
    wanted = {file.path: {file.path, f"//{file.path.rpartition('/')[2]}"} for file in files}
    found: dict[str, list[Document]] = {path: [] for path in wanted}
    for each in catalog.documents(audiences_of(viewer, catalog.audiences)) if files else ():
        targets = catalog.sources.readings[each.path].targets
        for path, names in wanted.items():
            if not names.isdisjoint(targets):
                found[path].append(each)
    for documents in found.values():
        documents.sort(key=lambda each: (each.id != document.id, each.title))
    return found


def _means(document: Document, written: str, file: AttachedFile) -> bool:
    target = unquote(written.strip("<>").partition("#")[0].partition("?")[0])
    return target == f"/d/{document.id}/files/{file.name}" or file.path in bases(document.path, target, wiki=False)


def _document(desk: Desk, viewer: Viewer, identifier: str, names_no_one: bool) -> Document:
    document = desk.open(viewer, identifier).document
    if document.rule == CHATHAM_HOUSE and not names_no_one:
        raise Unnamed
    return document


def _own(document: Document, name: str) -> AttachedFile:
    found = next((file for file in document.files if file.name == name and is_own(document, file)), None)
    if found is None:
        raise NotThere
    return found


def _attached(desk: Desk, viewer: Viewer, identifier: str, path: str) -> AttachedFile:
    found = next((file for file in desk.document(viewer, identifier).files if file.path == path), None)
    if found is None:
        raise NotWritten("It was written, and somebody has taken it away again this moment.")
    return found


def _paths(desk: Desk, folder: str, name: str) -> Iterator[str]:
    """Of the numbered names; never one that another system would take for one that is there."""
    there = {path.casefold(): path for path in desk.library.catalog.sources.files if path.startswith(folder)}
    for path in (folder + each for each in numbered(name)):
        if there.get(path.casefold(), path) == path:
            yield path


def _keep(desk: Desk, document: Document, path: str) -> str:
    """Put what a file is now into the history; gives its revision. Raises NotThere, OSError, HistoryUnusable."""
    content, revision = read_revision(place(desk.library.notes, path))
    if not revision:
        raise NotThere
    recorded(desk.history, [_change(document, path, content)])
    return revision


def _put(desk: Desk, viewer: Viewer, document: Document, path: str, data: bytes, why: str, revision: str) -> None:
    try:
        desk.put(viewer, _change(document, path, data), why, revision)
    except Stale:
        raise NotWritten("Somebody else is changing this file just now; please try again.") from None


def _change(document: Document, path: str, content: bytes) -> Change:
    return change_of(document, path, content, attached=True)


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return "jpg" if ending == "jpeg" else ending
