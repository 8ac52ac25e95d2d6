"""What the page of a document offers to whoever passes it on: links to copy, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kb.model import Document, Group, Visibility
from kb.outward.citing import styles
from kb.outward.oembed import iframe
from kb.web.addresses import cite_address, embed_address, permanent_address
from kb.web.cite import FORMS, source_of
from kb.web.exports import markdown_text
from kb.web.visit import Visit
from kb.web.words import openers


@dataclass(frozen=True)
class Sharing:
    """Attributes:
    warning: who alone can open the link; "" where everybody can.
    links: to copy, each with what it is for.
    citations: to copy, each with the name of its style.
    forms: addresses of the citation for reference managers, each with its name.
    """

    warning: str
    links: tuple[tuple[str, str], ...]
    citations: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]


def sharing(document: Document, group: Group | None, visit: Visit) -> Sharing:
    link = visit.origin + permanent_address(document.id)
    frame = iframe(visit.origin + embed_address(document.id), visit.catalog.site.title)
    embeds = (("Embed", frame),) if document.visibility is Visibility.PUBLIC else ()
    return Sharing(
        openers(document, group),
        (
            ("Link", link),
            ("Markdown", f"[{markdown_text(document.title)}]({link})"),
            ("HTML", f'<a href="{escape(link)}">{escape(document.title)}</a>'),
            *embeds,
        ),
        tuple(styles(source_of(document, visit)).items()),
        tuple((name, cite_address(document.id, form)) for form, (name, *_) in FORMS.items()),
    )
