"""The original of a draft as it looked, page by page."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from kb.drafts import Draft
from kb.files import Look, Rendering, Renderings, has_look, known_look, look_of, picture_of_page
from kb.files.renderings import HASH
from kb.model import Viewer
from kb.usecases.bringing_in.drafting import DraftRoom, open_draft
from kb.usecases.writing.saving import NotThere


def expected_pages(room: DraftRoom, draft: Draft) -> bool | None:
    """Are there pages of the original to be shown? None where that is only known once somebody has asked for them."""
    path = _original(room, draft)
    if path is None:
        return False
    known = known_look(path)
    return bool(known.sizes) if known else None


def pages_of_draft(room: DraftRoom, viewer: Viewer, identifier: str) -> tuple[Draft, Look]:
    """Raises NotThere; Busy and OSError where they cannot be made just now."""
    draft = open_draft(room, viewer, identifier)
    path = _original(room, draft)
    if path is None:
        raise NotThere
    try:
        return draft, look_of(path, draft.told.format)
    except FileNotFoundError:  # published or thrown away a moment ago
        raise NotThere from None


def picture_of_draft(
    room: DraftRoom, renderings: Renderings, viewer: Viewer, identifier: str, number: int
) -> Future[Rendering]:
    """A picture of a page, from 1. Raises as above, and later OSError: FileNotFoundError where the draft is gone."""
    draft, look = pages_of_draft(room, viewer, identifier)
    try:
        found = picture_of_page(renderings, look, number, draft.digest[:HASH])
    except FileNotFoundError:  # as above
        found = None
    if found is None:
        raise NotThere
    return found


def _original(room: DraftRoom, draft: Draft) -> Path | None:
    return room.shelf.original(draft.id) if has_look(draft.told.format) else None
