"""Is what somebody is about to publish there already? Looked for among the documents that they may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.access import audiences_of, may_see_draft, may_write
from kb.drafts import Draft, drafts_of_file, taken_as
from kb.model import Audience, Document, Kind, Viewer
from kb.search import Found, Index, IndexUnusable, Query
from kb.usecases.bringing_in.draft_rule import vouched
from kb.usecases.bringing_in.drafting import DraftRoom, open_draft, with_files_in
from kb.usecases.bringing_in.publishing import end_draft
from kb.usecases.writing.attaching import Upload, attach, own_folder
from kb.usecases.writing.saving import Edit, NotTheirs
from kb.usecases.writing.wording import Wording

Why = Literal["file", "meeting", "text"]

_WORD = re.compile(r"\w+")
_RUN = 5  # words in a row that are compared
_NEAR = 0.5  # of these runs, from which two texts say nearly the same
_MOST = 5
_TAKEN_FROM = (0.15, 0.4, 0.65, 0.85)  # of a text, where a phrase is taken to look for


@dataclass(frozen=True)
class Alike:
    """A document that may be the same, and why; `theirs`: whoever looks may change it."""

    document: Document
    why: Why
    theirs: bool


def alike(room: DraftRoom, index: Index, viewer: Viewer, draft: Draft) -> list[Alike]:
    """Documents made of the same file, notes of the same meeting, and texts that say nearly the same; each once."""
    found: dict[str, Alike] = {}
    for why, document in _alike(room, index, viewer, draft):
        found.setdefault(document.id, Alike(document, why, may_write(viewer, document)))
    return list(found.values())[:_MOST]


def same_file(room: DraftRoom, viewer: Viewer, draft: Draft) -> list[Draft]:
    """Other drafts of the very same file that say the same, among those that they may see; the newest first."""
    with room.state.read() as db:
        others = drafts_of_file(db, draft.digest)
    return [
        each
        for each in others
        if each.id != draft.id
        and each.text == draft.text
        and may_see_draft(viewer, each.owner, each.fields.group, each.ruled_by)
    ]


def put_into(
    room: DraftRoom,
    viewer: Viewer,
    identifier: str,
    document: str,
    *,
    at_the_end: bool,
    names_no_one: bool = False,
    revision: int | None = None,
) -> str:
    """Make a draft another version of a document, or put it at the end of one; then the draft is gone. Gives the id.

    Its fields stay but where the draft replaces it and says more. Done twice it is there once. Raises what publishing
    raises, and Conflict; then the draft is there as it was.
    """
    draft = open_draft(room, viewer, identifier, revision)
    if not viewer.writes:
        raise NotTheirs
    opened = room.desk.open(viewer, document)
    names_no_one = vouched(room.desk, viewer, draft, opened.document, names_no_one=names_no_one)
    names: dict[str, str] = {}
    for name in draft.told.files:
        if path := room.shelf.file(draft.id, name):
            upload = Upload(name, path.read_bytes())
            file = attach(room.desk, viewer, document, upload, names_no_one=names_no_one)
            names[name] = file.name
    own = own_folder(opened.document).rstrip("/").rpartition("/")[2]
    text = with_files_in(draft.text, own, names)
    wanted = _merged(opened.said, draft, text, at_the_end=at_the_end)
    why = "Put together with what was uploaded" if at_the_end else "Replaced by what was uploaded"
    saved = room.desk.save(viewer, document, Edit(wanted, opened.revision, why, names_no_one))
    end_draft(room, draft, saved.id)
    return saved.id


def _merged(said: Wording, draft: Draft, text: str, *, at_the_end: bool) -> Wording:
    if at_the_end:
        there = said.text.rstrip("\n")
        whole = said.text if there.endswith(text.strip()) else f"{there}\n\n{text}"
        return Wording(**{**vars(said), "text": whole})
    more = {name: value for name in ("title", "date", "tags", "description") if (value := getattr(draft.fields, name))}
    return Wording(**{**vars(said), **more, "text": text})


def _alike(room: DraftRoom, index: Index, viewer: Viewer, draft: Draft) -> Iterator[tuple[Why, Document]]:
    catalog = room.desk.library.catalog
    audiences = audiences_of(viewer, catalog.audiences)
    with room.state.read() as db:
        became = taken_as(db, draft.digest)
    for identifier in became:
        if document := catalog.document(identifier, audiences):
            yield "file", document
    said = draft.fields
    if said.group and said.date and said.kind in (Kind.NOTES, Kind.AGENDA):
        meeting = catalog.meeting(said.group, said.date, audiences)
        for document in meeting.documents if meeting else ():
            if document.kind == said.kind:
                yield "meeting", document
    runs = _runs(draft.text)
    for identifier in dict.fromkeys(each.id for each in _with_phrases(index, audiences, draft.text)):
        document = catalog.document(identifier, audiences)
        body = room.desk.library.body(document) if document else None
        if document and body and _near(runs, _runs(body.text)):
            yield "text", document


def _with_phrases(index: Index, audiences: frozenset[Audience], text: str) -> Iterator[Found]:
    """What has some of the stretches of a text in it; nothing while the index is being made."""
    try:
        for query in _phrases(text):
            yield from index.search(Query(text=query, per_page=3), audiences).found
    except IndexUnusable:
        return


def _phrases(text: str) -> Iterator[str]:
    """Some stretches of a text, as queries."""
    words = _WORD.findall(text)
    for share in _TAKEN_FROM if len(words) >= 4 * _RUN else ():
        start = int(len(words) * share)
        yield '"' + " ".join(words[start : start + _RUN]) + '"'


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _near(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    """Is most of the shorter in the longer? (The overlap coefficient, Szymkiewicz and Simpson.)"""
    return bool(one and other) and len(one & other) >= _NEAR * min(len(one), len(other))
