"""What the pages about earlier versions have in common."""

from __future__ import annotations

from collections.abc import Sequence

from kb.library.files import LARGEST, decode
from kb.library.frontmatter import read_front_matter
from kb.library.reading import file_of, interpret
from kb.model import Document, PartialDate
from kb.usecases.reading.versions import Version, versions_of
from kb.web.serving.gone import missing
from kb.web.serving.visit import NotFound, Visit


def visible(visit: Visit, identifier: str) -> Document:
    """Raises NotFound, Gone."""
    found = visit.catalog.document(identifier, visit.audiences)
    if found is None:
        raise missing(visit, identifier)
    return found


def date_in(words: str) -> PartialDate:
    """Raises NotFound for what is no date."""
    try:
        return PartialDate.parse(words)
    except ValueError:
        raise NotFound from None


def seen(visit: Visit, document: Document) -> list[Version]:
    """The versions that this viewer may see, newest first."""
    return versions_of(visit.state, visit.parts.history, visit.catalog_now, visit.viewer, document)


def named(versions: Sequence[Version], name: str) -> Version:
    """One of them. Raises NotFound."""
    found = next((each for each in versions if each.name == name), None)
    if found is None:
        raise NotFound
    return found


def text_of(visit: Visit, document: Document, found: Version) -> tuple[str, dict[str, str]]:
    """What it said then, whatever was wrong with the file: its text, and its fields by their keys."""
    content = visit.parts.history.content(found.revision)[:LARGEST]
    facts = interpret(document.path, file_of(content), visit.parts.library.site.rules)[0].facts
    said = {
        "title": facts.title,
        "date": facts.date.display() if facts.date else facts.date_note or "",
        "kind": facts.kind.value,
        "group": facts.group_label or "",
        "tags": ", ".join(tag.label for tag in facts.tags),
        "rule": facts.rule or "",
        "url": facts.url or "",
        "description": facts.description or "",
    }
    return read_front_matter(decode(content)[0]).body, said


def body_of(visit: Visit, found: Version) -> str:
    """The text alone."""
    content = visit.parts.history.content(found.revision)[:LARGEST]
    return read_front_matter(decode(content)[0]).body
