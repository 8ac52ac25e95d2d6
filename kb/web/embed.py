"""A document, or a passage of it, in other people's pages.

It is for everybody or for nobody: who is signed in makes no difference, what not everybody may read is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from kb.markup import Place, extent, find_place, parse
from kb.model import VISITOR, Document
from kb.outward.oembed import Text
from kb.usecases.file_versions import FileVersion, version_of_file
from kb.web.addresses import document_address, file_address, picture_address
from kb.web.card import EVERYBODY
from kb.web.framing import framed
from kb.web.resource import PICTURES, newest_picture
from kb.web.visit import NotFound, Visit, Visiting
from kb.web.words import rule

router = APIRouter()

_MOST_TEXT = 600  # characters


_HEIGHT_OF_PICTURE = 16  # lines


@dataclass(frozen=True)
class Shown:
    """What of a document is shown: a passage, or (None) what it is about, and its newest graphic."""

    document: Document
    place: Place | None
    text: str
    pictured: bool

    @property
    def heading(self) -> str:
        """Of the passage, where it says more than the title."""
        heading = self.place.heading if self.place else ""
        return "" if heading == self.document.title else heading


@router.get("/d/{identifier}/embed")
def embed(identifier: str, visit: Visiting, at: str = "", theme: str = "", v: str = "") -> Response:
    document = visit.catalog.document(identifier, EVERYBODY)
    if document is None:
        raise NotFound
    what = shown(document, at, visit)
    version = _version(document, v, visit) if v and what.pictured else None
    anchor, part = (what.place.anchor, what.place.part) if what.place else ("", 1)
    return framed(
        visit,
        "embed.html",
        theme,
        document_address(document.id, document.slug, anchor=anchor, part=part),
        document.title,
        document=document,
        shown=what,
        picture=_picture(document, version) if what.pictured else None,
        outdated=version is not None and not version.is_last,
        rule=rule(document.rule),
    )


def shown(document: Document, anchor: str, visit: Visit) -> Shown:
    """Of a passage that is not there (any more) the document as a whole."""
    body = visit.parts.library.body(document) if anchor else None
    place = find_place(body.text, anchor) if body else None
    if body is not None and place is not None:
        return Shown(document, place, _words(body.text, anchor), pictured=False)
    return Shown(document, None, document.summary, newest_picture(document, PICTURES) is not None)


def _version(document: Document, number: str, visit: Visit) -> FileVersion | None:
    """Of the newest graphic of a resource; of one that is not there (any more) the graphic as it is now."""
    file = newest_picture(document, PICTURES)
    return version_of_file(visit.parts.history, VISITOR, document, file, number) if file else None


def _picture(document: Document, version: FileVersion | None) -> str:
    file = newest_picture(document, PICTURES)
    return file_address(document, file, version.number) if file and version else picture_address(document.id)


def length(what: Shown) -> Text:
    lines = bool(what.heading) + bool(what.document.rule) + _HEIGHT_OF_PICTURE * what.pictured
    return Text(len(what.document.title), len(what.text), lines)


def _words(text: str, anchor: str) -> str:
    """The first words of what has this anchor, its heading left out."""
    first, end = extent(text, anchor) or (0, 0)
    passages = parse("\n".join(text.split("\n")[first:end])).passages
    words = " ".join(" ".join(passage.text for passage in passages).split())
    return words if len(words) <= _MOST_TEXT else f"{words[:_MOST_TEXT].rsplit(' ', 1)[0]} …"
