"""Let somebody without an account read one document that is not for everybody, by a link: its leads make and end them.

A link works as long as whoever made it may still make it, and as the document is for no fewer readers than it was then.
"""

from __future__ import annotations

import contextlib

from kb.access import audience_of, is_no_narrower, may_share
from kb.library import Catalog
from kb.model import Document, Viewer
from kb.people.audit import note
from kb.people.shares import MOST, Share, make_share, note_opening, share_of, shares, take_share_back
from kb.state import State, StateUnusable
from kb.usecases.people.membership import NotALead, NotChanged, acting, leads

LASTING = (1, 7, 30, 90)
"""Days for which a link can be made."""


def make_link(state: State, viewer: Viewer, document: Document, days: int) -> str:
    """The secret of a new link to a document. Raises NotALead, NotChanged."""
    by, group = _may(viewer, document)
    if days not in LASTING:
        raise NotChanged("Choose how long the link shall work.")
    with state.write() as db:
        acting(db, by, group)
        if len(shares(db, document.id)) >= MOST:
            raise NotChanged(f"There are {MOST} links to this document, which is the most. Take one back first.")
        secret = make_share(db, document.id, group, audience_of(document), by, days)
        note(db, by, "link made", group=group or None, detail=document.id)
        return secret


def take_link_back(state: State, viewer: Viewer, document: Document, number: str) -> None:
    """Nothing happens where it is taken back already. Raises NotALead."""
    by, group = _may(viewer, document)
    with state.write() as db:
        acting(db, by, group)
        if take_share_back(db, document.id, number):
            note(db, by, "link taken back", group=group or None, detail=document.id)


def links_to(state: State, viewer: Viewer, document: Document) -> list[Share]:
    """The links to a document; none for who may make none."""
    if not may_share(viewer, document):
        return []
    with state.read() as db:
        return shares(db, document.id)


def opened(state: State, catalog: Catalog, secret: str, *, counting: bool) -> tuple[Document, Share] | None:
    """What a link opens now, None where nothing; `counting` where somebody opens it to read."""
    with state.read() as db:
        share = share_of(db, secret)
        works = share is not None and leads(db, share.made_by, share.group)
    if share is None or not works:
        return None
    document = catalog.document(share.document, catalog.audiences)
    if document is None or not is_no_narrower(document, share.audience):
        return None
    if counting:
        with contextlib.suppress(StateUnusable), state.write() as db:  # a full disk keeps nobody from reading
            note_opening(db, share.number)
    return document, share


def _may(viewer: Viewer, document: Document) -> tuple[int, str]:
    """Who makes a link, and the group they lead. Raises NotALead."""
    if viewer.account is None or not may_share(viewer, document):
        raise NotALead
    return viewer.account, document.group or ""
