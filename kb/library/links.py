"""Where a link in a document may lead: candidates by path and by name. Pure; kb.library.catalog knows what is there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kb.library.files import is_document
from kb.model import slug

INDEX_NAMES = ("index.md", "README.md", "readme.md", "Readme.md", "_index.md", "index.markdown", "README.markdown")
_ENDINGS = (".md", ".markdown", ".html", ".htm")


def is_inside(target: str, *, wiki: bool) -> bool:
    """Could a link lead to a place in the library, rather than to another site or within its own page?"""
    if not target:
        return False
    return wiki or not (target.startswith("//") or ":" in target.split("/", 1)[0])


def permalink(target: str) -> tuple[str, str | None] | None:
    """The id and the file's name in a link such as `/d/k7w3qd/files/v1.svg`; None for other links."""
    parts = target.split("/", 4)
    if len(parts) < 3 or parts[0] or parts[1] != "d" or not parts[2]:
        return None
    return parts[2], parts[4] if len(parts) == 5 and parts[3] == "files" else None


def bases(source: str, target: str, *, wiki: bool) -> tuple[str, ...]:
    """The paths a target may mean, below notes/ and without asking what is there; "" is notes/ itself.

    A plain link is relative to its document; with a `/` in front, to notes/. A wiki link may be either.
    """
    target = target.replace("\\", "/")
    rooted = _normal("", target.lstrip("/"))
    if target.startswith("/"):
        return () if rooted is None else (rooted,)
    relative = _normal(posixpath.dirname(source), target)
    found = (relative, rooted) if wiki else (relative,)
    return tuple(dict.fromkeys(path for path in found if path is not None))


def documents_at(base: str) -> Iterator[str]:
    """The documents that a path may mean, best first: itself, with an ending, the page of a folder."""
    if is_document(base):
        yield base
    if base:
        yield f"{base}.md"
        yield f"{base}.markdown"
        if base.endswith((".html", ".htm")):  # links of a site made from these files
            yield f"{base.rpartition('.')[0]}.md"
    folder = f"{base}/" if base else ""
    for name in INDEX_NAMES:
        yield folder + name


def mention(source: str, target: str) -> str:
    """The slug of what a link names, which is among the `names` of the document it leads to."""
    if found := permalink(target):
        return slug(found[0])
    path = _normal(posixpath.dirname(source), target.replace("\\", "/").lstrip("/")) or target
    name = posixpath.basename(path.rstrip("/"))
    return slug(without_ending(name))


def without_ending(name: str) -> str:
    return name.rpartition(".")[0] if name.lower().endswith(_ENDINGS) else name


def file_targets(source: str, target: str, wiki: bool) -> Iterator[str]:
    """The files that are no documents which a link may mean: paths, and `//name` for one of that name anywhere."""
    if permalink(target):
        return
    for base in bases(source, target, wiki=wiki):
        if base and not is_document(base):
            yield base
    if wiki and "." in target and not is_document(target):
        yield f"//{posixpath.basename(target)}"


def _normal(folder: str, target: str) -> str | None:
    """A path joined and normalised; None where it leaves notes/."""
    path = posixpath.normpath(posixpath.join(folder, target))
    if path == ".":
        return ""
    return None if path == ".." or path.startswith(("../", "/")) or "\0" in path else path
