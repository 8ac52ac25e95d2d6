"""Pictures in pages: how large they are, so that a page does not jump, and in which sizes a browser may take them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from pathlib import Path

from kb.files import WIDTHS
from kb.model import AttachedFile, Document, Kind
from kb.outward.sizes import ENOUGH, Size, size_of
from kb.search import Found
from kb.web.plain.addresses import file_address
from kb.web.plain.resource import ending, glance
from kb.web.serving.visit import Visit

_SMALLER = (".png", ".jpg", ".jpeg", ".webp")  # drawings fit any size as they are, and what moves shall go on to move
_USUAL = 800  # pixels
_MEASURE = "(max-width: 46rem) 100vw, 44rem"
_IMAGE = re.compile(r'<img\b[^>]*? src="([^"]*)"[^>]*>')


@dataclass(frozen=True)
class Sized:
    """A picture as a page shows it: its address, others by their widths, and its own size where that is known."""

    source: str
    sources: str
    size: Size | None

    @property
    def attributes(self) -> dict[str, str]:
        """Of its element, `alt` and `class` apart."""
        found = {"src": self.source}
        if self.sources:
            found |= {"srcset": self.sources, "sizes": _MEASURE}
        if self.size:
            found |= {"width": str(self.size[0]), "height": str(self.size[1])}
        return {**found, "loading": "lazy", "decoding": "async"}


def sized(document: Document, file: AttachedFile, visit: Visit) -> Sized:
    """A picture attached to a document."""
    size = size_of_file(document, file, visit)
    link = visit.parts.templates.link
    if ending(file.name) not in _SMALLER or size is None or size[0] <= _USUAL:
        return Sized(link(file_address(document, file)), "", size)
    addresses = [(width, link(file_address(document, file, width=width))) for width in WIDTHS]
    usual = next(address for width, address in addresses if width == _USUAL)
    smaller = [(width, address) for width, address in addresses if width < size[0]]
    whole = [(size[0], address) for width, address in addresses if width >= size[0]][:1]
    return Sized(usual, ", ".join(f"{address} {width}w" for width, address in (*smaller, *whole)), size)


def glances(found: Iterable[Found], visit: Visit) -> dict[str, str]:
    """The addresses of small pictures of the resources among what was found, by their ids."""
    documents = (visit.catalog.document(each.id, visit.audiences) for each in found if each.kind == Kind.RESOURCE)
    pictures = ((document.id, glance(document)) for document in documents if document)
    return {identifier: address for identifier, address in pictures if address}


def with_sizes(html: str, pictures: Mapping[str, tuple[Document, AttachedFile]], visit: Visit) -> str:
    """A page with its pictures sized, of which is known by their addresses which files they are."""

    def put(found: re.Match[str]) -> str:
        known = pictures.get(unescape(found[1]))
        if known is None:
            return found[0]
        attributes = sized(*known, visit).attributes
        given = {name for name in ("width", "height") if f" {name}=" in found[0]}
        told = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if name not in given)
        return found[0].replace(f' src="{found[1]}"', told)

    return _IMAGE.sub(put, html) if pictures else html


def size_of_file(document: Document, file: AttachedFile, visit: Visit) -> Size | None:
    """The size of a picture; None where it cannot be told, or its file cannot be opened."""
    path = visit.parts.library.open_attached(document, file.name)
    if path is None:
        return None
    try:
        found = path.stat()
        return _measured(path, found.st_mtime_ns, found.st_size)
    except OSError:
        return None


@lru_cache(maxsize=10_000)
def _measured(path: Path, _changed: int, _length: int) -> Size | None:
    """Kept: a page asks for each of its pictures whenever somebody opens it. Raises OSError, which is not kept."""
    with path.open("rb") as opened:
        return size_of(opened.read(ENOUGH))
