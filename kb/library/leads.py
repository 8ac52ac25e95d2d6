"""What is wrong with links and files between documents: for those who mend a library, whoever may read what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from kb.library.attached import owners
from kb.library.catalog import Catalog
from kb.library.links import bases, documents_at, is_inside, permalink
from kb.markup import Spot, anchors_of, parse
from kb.model import Document, Problem, slug

TextOf = Callable[[str], str | None]
"""The text of the document at a path, None where it cannot be read."""


def dead_anchors(catalog: Catalog, text_of: TextOf) -> Iterator[Problem]:
    """Links to a place in a document that is not there; on a page that is, they lead to its beginning."""
    known: dict[str, frozenset[str]] = {}

    def anchors(path: str) -> frozenset[str]:
        if path not in known:
            known[path] = anchors_of(text_of(path) or "")
        return known[path]

    for document in catalog.every():
        links = [link for link in catalog.sources.readings[document.path].links if link.fragment]
        text = text_of(document.path) or ""
        if "#" in text:  # links within the page are no links to other documents
            links += [link for link in parse(text).links if link.fragment and not link.target]
        for link in links:
            there = (
                catalog.resolve(link.target, document, catalog.audiences, wiki=link.wiki) if link.target else document
            )
            if isinstance(there, Document) and not {link.fragment, slug(link.fragment)} & anchors(there.path):
                line = link.line if link.target else None
                message = f"The link to “#{link.fragment}” leads to no place in {there.path}."
                yield Problem(document.path, line, message, "warning")


def files_amiss(catalog: Catalog) -> Iterator[Problem]:
    """Files that no document has, and those that several have."""
    having: dict[str, list[str]] = defaultdict(list)
    for document in catalog.every():
        for file in document.files:
            having[file.path].append(document.path)
    for path in catalog.sources.files:
        if path not in having:
            yield Problem(
                path, None, "No document has this file: none links to it, and it lies in the folder of none.", "note"
            )
        elif len(having[path]) > 1:
            yield Problem(path, None, f"Several documents have this file: {', '.join(sorted(having[path]))}.", "note")
    stems: dict[str, list[str]] = defaultdict(list)
    for path in catalog.sources.readings:
        stems[path.rpartition(".")[0]].append(path)
    for folder in sorted(
        {owner.rpartition(".")[0] for owner in owners(catalog.sources.files, catalog.sources.readings).values()}
    ):
        for path in sorted(stems[folder])[1:]:
            message = f"Has the same folder for its files as {min(stems[folder])}; give one of them another name."
            yield Problem(path, None, message, "warning")


def leads_as_written(catalog: Catalog, spot: Spot, source: Document) -> bool:
    """Is there what a link names, spelt just so? Else it was found by capitals, accents, or where it was formerly."""
    if permalink(spot.target) or not is_inside(spot.target, wiki=spot.wiki):
        return True
    sources = catalog.sources
    for base in bases(source.path, spot.target, wiki=spot.wiki):
        if base in sources.files or any(path in sources.readings for path in documents_at(base)):
            return True
    if not spot.wiki:
        return False
    there = catalog.resolve(spot.target, source, catalog.audiences, wiki=True)
    if not isinstance(there, Document):
        return True
    formerly = (alias.rpartition("/")[2].rpartition(".")[0] for alias in there.aliases if alias.startswith("/"))
    name = slug(spot.target.rpartition("/")[2])
    stem = there.path.rpartition("/")[2].rpartition(".")[0]
    return name in (slug(stem), slug(there.title)) or name not in map(slug, formerly)
