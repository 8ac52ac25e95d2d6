"""Entries for an index, in one line each."""

from __future__ import annotations

from kb.model import PUBLIC, Audience, Document, Kind, PartialDate, Passage, Tag, slug
from kb.search import Entry


def note(
    path: str,
    *texts: str | Passage,
    title: str = "",
    to: Audience = PUBLIC,
    tags: tuple[str, ...] = (),
    group: str | None = None,
    date: str | None = None,
    kind: Kind = Kind.NOTES,
    description: str | None = None,
    meeting: str | None = None,
) -> Entry:
    """A document at `path` with one passage for each text; its id is the path's slug."""
    document = Document(
        id=slug(path),
        path=path,
        title=title or path,
        kind=kind,
        group=slug(group) if group else None,
        group_label=group,
        date=PartialDate.parse(date) if date else None,
        meeting=meeting,
        tags=tuple(map(Tag.named, tags)),
        description=description,
    )
    passages = [text if isinstance(text, Passage) else passage(text, f"p{n}") for n, text in enumerate(texts)]
    return Entry(document, to, passages)


def passage(text: str, anchor: str = "", heading: str = "", date: str | None = None, part: int = 1) -> Passage:
    return Passage(anchor, heading, (), text, PartialDate.parse(date) if date else None, part)
