"""Addresses of the site, made from model objects. All are below the site's own path, without its host."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from kb.model import AttachedFile, Document
from kb.search import Found, FoundPassage, Query

QUERY_VERSION = "1"
"""`v=` in a saved search: which reading of the query language it was made for."""

_FILTERS = {"tag": "tags", "group": "groups", "kind": "kinds", "year": "years"}


def search_address(query: Query) -> str:
    """The address of a search; what has its default is left out, so equal searches have equal addresses."""
    pairs: list[tuple[str, str]] = []
    if query.text:
        pairs.append(("q", query.text))
    for name, field in _FILTERS.items():
        pairs += [(name, value) for value in getattr(query, field)]
    if query.since:
        pairs.append(("from", query.since.isoformat()))
    if query.until:
        pairs.append(("to", query.until.isoformat()))
    if query.inside:
        pairs.append(("in", query.inside))
    if query.sort != "best":
        pairs.append(("sort", query.sort))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    if query.per_page != Query().per_page:
        pairs.append(("per_page", str(query.per_page)))
    return "/search" + (f"?{urlencode(pairs)}" if pairs else "")


def toggled(query: Query, facet: str, value: str) -> Query:
    """The query with this facet value added, or taken out where it was in; back on the first page."""
    field = _FILTERS[facet]
    chosen: tuple[str, ...] = getattr(query, field)
    after = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
    changes: dict[str, Any] = {field: after, "page": 1}
    return replace(query, **changes)


def inside_address(identifier: str, text: str) -> str:
    """The search for these words in one document."""
    return search_address(Query(text=text, inside=identifier))


def passage_address(found: Found, passage: FoundPassage, text: str) -> str:
    """Where a found passage opens, with the query's words to be marked on the page."""
    return document_address(found.id, found.slug, anchor=passage.anchor, part=passage.part, marks=text)


def document_address(identifier: str, slug: str, *, anchor: str = "", part: int = 1, marks: str = "") -> str:
    """`/d/{id}/{slug}`, at a passage, on its part of a long document, with words to mark."""
    pairs = ([("q", marks)] if marks else []) + ([("part", str(part))] if part > 1 else [])
    return (
        f"/d/{quote(identifier)}/{quote(slug)}"
        + (f"?{urlencode(pairs)}" if pairs else "")
        + (f"#{quote(anchor)}" if anchor else "")
    )


def file_address(document: Document, file: AttachedFile) -> str:
    return f"/d/{quote(document.id)}/files/{quote(file.name)}"


def tag_address(slug: str) -> str:
    return f"/tags/{quote(slug)}"


def group_address(slug: str) -> str:
    return f"/groups/{quote(slug)}"


def meeting_address(group: str, key: str) -> str:
    return f"{group_address(group)}/{quote(key)}"
