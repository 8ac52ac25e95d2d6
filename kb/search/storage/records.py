"""What is kept of documents and passages to show them: a record in each row, read only for the ones shown."""

from __future__ import annotations

from typing import NamedTuple

from kb.model import Document, Passage


class HeadRecord(NamedTuple):
    """A document as results show it; the names are those of kb.search.results.Found."""

    id: str
    slug: str
    title: str
    kind: str
    group: str | None
    group_label: str | None
    date: str | None
    date_display: str
    tags: tuple[tuple[str, str], ...]
    description: str | None
    url: str | None

    @classmethod
    def of(cls, document: Document) -> HeadRecord:
        return cls(
            id=document.id,
            slug=document.slug,
            title=document.title,
            kind=document.kind.value,
            group=document.group,
            group_label=document.group_label,
            date=document.date.iso if document.date else None,
            date_display=document.date_display,
            tags=tuple((tag.slug, tag.label) for tag in document.tags),
            description=document.description,
            url=document.url,
        )


class PassageRecord(NamedTuple):
    """A passage as results show it, with the text that snippets are cut from."""

    anchor: str
    heading: str
    date: str | None
    part: int
    parents: tuple[str, ...]
    text: str
    file: str

    @classmethod
    def of(cls, passage: Passage) -> PassageRecord:
        date = passage.date.display() if passage.date else None
        text = as_lines(passage.text)
        return cls(passage.anchor, passage.heading, date, passage.part, passage.parents, text, passage.file)


def as_lines(text: str) -> str:
    """Each paragraph as one line, without blanks that show nothing."""
    return "\n".join(line for line in (" ".join(each.split()) for each in text.split("\n")) if line)
