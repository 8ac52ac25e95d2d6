"""Where the links in a document's text lead for whoever reads it."""

from __future__ import annotations

from kb.library.resolving import FoundFile
from kb.markup import Reference
from kb.model import Document
from kb.web.plain.addresses import document_address, file_address
from kb.web.serving.visit import Visit


def link_address(link: Reference, source: Document, visit: Visit) -> str | None:
    """Where a link in a document's text leads for this viewer; None where there is nothing for them."""
    return address_there(there_for(link, source, visit), link, visit)


def there_for(link: Reference, source: Document, visit: Visit) -> Document | FoundFile | None:
    return visit.catalog.resolve(link.target, source, visit.audiences, wiki=link.wiki)


def address_there(there: Document | FoundFile | None, link: Reference, visit: Visit) -> str | None:
    if there is None:
        return None
    if isinstance(there, Document):
        return visit.parts.templates.link(document_address(there.id, there.slug, anchor=link.fragment))
    return visit.parts.templates.link(file_address(there.document, there.file))
