"""Other names of tags, as far as the documents of a snapshot know them."""

from __future__ import annotations

from dataclasses import replace

from kb.model import tag_called_plainly
from kb.search.results import Query
from kb.search.storage.facets import OTHER_NAMES
from kb.search.storage.snapshot import Snapshot


def tag_called(snapshot: Snapshot, name: str) -> str:
    """The slug of the tag that has this slug or is called so; the name itself where there is none."""
    tags, called = snapshot.column("tag"), snapshot.column(OTHER_NAMES)
    if name in tags.values:
        return name
    if name in called.values:
        return called.labels[called.values.index(name)]
    return tag_called_plainly(name, zip(tags.values, tags.labels, strict=True)) or name


def with_tags_called(snapshot: Snapshot, query: Query) -> Query:
    """The query with the tags that its filters mean, each once."""
    if not query.tags:
        return query
    return replace(query, tags=tuple(dict.fromkeys(tag_called(snapshot, name) for name in query.tags)))


def other_names(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """From the slug of a tag to the slugs of its other names."""
    called = snapshot.column(OTHER_NAMES)
    found: dict[str, tuple[str, ...]] = {}
    for name, tag in zip(called.values, called.labels, strict=True):
        found[tag] = (*found.get(tag, ()), name)
    return found
