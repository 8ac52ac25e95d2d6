"""Feeds: what changed last, in everything, a group, a tag or a kind; and what a search finds."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from urllib.parse import urlencode, urljoin

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_read
from kb.markup import finish
from kb.model import Document
from kb.outward.citing import author_of
from kb.outward.feeds import Enclosure, Entry, Feed, atom, for_readers, json_feed
from kb.web.pieces.links import link_address
from kb.web.pieces.tag_asked import tag_asked
from kb.web.plain.addresses import (
    feed_address,
    file_address,
    group_address,
    permanent_address,
    search_address,
    search_feeds,
    tag_address,
    with_parameters,
)
from kb.web.plain.asked import query_of
from kb.web.plain.words import KINDS
from kb.web.serving.following import Following, FollowingVisit
from kb.web.serving.visit import NotFound
from kb.web.serving.who import EVERYBODY

router = APIRouter()

PER_PAGE = 50
_PER_PAGE_IN_FULL = 20
_AT_ONCE = 3600  # seconds: what came within an hour, such as a copied folder, is in the order of its own dates
_FORMS: dict[str, tuple[str, Callable[[Feed], bytes | str]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "json": ("application/feed+json", json_feed),
}
_RECORDINGS = ("audio/", "video/")


@dataclass(frozen=True)
class _About:
    """What a feed is of: its title, its own address without page, and the page that people open instead."""

    title: str
    address: str
    page: str
    description: str = ""


@router.get("/feed.{form}")
def of_everything(form: str, visit: Following, kind: str = "") -> Response:
    documents = visit.catalog.documents(visit.audiences)
    site = visit.catalog.site
    if not kind:
        return _answer(form, _About(site.title, feed_address(form), "/", site.description or ""), documents, visit)
    if kind not in KINDS:
        raise NotFound
    asked = urlencode({"kind": kind})
    about = _About(f"{site.title}: {KINDS[kind]}", f"{feed_address(form)}?{asked}", f"/search?{asked}")
    return _answer(form, about, [document for document in documents if document.kind == kind], visit)


@router.get("/groups/{slug}/feed.{form}")
def of_group(slug: str, form: str, visit: Following) -> Response:
    group = visit.catalog.group(slug, visit.audiences)
    if group is None or form not in _FORMS:
        raise NotFound
    at = group_address(group.slug)
    if group.slug != slug:
        return visit.redirect(with_parameters(feed_address(form, at), **_options(visit)))
    home = [group.home] if group.home else []
    said = (group.home and group.home.description) or ""
    return _answer(form, _About(group.title, feed_address(form, at), at, said), [*home, *group.documents], visit)


@router.get("/tags/{slug}/feed.{form}")
def of_tag(slug: str, form: str, visit: Following) -> Response:
    found = tag_asked(slug, visit)
    if found is None or form not in _FORMS:
        raise NotFound
    at = tag_address(found.slug)
    if found.slug != slug:
        return visit.redirect(with_parameters(feed_address(form, at), **_options(visit)))
    tagged = [d for d in visit.catalog.documents(visit.audiences) if found.slug in (tag.slug for tag in d.tags)]
    title = f"{visit.catalog.site.title}: {found.label}"
    return _answer(form, _About(title, feed_address(form, at), at), tagged, visit)


@router.get("/search.atom")
def of_search_as_atom(visit: Following) -> Response:
    return _of_search("atom", visit)


@router.get("/search.json")
def of_search_as_json(visit: Following) -> Response:
    return _of_search("json", visit)


def _of_search(form: str, visit: FollowingVisit) -> Response:
    """What a search finds, the newest first where nothing else is asked for."""
    asked = visit.request.query_params
    query = replace(query_of(asked)[0], per_page=_per_page(visit), inside=None)
    query = query if "sort" in asked else replace(query, sort="newest")
    results = visit.parts.index.search(query, visit.audiences)
    found = [visit.catalog.document(each.id, visit.audiences) for each in results.found]
    about = _About(
        f"{visit.catalog.site.title}: {query.text or 'everything'}",
        search_feeds(query)[("atom", "json").index(form)],
        search_address(replace(query, page=1, per_page=type(query)().per_page)),
    )
    return _written(form, about, [each for each in found if each], query.page, results.pages, visit)


def _answer(form: str, about: _About, documents: Iterable[Document], visit: FollowingVisit) -> Response:
    """A page of these documents, those that changed last first."""
    if form not in _FORMS:
        raise NotFound
    ordered = sorted(documents, key=lambda document: _order(document, visit), reverse=True)
    per_page = _per_page(visit)
    pages = max(1, -(-len(ordered) // per_page))
    page = min(query_of(visit.request.query_params)[0].page, pages)
    here = ordered[(page - 1) * per_page : page * per_page]
    return _written(form, about, here, page, pages, visit)


def _order(document: Document, visit: FollowingVisit) -> tuple[int, str, str]:
    changed = int(visit.catalog.changed(document).timestamp())
    return changed // _AT_ONCE, document.date.iso if document.date else "", document.path


def _written(
    form: str,
    about: _About,
    documents: Sequence[Document],
    page: int,
    pages: int,
    visit: FollowingVisit,
) -> Response:
    media_type, write = _FORMS[form]
    address = visit.origin + about.address

    def at(number: int) -> str:
        if not 1 <= number <= pages:
            return ""
        asked = urlencode({**_options(visit), **({"page": number} if number > 1 else {})})
        return f"{address}{'&' if '?' in address else '?'}{asked}" if asked else address

    entries = tuple(for_readers(_entry(document, visit)) for document in documents)
    feed = Feed(
        title=about.title,
        description=about.description,
        address=address,
        first=at(1) if pages > 1 else "",
        here=at(page),
        page=visit.origin + about.page,
        author=visit.catalog.site.title,
        entries=entries,
        updated=max((entry.updated for entry in entries), default=None),
        next=at(page + 1),
        previous=at(page - 1),
        last=at(pages) if pages > 1 else "",
    )
    content = write(feed) if _in_full(visit) else _kept(form, feed)
    return visit.answered(Response(content, media_type=media_type))


@lru_cache(maxsize=32)
def _kept(form: str, feed: Feed) -> bytes | str:
    """Kept: readers ask every few minutes, and mostly nothing has changed."""
    return _FORMS[form][1](feed)


def _options(visit: FollowingVisit) -> dict[str, str]:
    """What of an address every page of a feed keeps, and what is no part of its id."""
    return {name: value for name, value in (("full", "1" if _in_full(visit) else ""), ("key", visit.key)) if value}


def _in_full(visit: FollowingVisit) -> bool:
    return visit.request.query_params.get("full") == "1"


def _per_page(visit: FollowingVisit) -> int:
    return _PER_PAGE_IN_FULL if _in_full(visit) else PER_PAGE


def _entry(document: Document, visit: FollowingVisit) -> Entry:
    return Entry(
        id=visit.origin + permanent_address(document.id),
        address=visit.origin + document.address,
        title=document.title,
        summary=document.summary,
        author=author_of(document, visit.catalog.site.title),
        updated=visit.catalog.changed(document),
        published=document.date.first if document.date and document.date.is_exact else None,
        tags=tuple(tag.label for tag in document.tags),
        enclosures=tuple(_recordings(document, visit)),
        content=_content(document, visit) if _in_full(visit) else "",
    )


def _content(document: Document, visit: FollowingVisit) -> str:
    """Its text as HTML that stands by itself; of a long one the first part, and where it goes on."""
    body = visit.parts.library.body(document)
    if body is None:
        return ""
    there = visit.origin + document.address
    rendered = visit.parts.renderer.render(body.text, drop_title=document.title)
    html = finish(rendered.html, lambda link: _with_host(link_address(link, document, visit), visit)).html
    return html + (f'<p><a href="{escape(there)}">It goes on here.</a></p>' if rendered.parts > 1 else "")


def _with_host(address: str | None, visit: FollowingVisit) -> str | None:
    return address and urljoin(visit.origin, address)


def _recordings(document: Document, visit: FollowingVisit) -> Iterable[Enclosure]:
    """Those that a feed reader can fetch: a key opens no file."""
    if visit.key and not may_read(document, EVERYBODY):
        return
    for file in document.files:
        media_type = mimetypes.guess_type(file.name)[0] or ""
        if media_type.startswith(_RECORDINGS):
            yield Enclosure(visit.origin + file_address(document, file), media_type, file.size)
