"""Webmentions: take them in, look whether they are true, let a lead decide; and pages that a lead names by hand.

What is shown stands in the document's front matter, as `cited_by:`, and so outlives this program. The database holds
only what nobody has decided yet, and how to look again at what was decided.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from kb.access import audiences_of, may_lead
from kb.history import HistoryUnusable
from kb.library import (
    Catalog,
    FrontMatterUnreadable,
    Stale,
    as_citing,
    place,
    read_revision,
    with_keys,
    without_brackets,
    write_revision,
    written_citing,
)
from kb.model import VISITOR, Document, Viewer
from kb.outward.fetching import Fetcher, NotFetched
from kb.outward.oembed import OfDocument, wanted
from kb.outward.webmention import GONE, links_to
from kb.people.limits import MENTION_ALL, MENTION_HOST, MENTION_PLACE, take
from kb.people.mentions import (
    Mention,
    QueueFull,
    answer_mention,
    it_does_not,
    it_links,
    mention,
    mentions,
    next_due,
    not_reached,
    put_mention,
    refuse_shown,
    take_mention,
)
from kb.state import State
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.writing.saving import Desk, NotTheirs, NotThere

log = logging.getLogger("kb")

MOST_CITED = 200
Change = Callable[[dict[str, str]], dict[str, str]]
"""From the pages that cite a document, title by address, to those that shall."""
_PUBLIC = audiences_of(VISITOR)


class NotMentioned(Exception):
    """This is no webmention for us; the message says why. Whether a document is hidden or never was makes no
    difference to it."""


@dataclass(frozen=True)
class Waiting:
    """A page that waits for a lead, and the document it links to."""

    mention: Mention
    document: Document


def receive(
    state: State, catalog: Catalog, fetcher: Fetcher, origin: str, source: str, target: str, place: str
) -> None:
    """Somebody at the network address `place` says that `source` links to `target`. Raises NotMentioned, TooMany."""
    meant = wanted(target, origin)
    document = catalog.document(meant.identifier, _PUBLIC) if isinstance(meant, OfDocument) else None
    if document is None:
        raise NotMentioned("The target is no document here that everybody can read.")
    source = without_brackets(source)
    try:
        fetcher.check(source)
    except NotFetched as error:
        raise NotMentioned(f"The source cannot be asked: {error}.") from None
    host = urlsplit(source).hostname or ""
    if host == urlsplit(origin).hostname:
        raise NotMentioned("The source is not on another site.")
    with state.write() as db:
        take(db, MENTION_PLACE, place)
        take(db, MENTION_HOST, host)
        take(db, MENTION_ALL)
        try:
            put_mention(db, urldefrag(source).url, host, document.id, target)
        except QueueFull:
            raise NotMentioned("Too many mentions wait to be looked at. Please try again next week.") from None


class Verifier:
    """Looks at the pages that say they link here."""

    def __init__(self, state: State, desk: Desk, fetcher: Fetcher) -> None:
        self._state = state
        self._desk = desk
        self._fetcher = fetcher

    def due(self) -> int | None:
        """When there is something to look at, in seconds since 1970."""
        with self._state.read() as db:
            return next_due(db)

    def look(self) -> bool:
        """Look at one page. False where none is due."""
        with self._state.write() as db:
            taken = take_mention(db)
        if taken is None:
            return False
        try:
            page = self._fetcher.fetch(taken.source)
            title = links_to(page, taken.target) if page.status == 200 else None
        except NotFetched as error:
            self._settle(taken, None, gone=error.for_good)
        except Exception as error:  # a bug of ours; it counts as a try, so that nobody is asked for ever
            log.error("A page that links here could not be understood: %s.", type(error).__name__)
            self._settle(taken, None, gone=False)
        else:
            self._settle(taken, title, gone=page.status in (200, *GONE))
        return True

    def _settle(self, taken: Mention, title: str | None, *, gone: bool) -> None:
        if title is None and gone:
            self._forget(taken.number)
            return
        with self._state.write() as db:
            if title is not None:
                it_links(db, taken.number, title)
            else:
                not_reached(db, taken.number)

    def _forget(self, number: int) -> None:
        """First in the document, then here: where its file cannot be written, the page is still due."""
        with self._state.read() as db:
            found = mention(db, number)
        if found and found.state == "shown":
            forget_citing(self._desk, found.document, found.source)
        with self._state.write() as db:
            it_does_not(db, number)


def waiting(state: State, catalog: Catalog, viewer: Viewer, document: Document | None = None) -> list[Waiting]:
    """What waits for this lead: of one document, or of all that they lead."""
    audiences = audiences_of(viewer, catalog.audiences)
    with state.read() as db:
        found = mentions(db, [document.id] if document else None)
    of = [(each, catalog.document(each.document, audiences)) for each in found]
    return [Waiting(each, there) for each, there in of if there and may_lead(viewer, there.group or "")]


def answer(state: State, desk: Desk, viewer: Viewer, document: Document, number: int, *, show: bool) -> None:
    """Show a page that waits, or refuse it for good. Raises NotThere, NotTheirs, NotWritten, OSError."""
    with state.read() as db:
        found = mention(db, number)
    if found is None or found.document != document.id or found.state != "waiting":
        raise NotThere
    if show:
        cite(desk, viewer, document, found.source, found.title)
    elif not may_lead(viewer, document.group or ""):
        raise NotTheirs
    with state.write() as db:
        answer_mention(db, number, "shown" if show else "refused")


def cite(desk: Desk, viewer: Viewer, document: Document, address: str, title: str) -> None:
    """Name a page that cites the document. Raises NotThere, NotTheirs, NotWritten, OSError."""
    torn = any(address.count(opened) != address.count(closed) for opened, closed in ("()", "[]"))
    address = without_brackets(address)
    if torn or not as_citing([{"url": address}])[0]:  # a bracket alone is left over from what stood around it
        raise NotWritten("That is no address. It looks like https://example.org/a-page.")
    _rewrite(desk, viewer, document, lambda cited: {address: title, **{a: t for a, t in cited.items() if a != address}})


def uncite(state: State, desk: Desk, viewer: Viewer, document: Document, address: str) -> None:
    """Name it no longer. Raises as `cite`."""
    _rewrite(desk, viewer, document, lambda cited: {a: t for a, t in cited.items() if a != address})
    with state.write() as db:
        refuse_shown(db, address, document.id)


def forget_citing(desk: Desk, identifier: str, address: str) -> None:
    """A page that was shown is gone, or links here no more: it is named no longer, without anybody asking."""

    def write() -> frozenset[str]:
        catalog = desk.library.catalog
        document = catalog.document(identifier, catalog.audiences)
        if document is None:
            return frozenset()
        target = place(desk.library.notes, document.path)
        content, revision = read_revision(target)
        changed = _changed(document, content, lambda cited: {a: t for a, t in cited.items() if a != address})
        if changed == content:
            return frozenset()
        write_revision(target, changed, revision)
        return frozenset({document.path})

    _written(desk, write)


def _rewrite(desk: Desk, viewer: Viewer, document: Document, change: Change) -> None:
    if not may_lead(viewer, document.group or ""):
        raise NotTheirs

    def write() -> frozenset[str]:
        opened = desk.open(viewer, document.id)
        content = _changed(opened.document, opened.content, change)
        if content == opened.content:
            return frozenset()
        desk.keep(opened)
        path = opened.document.path
        desk.put(viewer, desk.change(path, content), "Who cites it", opened.revision)
        return frozenset({path})

    _written(desk, write)


def _changed(document: Document, content: bytes, change: Change) -> bytes:
    """The file with what cites it changed; the same where that makes no difference."""
    cited = change(dict(document.cited_by))
    if len(cited) > MOST_CITED:
        raise NotWritten(f"More than {MOST_CITED} pages that cite one document cannot be named.")
    if cited == dict(document.cited_by):
        return content
    lines = [written_citing(address, title) for address, title in cited.items()]
    try:
        return with_keys(content, {"cited_by": lines or None})
    except FrontMatterUnreadable as error:
        raise NotWritten(f"{document.path} cannot be changed here. {error}") from None


def _written(desk: Desk, write: Callable[[], frozenset[str]]) -> None:
    try:
        desk.refresher.after(write)
    except Stale:
        raise NotWritten("Somebody writes this document just now; please try again.") from None
    except HistoryUnusable:
        raise NotWritten("The history cannot be written just now; please try again later.") from None
