"""Links written anew where documents or files have moved, so that each leads where it led before. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.library.catalog import Catalog
from kb.library.links import INDEX_NAMES, is_inside, permalink, without_ending
from kb.library.resolving import FoundFile
from kb.markup import Spot, rewritten
from kb.model import Document, slug

There = Callable[[str], str]
"""From the path of a document or file to the one it has now."""


@dataclass(frozen=True)
class Relinker:
    """Writes the links of documents anew: `before` and `after` know the library then and now, whoever may read what."""

    before: Catalog
    after: Catalog
    there: There

    def text(self, text: str, source: str) -> str:
        """The text of the document that was at `source`. Links that led nowhere, or still lead there, stay."""
        old, new = self.before.by_path(source), self.after.by_path(self.there(source))
        if old is None or new is None:
            return text
        return rewritten(text, lambda spot: self._target(spot, old, new))

    def _target(self, spot: Spot, old: Document, new: Document) -> str | None:
        if permalink(spot.target) or not is_inside(spot.target, wiki=spot.wiki):
            return None
        led = _path(self.before, spot.target, old, spot.wiki)
        if led is None:
            return None
        wanted = self.there(led)
        if _path(self.after, spot.target, new, spot.wiki) == wanted:
            return None
        return self._form(spot, led, wanted, new)

    def as_written(self, spot: Spot, source: Document) -> str | None:
        """The target as it is spelt, of a link that leads somewhere all the same; None where it leads nowhere."""
        led = _path(self.before, spot.target, source, spot.wiki)
        return self._form(spot, led, self.there(led), source) if led is not None else None

    def _form(self, spot: Spot, led: str, wanted: str, source: Document) -> str | None:
        forms = self._wiki(spot, led, wanted) if spot.wiki else _plain(spot.target, wanted, source.path)
        return next((form for form in forms if _path(self.after, form, source, spot.wiki) == wanted), None)

    def _wiki(self, spot: Spot, led: str, wanted: str) -> Iterator[str]:
        """A title where it named the title, else as much of the path as tells it from others."""
        was, is_now = self.before.by_path(led), self.after.by_path(wanted)
        stem = without_ending(posixpath.basename(led))
        is_title = (
            was
            and slug(was.title) == slug(spot.target)
            and (slug(stem) != slug(spot.target) or was.title == spot.target)
        )
        forms = [is_now.title] if is_title and is_now else []
        path = (
            wanted if is_now is None or spot.target.lower().endswith((".md", ".markdown")) else without_ending(wanted)
        )
        parts = path.split("/")
        least = spot.target.strip("/").count("/") + 1
        forms += ["/".join(parts[-length:]) for length in (*range(least, len(parts) + 1), *range(1, least))]
        yield from (form for form in forms if not set(form) & set("[]|#\\\n"))


def _path(catalog: Catalog, target: str, source: Document, wiki: bool) -> str | None:
    found = catalog.resolve(target, source, catalog.audiences, wiki=wiki)
    if found is None:
        return None
    return found.file.path if isinstance(found, FoundFile) else found.path


def _plain(target: str, wanted: str, source: str) -> Iterator[str]:
    """As the link was written: with or without ending, from the root or from its document, a folder for its page."""
    shown = [wanted]
    folder, _, name = wanted.rpartition("/")
    if target.lower().endswith((".html", ".htm")):
        shown.insert(0, f"{without_ending(wanted)}.html")
    elif not target.lower().endswith((".md", ".markdown")):
        shown.insert(0, without_ending(wanted))
        if name in INDEX_NAMES:
            shown.insert(0, f"{folder}/" if target.endswith("/") or not folder else folder)
    for path in shown:
        yield _written(path, target, source)
    yield f"./{_relative(wanted, source)}"
    yield f"/{wanted}"


def _written(path: str, like: str, source: str) -> str:
    if like.startswith("/"):
        return f"/{path}"
    relative = _relative(path, source)
    return f"./{relative}" if like.startswith("./") and not relative.startswith(".") else relative


def _relative(path: str, source: str) -> str:
    relative = posixpath.relpath(path or ".", posixpath.dirname(source) or ".")
    return f"{relative}/" if path.endswith("/") or relative == "." else relative
