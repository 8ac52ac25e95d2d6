"""Addresses of the site, made from model objects. All are below the site's own path, without its host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlencode

from kb.model import AttachedFile, Document
from kb.search import Found, FoundPassage, Query

QUERY_VERSION = "1"
"""`v=` in a saved search: which reading of the query language it was made for."""

_FILTERS = {"tag": "tags", "group": "groups", "kind": "kinds", "year": "years"}


def search_address(query: Query) -> str:
    """The address of a search; what has its default is left out, so equal searches have equal addresses."""
    return _address(_pieces(query).values())


def kept_address(query: Query) -> str:
    """The address of a search from its first page on, to be passed on and kept: it says which reading it means."""
    address = search_address(replace(query, page=1, per_page=Query().per_page))
    return f"{address}{'&' if '?' in address else '?'}v={QUERY_VERSION}"


def over_time_address(query: Query) -> str:
    """The address of the same search over time; takes what a search takes."""
    return "/over-time" + search_address(query).removeprefix("/search")


def taken_addresses(query: Query) -> list[tuple[str, str]]:
    """The results of a search to take away, each by the name of its format."""
    asked = kept_address(query).removeprefix("/search")
    return [
        ("CSV", f"/search.csv{asked}"),
        ("Markdown", f"/search.md{asked}"),
        ("JSON", f"/api/v1/search{asked}"),
        ("Feed", search_feeds(query)[0]),
    ]


def search_feeds(query: Query) -> tuple[str, str]:
    """A search as a feed: Atom, and JSON Feed."""
    asked = kept_address(replace(query, inside=None)).removeprefix("/search")
    return f"/search.atom{asked}", f"/search.json{asked}"


def toggled(query: Query, facet: str, value: str) -> Query:
    """The query with this facet value added, or taken out where it was in; back on the first page."""
    field = _FILTERS[facet]
    changes: dict[str, Any] = {field: _switched(getattr(query, field), value), "page": 1}
    return replace(query, **changes)


def toggles(query: Query) -> Callable[[str, str], str]:
    """From a facet and one of its values to the address of the query with it toggled.

    A page has more than a hundred of these, so what they share is written once.
    """
    pieces = _pieces(replace(query, page=1))
    parts = {facet: _around(pieces, facet) for facet in _FILTERS}

    def address(facet: str, value: str) -> str:
        before, after = parts[facet]
        chosen: tuple[str, ...] = getattr(query, _FILTERS[facet])
        values = _switched(chosen, value) if chosen else (value,)
        return _address([before, *[_asked(facet, each) for each in values], after])

    return address


def _pieces(query: Query) -> dict[str, str]:
    """From the name of a parameter to it with its values, encoded; "" for what has its default."""
    plain = Query()
    values: dict[str, Sequence[Any]] = {
        "q": [query.text],
        **{name: getattr(query, field) for name, field in _FILTERS.items()},
        "from": [query.since and query.since.isoformat()],
        "to": [query.until and query.until.isoformat()],
        "in": [query.inside],
        "sort": [query.sort if query.sort != plain.sort else None],
        "page": [query.page if query.page > 1 else None],
        "per_page": [query.per_page if query.per_page != plain.per_page else None],
    }
    return {name: _joined([_asked(name, value) for value in each if value]) for name, each in values.items()}


def _around(pieces: dict[str, str], facet: str) -> tuple[str, str]:
    """What stands before and after a facet's own values."""
    names = list(pieces)
    at = names.index(facet)
    return _joined(pieces[name] for name in names[:at]), _joined(pieces[name] for name in names[at + 1 :])


def draft_address(identifier: str) -> str:
    """Where something that was taken in is looked at, and published."""
    return f"/drafts/{identifier}"


def sign_in_address(onward: str | None = None) -> str:
    """The sign-in page, and where to go from there."""
    return _leading_to("/login", onward)


def sign_on_address(onward: str) -> str:
    """The way to the provider of single sign-on, and where to go when back from there."""
    return _leading_to("/login/oidc", onward)


