"""How a document is cited from this library, and in which forms."""

from __future__ import annotations

import json

from kb.markup import Place
from kb.model import Document
from kb.outward.citing import Cited, bibtex, cited, csl, ris, text
from kb.web.plain.addresses import permanent_address
from kb.web.serving.visit import Visit

FORMS = {
    "bib": ("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json", lambda source: json.dumps([csl(source)])),
    "txt": ("Text", "text/plain; charset=utf-8", text),
}
"""Each form by the ending of its address: what it is called, its media type, and how it is written."""


def source_of(document: Document, visit: Visit, place: Place | None = None) -> Cited:
    """A document as it is cited from this library; with `place` that passage of it."""
    anchor, part = (place.anchor, place.part) if place else ("", 1)
    address = visit.origin + permanent_address(document.id, anchor=anchor, part=part)
    return cited(document, visit.catalog.site.title, address, place.heading if place else "")
