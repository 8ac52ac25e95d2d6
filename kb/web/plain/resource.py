"""What the page of a resource shows first: the thing itself, where it is a file here or lives elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from kb.model import AttachedFile, Document, Kind
from kb.web.plain.addresses import file_address

PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""What a browser may show inside a page; all else is a download. SVG only ever as a picture."""

RECORDINGS = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
"""What a page plays."""

_MOST_SHOWN = 4
_PAGES = (".pdf",)
_GLANCE = 320  # pixels
_VERSION = re.compile(r"(?:(?<=[-_. /])|^)v(?:ersion)?[-_. ]?\d+(?:\.\d+)*", re.IGNORECASE)


def ending(name: str) -> str:
    """Of a file's name, as in `.svg`."""
    return PurePosixPath(name).suffix.lower()


@dataclass(frozen=True)
class Elsewhere:
    """Where a resource lives on another site: its address, and the name of that site."""

    address: str
    host: str


def elsewhere(url: str | None) -> Elsewhere | None:
    """Where `url` leads, None where it is no address of a web site: nothing else may become a link."""
    try:
        parts = urlsplit((url or "").strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return Elsewhere(parts.geturl(), host.removeprefix("www."))


def newest_first(files: Iterable[AttachedFile]) -> tuple[AttachedFile, ...]:
    """Files by name, of several versions the highest first: `map-v10.svg` before `map-v9.svg`."""
    by_name = sorted(files, key=lambda file: _version(file.name), reverse=True)
    return tuple(sorted(by_name, key=lambda file: _series(file.name)))


def newest_picture(document: Document, endings: Container[str]) -> AttachedFile | None:
    """The newest graphic of a resource whose name ends like this (".png"), None for other documents."""
    files = newest_first(document.files) if document.kind is Kind.RESOURCE else ()
    return next((file for file in files if ending(file.name) in endings), None)


def glance(document: Document) -> str | None:
    """The address of a small picture of a resource: of its newest graphic, else of the first page of its newest PDF."""
    file = newest_picture(document, PICTURES) or newest_picture(document, _PAGES)
    return file_address(document, file, width=_GLANCE) if file else None


def to_show(files: Iterable[AttachedFile], in_text: Callable[[AttachedFile], bool]) -> tuple[AttachedFile, ...]:
    """Files to be shown large: the newest of each series of versions, if the text does not show it; a few at most."""
    newest: dict[str, AttachedFile] = {}
    for file in newest_first(files):
        newest.setdefault(_series(file.name), file)
    return tuple(file for file in newest.values() if not in_text(file))[:_MOST_SHOWN]


def _series(name: str) -> str:
    """What the versions of a file have in common in their names; its whole name where it has no version."""
    return _VERSION.sub("", name).casefold()


def _version(name: str) -> tuple[int, ...]:
    """The numbers of the version in a name, () where there is none."""
    found = _VERSION.search(name)
    return tuple(map(int, re.findall(r"\d+", found[0]))) if found else ()
