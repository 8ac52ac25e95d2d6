"""A document, or a passage of it, in other people's pages.

It is for everybody or for nobody: who is signed in makes no difference, what not everybody may read is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from kb.markup import Opening, Place, Reference, find_place, finish, opening
from kb.model import VISITOR, Document
from kb.outward.oembed import Text
from kb.usecases.reading.file_versions import FileVersion, version_of_file
from kb.web.plain.addresses import document_address, file_address, picture_address
from kb.web.plain.resource import PICTURES, newest_picture
from kb.web.plain.words import rule
from kb.web.serving.framing import framed
from kb.web.serving.gone import Gone, missing
from kb.web.serving.visit import Visit, Visiting
from kb.web.serving.who import EVERYBODY

router = APIRouter()

_MOST_TEXT = 450  # characters


_HEIGHT_OF_PICTURE = 12  # lines


@dataclass(frozen=True)
class Shown:
    """What of a document is shown: how a passage begins, or (None) what it is about, and its newest graphic."""

    document: Document
    place: Place | None
    opening: Opening
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
        return _gone(visit, missing(visit, identifier, VISITOR), theme)
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
        html=_html(what, visit),
        picture=_picture(document, version) if what.pictured else None,
        outdated=version is not None and not version.is_last,
        rule=rule(document.rule),
    )


def _gone(visit: Visit, why: Exception, theme: str) -> Response:
    """Where others frame what was taken away, what their readers see; else raises why."""
    if not isinstance(why, Gone):
        raise why
    answer = framed(visit, "embed_gone.html", theme, "/", "Not here any more", gone=str(why))
    answer.status_code = 410
    return answer


def shown(document: Document, anchor: str, visit: Visit) -> Shown:
    """Of a passage that is not there (any more) the document as a whole."""
    body = visit.parts.library.body(document) if anchor else None
    place = find_place(body.text, anchor) if body else None
    if body is not None and place is not None:
        return Shown(document, place, opening(body.text, anchor, _MOST_TEXT), pictured=False)
    pictured = newest_picture(document, PICTURES) is not None
    return Shown(document, None, Opening("", (document.summary,), more=False), pictured)


def _version(document: Document, number: str, visit: Visit) -> FileVersion | None:
    """Of the newest graphic of a resource; of one that is not there (any more) the graphic as it is now."""
    file = newest_picture(document, PICTURES)
    return version_of_file(visit.parts.history, VISITOR, document, file, number) if file else None


def _picture(document: Document, version: FileVersion | None) -> str:
    file = newest_picture(document, PICTURES)
    return file_address(document, file, version.number) if file and version else picture_address(document.id)


def length(what: Shown) -> Text:
    pictures = what.pictured or what.opening.source.count("![")
    lines = bool(what.heading) + bool(what.document.rule) + what.opening.more + _HEIGHT_OF_PICTURE * pictures
    return Text(len(what.document.title), tuple(min(len(words), _MOST_TEXT) for words in what.opening.words), lines)


def _html(what: Shown, visit: Visit) -> Markup:
    """The passage as its page shows it, with links that hold anywhere; what is too long for a start as plain words."""
    words = " ".join((*filter(None, what.opening.words), *(["…"] if what.opening.more else [])))
    if not what.opening.source or len(words) > 2 * _MOST_TEXT:
        return Markup('<p dir="auto">{}</p>').format(_cut(words)) if words else Markup()
    html = visit.parts.renderer.render(what.opening.source).html
    return Markup(finish(html, lambda link: _address(link, what.document, visit)).html)  # noqa: S704 (sanitised)


def _address(link: Reference, source: Document, visit: Visit) -> str | None:
    there = visit.catalog.resolve(link.target, source, EVERYBODY, wiki=link.wiki)
    if isinstance(there, Document):
        return visit.origin + document_address(there.id, there.slug, anchor=link.fragment)
    return visit.parts.templates.link(file_address(there.document, there.file)) if there else None


def _cut(words: str) -> str:
    return words if len(words) <= _MOST_TEXT else f"{words[:_MOST_TEXT].rsplit(' ', 1)[0]} …"
