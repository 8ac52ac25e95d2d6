"""What can be copied of an address to be passed on."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kb.model import Document, Group, Visibility
from kb.outward.citing import styles
from kb.outward.oembed import iframe
from kb.web.pieces.citing import FORMS, source_of
from kb.web.plain.addresses import cite_address, embed_address, permanent_address, share_address
from kb.web.plain.markdown import markdown_text
from kb.web.plain.words import openers
from kb.web.serving.visit import Visit


@dataclass(frozen=True)
class Sharing:
    """What the page of a document offers.

    Attributes:
        warning: who alone can open the link; "" where everybody can.
        links: to copy, each with what it is for.
        citations: to copy, each with the name of its style.
        forms: addresses of the citation for reference managers, each with its name.
        more: the page with all the ways there are.
    """

    warning: str
    links: tuple[tuple[str, str], ...]
    citations: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]
    more: str


def sharing(document: Document, group: Group | None, visit: Visit) -> Sharing:
    frame = iframe(visit.origin + embed_address(document.id), visit.catalog.site.title)
    embeds = (("Embed", frame),) if document.visibility is Visibility.PUBLIC else ()
    return Sharing(
        openers(document, group),
        (*links(document.title, visit.origin + permanent_address(document.id)), *embeds),
        tuple(styles(source_of(document, visit)).items()),
        tuple((name, cite_address(document.id, form)) for form, (name, *_) in FORMS.items()),
        share_address(permanent_address(document.id)),
    )


def links(title: str, address: str) -> tuple[tuple[str, str], ...]:
    """A link to be copied, by what it is copied into; `address` with host."""
    return (
        ("Link", address),
        ("Markdown", f"[{markdown_text(title)}]({address})"),
        ("HTML", f'<a href="{escape(address)}">{escape(title)}</a>'),
    )
