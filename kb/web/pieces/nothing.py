"""What to do where a search found nothing: which filter to take out, and what there is that is like what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.search import FacetValue, Query, Results, Suggestion
from kb.web.plain.addresses import document_address, group_address, search_address, tag_address, toggled
from kb.web.plain.words import kind
from kb.web.serving.visit import Visit

_MOST_WORDS, _SHORTEST = 4, 3  # of what was typed: words looked at, and letters of their beginnings
_MOST_NEARBY = 5


@dataclass(frozen=True)
class Without:
    """A search with one filter less: the filter in words, how many documents it finds, its address."""

    filter: str
    total: int
    address: str


def filters_of(query: Query, facets: Mapping[str, tuple[FacetValue, ...]]) -> list[tuple[str, Query]]:
    """Each filter of a search in words, with the search without it."""
    filters = [
        (value.label if facet != "kind" else kind(value.value), toggled(query, facet, value.value))
        for facet, values in facets.items()
        for value in values
        if value.selected
    ]
    if query.since:
        filters.append((f"from {query.since:%-d %B %Y}", replace(query, since=None, page=1)))
    if query.until:
        filters.append((f"up to {query.until:%-d %B %Y}", replace(query, until=None, page=1)))
    return filters


def without_one(query: Query, results: Results, visit: Visit) -> list[Without]:
    """The filters, chosen or typed, without which something is found, the one that hides most first.

    Where no single one of several is why, those chosen together.
    """
    chosen = filters_of(query, results.facets)
    typed = [
        (part.label, replace(query, text=part.without, page=1))
        for part in results.reading
        if part.kind in ("filter", "date", "excluded") and part.without is not None
    ]
    found = list(_finding((*chosen, *typed)[:_MOST_NEARBY], visit))
    if not found and len(chosen) > 1:
        bare = Query(query.text, inside=query.inside, sort=query.sort, per_page=query.per_page)
        found = list(_finding([(", ".join(name for name, _ in chosen), bare)], visit))
    return sorted(found, key=lambda each: -each.total)


def _finding(tried: Iterable[tuple[str, Query]], visit: Visit) -> Iterator[Without]:
    """Those of the searches, each with what it leaves out, that find something."""
    for name, fewer in tried:
        total = visit.parts.index.search(replace(fewer, page=1, per_page=1), visit.audiences).total
        if total:
            yield Without(name, total, search_address(fewer))


def nearby(query: Query, results: Results, visit: Visit) -> list[tuple[str, str]]:
    """Words that look like those typed, titles, tags and groups with words that begin as they do; with addresses."""
    found = {word: search_address(Query(text=word)) for word in results.alike}
    for word in query.text.split()[:_MOST_WORDS]:
        for length in range(min(len(word), 12), _SHORTEST - 1, -1):
            near = visit.parts.index.suggest(word[:length], visit.audiences)
            found.update((one.label, _address(one)) for one in near if one.kind != "passage")
            if any(one.kind == "passage" for one in near):
                found.setdefault(beginning := f"{word[:length]}*", search_address(Query(text=beginning)))
            if near:
                break
    return list(found.items())[:_MOST_NEARBY]


def _address(found: Suggestion) -> str:
    match found.kind:
        case "tag":
            return tag_address(found.target)
        case "group":
            return group_address(found.target)
        case _:
            return document_address(found.target, found.slug)
