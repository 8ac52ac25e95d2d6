"""What a name still being typed may become: documents, their headings and tags, for whoever writes."""

from __future__ import annotations

import re
from functools import lru_cache

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from kb.model import Document, Kind, slug, tag_slug
from kb.web.plain.words import kind as kind_name
from kb.web.serving.pace import LOOKS
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()

_MOST = 8
_NO_TITLE = re.compile(r"[\[\]|#\\\n]")
"""What cannot stand in `[[Title]]`."""


@router.get("/complete")
def complete(visit: Visiting, what: str = "document", q: str = "", of: str = "", document: str = "") -> Response:
    """`label` is shown, `about` beside it, `text` is put in. `of`: the document whose headings are asked for."""
    visit.paced(LOOKS)
    typed = q[:200]
    match what:
        case "tag":
            found = _tags(visit, typed)
        case "heading":
            found = _headings(visit, of[:300], typed, document)
        case _:
            found = _documents(visit, typed, document)
    return JSONResponse({"suggestions": found[:_MOST]})


def _documents(visit: Visit, typed: str, document: str) -> list[dict[str, str]]:
    """Those with all the words in title, group or date; titles that begin so first, then the newest."""
    start = slug(typed)
    found = [each for each in visit.catalog.documents(visit.audiences) if _has(_words(*_named(each)), start)]
    found.sort(key=lambda each: each.date.iso if each.date else "", reverse=True)
    found.sort(key=lambda each: not slug(each.title).startswith(start))
    source = _source(visit, document)
    return [
        {"label": each.title, "about": _about(each), "text": _link_text(visit, each, source)} for each in found[:_MOST]
    ]


def _tags(visit: Visit, typed: str) -> list[dict[str, str]]:
    wanted = tag_slug(typed)
    return [
        {"label": each.label, "about": f"{each.count} document{'s'[: each.count != 1]}", "text": each.slug}
        for each in visit.parts.index.tags(visit.audiences)
        if any(_has(name, wanted) for name in (each.slug, *each.others))
    ]


def _headings(visit: Visit, of: str, typed: str, document: str) -> list[dict[str, str]]:
    source = _source(visit, document)
    found = visit.catalog.resolve(of.partition("|")[0], source, visit.audiences, wiki=True) if of else source
    body = visit.parts.library.body(found) if isinstance(found, Document) and found.id else None
    if body is None:
        return []
    outline = visit.parts.renderer.render(body.text).outline
    headings = dict.fromkeys(each.text for each in outline if _has(slug(each.text), slug(typed)))
    return [{"label": each, "about": "", "text": each} for each in headings if not _NO_TITLE.search(each)]


def _link_text(visit: Visit, document: Document, source: Document) -> str:
    """Its title, where that leads to just this one; else its permanent address with the title."""
    title = document.title
    if not _NO_TITLE.search(title) and visit.catalog.resolve(title, source, visit.audiences, wiki=True) == document:
        return title
    label = " ".join(_NO_TITLE.sub(" ", title).split())
    return f"/d/{document.id}|{label}" if label else f"/d/{document.id}"


def _source(visit: Visit, identifier: str) -> Document:
    """Where the link will stand."""
    found = visit.catalog.document(identifier, visit.audiences) if identifier else None
    return found or Document("", "new.md", "", Kind.PAGE)


def _about(document: Document) -> str:
    return ", ".join(filter(None, (kind_name(document.kind), document.group_label, document.date_display)))


def _named(document: Document) -> tuple[str, str, str]:
    return document.title, document.group_label or "", document.date.iso if document.date else ""


@lru_cache(maxsize=50_000)  # of a large library each key that is pressed asks for all
def _words(title: str, group: str, date: str) -> str:
    return f"{slug(title)}-{slug(group)}-{date}"


def _has(words: str, wanted: str) -> bool:
    """Does each of the beginnings begin one of the words? Both as slugs."""
    return all(words.startswith(each) or f"-{each}" in words for each in wanted.split("-"))
