"""What was taken in and is not published: never in notes/, the index or the history.

Words, fields and what is known of the original stand in the database (`drafts`); the original and the files that belong
to the text lie in a folder of their own below state/ (`shelf`).
"""

from kb.drafts.drafts import (
    LASTS,
    Draft,
    Fields,
    NoDraft,
    add_draft,
    became,
    change_draft,
    draft_of,
    drafts_by,
    drafts_for,
    drafts_of_file,
    every_draft,
    expired_ids,
    files_taken_as,
    ids_by,
    known_ids,
    publishing_drafts,
    remove_draft,
    set_place,
    taken_as,
)
from kb.drafts.shelf import Shelf

__all__ = [
    "LASTS",
    "Draft",
    "Fields",
    "NoDraft",
    "Shelf",
    "add_draft",
    "became",
    "change_draft",
    "draft_of",
    "drafts_by",
    "drafts_for",
    "drafts_of_file",
    "every_draft",
    "expired_ids",
    "files_taken_as",
    "ids_by",
    "known_ids",
    "publishing_drafts",
    "remove_draft",
    "set_place",
    "taken_as",
]