def _leading_to(address: str, onward: str | None) -> str:
    return f"{address}?next={quote(onward, safe='/')}" if onward and onward != "/" else address


def safe_onward(onward: str) -> str:
    """Where to go after signing in: a path of ours, else the home page. Browsers take a backslash for a slash, and two
    slashes begin another site's address."""
    ours = onward.startswith("/") and not onward.startswith(("//", "/\\")) and onward.isprintable()
    return onward if ours and "\\" not in onward else "/"


def _address(pieces: Iterable[str]) -> str:
    asked = _joined(pieces)
    return f"/search?{asked}" if asked else "/search"


# A page of results has hundreds of addresses, most of them of the same few words: each is encoded once.


def _asked(name: str, value: object) -> str:
    """A parameter of an address."""
    text = str(value)
    return f"{name}={_plus(text) if len(text) <= _SHORT else quote_plus(text)}"


def _quoted(text: str) -> str:
    """A part of a path."""
    return _part(text) if len(text) <= _SHORT else quote(text)


_SHORT = 200  # characters: what is longer comes from one visitor, and would fill the memory
_plus = lru_cache(maxsize=4096)(quote_plus)
_part = lru_cache(maxsize=4096)(quote)


def _joined(pieces: Iterable[str]) -> str:
    return "&".join([piece for piece in pieces if piece])


def _switched(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)


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
        f"/d/{_quoted(identifier)}/{_quoted(slug)}"
        + (f"?{_joined(_asked(*pair) for pair in pairs)}" if pairs else "")
        + (f"#{_quoted(anchor)}" if anchor else "")
    )


def permanent_address(identifier: str, *, anchor: str = "", part: int = 1) -> str:
    """`/d/{id}`, to be passed on and cited, as it outlives every title; or a passage, on its part of the page."""
    return (
        f"/d/{_quoted(identifier)}" + (f"?part={part}" if part > 1 else "") + (f"#{_quoted(anchor)}" if anchor else "")
    )


def id_in(address: str) -> str:
    """The id in an address of a document, however somebody copied it; what is no address is an id."""
    found = re.search(r"(?:^|/)d/([^/?#\s]+)", address)
    return unquote(found[1]) if found else address.strip()


def cite_address(identifier: str, form: str) -> str:
    """How to cite a document, in one of the forms of kb.web.pages.document.cite."""
    return f"/d/{_quoted(identifier)}/cite.{form}"


def feed_address(form: str, of: str = "") -> str:
    """The feed of everything, or `of` the group or tag at this address; `form` is atom or json."""
    return f"{of}/feed.{form}"


def calendar_address(of: str = "") -> str:
    """The calendar of all groups, or `of` the group at this address."""
    return f"{of}/calendar.ics"


def embed_address(identifier: str, anchor: str = "") -> str:
    """A document, or a passage of it, as the small page that others may frame."""
    return with_parameters(f"/d/{_quoted(identifier)}/embed", at=anchor)


def meeting_embed_address(group: str, key: str) -> str:
    """A meeting as a page that others may frame."""
    return f"{meeting_address(group, key)}/embed"


def search_embed_address(asked: str) -> str:
    """A search as a page that others may frame; `asked` is what stands after the `?` of its address."""
    return f"/search/embed?{asked}" if asked else "/search/embed"


def picture_address(identifier: str) -> str:
    """The newest graphic of a resource, whatever its file is called."""
    return f"/d/{_quoted(identifier)}/picture"


def share_address(address: str) -> str:
    """All the ways to pass on a document (by `/d/{id}`), a meeting or a search of this address."""
    path, _, asked = address.partition("?")
    return f"{path}/share" + (f"?{asked}" if asked else "")


def card_picture_address(of: str) -> str:
    """The picture of the card of the document (`/d/{id}`), meeting or group at this address."""
    return f"{of}/card.png"


def shared_address(secret: str, part: int = 1) -> str:
    """A document as it is read by a link with this secret."""
    return f"/s/{quote(secret)}" + (f"?part={part}" if part > 1 else "")


def shared_file_address(secret: str, file: AttachedFile) -> str:
    return f"/s/{quote(secret)}/files/{_quoted(file.name)}"


def oembed_address(address: str, form: str = "json") -> str:
    """What a blog asks about a page; `address` with host."""
    return f"/oembed?{urlencode({'url': address, 'format': form})}"


def file_address(document: Document, file: AttachedFile, version: int = 0, width: int = 0) -> str:
    """An attached file; or what it was in a version, or a picture of it so many pixels wide."""
    return with_parameters(f"/d/{_quoted(document.id)}/files/{_quoted(file.name)}", v=version or "", w=width or "")


def edit_address(identifier: str) -> str:
    return f"/d/{_quoted(identifier)}/edit"


def attached_address(identifier: str, what: str = "") -> str:
    """Where the files of a document are looked after, and what is done there: `replace`, `describe`, `remove`."""
    return f"/d/{_quoted(identifier)}/attached" + (f"/{what}" if what else "")


def unsaved_address(key: str = "") -> str:
    """What somebody has not saved yet, or one form of it."""
    return "/unsaved" + (f"/{_quoted(key)}" if key else "")


def unsaved_file_address(key: str, name: str) -> str:
    """A file put into a new document that is not saved yet."""
    return f"{unsaved_address(key)}/files/{_quoted(name)}"


def go_on_address(document: str, key: str) -> str:
    """The form in which somebody goes on with what they have not saved yet."""
    return with_parameters(edit_address(document) if document else "/new", unsaved=key)


def cited_by_address(identifier: str) -> str:
    """Where leads look after the pages that cite a document."""
    return f"/d/{_quoted(identifier)}/cited-by"


def remove_address(identifier: str) -> str:
    """Where a document can be taken away."""
    return f"/d/{_quoted(identifier)}/remove"


def move_address(identifier: str) -> str:
    """Where a document is given another title, file name or group."""
    return f"/d/{_quoted(identifier)}/move"


def undo_address(identifier: str, version: str) -> str:
    """Where a move is undone that made this version."""
    return f"{history_address(identifier, version)}/undo"


def history_address(identifier: str, version: str = "") -> str:
    """The versions of a document, or one of them."""
    return f"/d/{_quoted(identifier)}/history" + (f"/{_quoted(version)}" if version else "")


def at_address(identifier: str, day: str) -> str:
    """What a document said on a day, for ever."""
    return f"/d/{_quoted(identifier)}/at/{_quoted(day)}"


def paragraphs_address(identifier: str) -> str:
    """Since when each paragraph says what it says."""
    return f"{history_address(identifier)}/by-paragraph"


def changes_address(identifier: str, version: str, since: str = "", *, merged: bool = False, view: str = "") -> str:
    """What changed in a version, since the one before it or another."""
    changes = f"{history_address(identifier, version)}/changes"
    return with_parameters(changes, since=since, merged=1 if merged else "", view=view)


def tag_address(slug: str) -> str:
    return f"/tags/{_quoted(slug)}"


def group_address(slug: str) -> str:
    return f"/groups/{_quoted(slug)}"


def people_address(group: str) -> str:
    return f"{group_address(group)}/people"


def group_edit_address(group: str) -> str:
    return f"{group_address(group)}/edit"


def group_history_address(group: str) -> str:
    """What was written in the documents of a group last."""
    return f"{group_address(group)}/history"


def person_address(number: int) -> str:
    """Where an admin looks after an account."""
    return f"/admin/people/{number}"


def with_parameters(path: str, **parameters: object) -> str:
    """A path with those of these parameters that say something."""
    given = urlencode({name: value for name, value in parameters.items() if value not in (None, "")})
    return f"{path}?{given}" if given else path


def meeting_address(group: str, key: str) -> str:
    return f"{group_address(group)}/{_quoted(key)}"
