"""The page of one document."""

from __future__ import annotations

import time

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_lead, may_write
from kb.library.resolving import FoundFile
from kb.markup import Reference, Rendered, finish
from kb.model import AttachedFile, Document, Kind
from kb.people.reading import Read
from kb.usecases.reading.since_read import since_read
from kb.web.pieces.card import of_document
from kb.web.pieces.file_list import shown_files
from kb.web.pieces.headings import with_heading_links
from kb.web.pieces.letters import may_tell
from kb.web.pieces.links import address_there, link_address, there_for
from kb.web.pieces.marking import marking
from kb.web.pieces.pictures import sized, with_sizes
from kb.web.pieces.related import surroundings
from kb.web.pieces.sharing import sharing
from kb.web.pieces.versions import visible
from kb.web.plain.addresses import document_address, file_address
from kb.web.plain.resource import PICTURES, elsewhere, ending, newest_first, to_show
from kb.web.plain.words import day, readers, rule
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

_OUTLINE_DEPTH = 3
_LONG = 15_000
"""Characters; in a longer text nobody finds anything by reading, so the box to search it stands above it."""


@router.get("/d/{identifier}")
@router.get("/d/{identifier}/{words}")
def document(identifier: str, visit: Visiting, words: str = "", q: str = "", part: int = 1) -> Response:
    found = visible(visit, identifier)
    if identifier != found.id or words != found.slug:
        return visit.redirect(document_address(found.id, found.slug, part=part, marks=q))
    body = visit.parts.library.body(found)
    if body is None:  # taken out of the folder a moment ago
        raise NotFound
    rendered = visit.parts.renderer.render(body.text, part, drop_title=found.title)
    if not 1 <= part <= rendered.parts:
        raise NotFound
    group = visit.catalog.group(found.group, visit.audiences) if found.group else None
    backlinks = visit.catalog.backlinks(found, visit.audiences)
    around = visit.catalog.around(found, visit.audiences)
    is_resource = found.kind is Kind.RESOURCE
    since = since_read(visit.state, visit.parts.history, visit.viewer, found)
    if visit.person and visit.person.session:
        visit.parts.reads.note(Read(visit.person.account.number, found.id, int(time.time())))
    pictures: dict[str, tuple[Document, AttachedFile]] = {}

    def address(link: Reference) -> str | None:
        there = there_for(link, found, visit)
        leads = address_there(there, link, visit)
        if link.image and leads and isinstance(there, FoundFile):
            pictures[leads] = there.document, there.file
        return leads

    finished = finish(rendered.html, address, marking(q, visit))
    found_card = of_document(found, visit)
    page = visit.page(
        "document.html",
        since=since,
        day=day,
        box=q,
        document=found,
        html=with_sizes(with_heading_links(finished.html), pictures, visit),
        marks=finished.marks,
        outline=[
            (heading, document_address(found.id, found.slug, anchor=heading.anchor, part=number, marks=q))
            for heading, number in zip(rendered.outline, rendered.outline_parts, strict=True)
            if heading.level <= _OUTLINE_DEPTH and number == part
        ],
        why_plain=rendered.why,
        part=part,
        parts=rendered.parts,
        is_long=rendered.parts > 1 or len(body.text) > _LONG,
        part_names=_part_names(rendered),
        part_address=lambda number: document_address(found.id, found.slug, part=number, marks=q),
        around=around,
        near=surroundings(found, backlinks, around, group, visit),
        elsewhere=elsewhere(found.url),
        files=shown_files(found, newest_first(found.files) if is_resource else found.files, q, finished.html, visit),
        large=to_show(found.files, lambda f: _is_in_text(found, f, finished.html, visit)) if is_resource else (),
        sized=lambda file: sized(found, file, visit),
        is_picture=lambda file: ending(file.name) in PICTURES,
        group=group,
        readers=readers(found, group),
        rule=rule(found.rule),
        card=found_card,
        share=sharing(found, group, visit),
        may_write=may_write(visit.viewer, found),
        may_lead=may_lead(visit.viewer, found.group or ""),
        may_tell=may_tell(visit, found),
    )
    if found_card is not None:
        page.headers.append("Link", f'<{visit.parts.templates.link("/webmention")}>; rel="webmention"')
    return page


def _part_names(rendered: Rendered) -> list[str]:
    """For each part of a long document what it begins with: its first heading, "" where it has none."""
    first: dict[int, str] = {}
    for heading, number in zip(rendered.outline, rendered.outline_parts, strict=True):
        first.setdefault(number, heading.text)
    return [first.get(number, "") for number in range(1, rendered.parts + 1)]


def whole_html(document: Document, text: str, visit: Visit) -> str:
    """All parts of a document as one piece of HTML, its links resolved for this viewer."""
    first = visit.parts.renderer.render(text, 1)
    pages = [first, *(visit.parts.renderer.render(text, number) for number in range(2, first.parts + 1))]
    return "\n".join(finish(page.html, lambda link: link_address(link, document, visit)).html for page in pages)


def _is_in_text(document: Document, file: AttachedFile, html: str, visit: Visit) -> bool:
    """Does the document's text show this picture, or link to this file?"""
    attribute = "src" if ending(file.name) in PICTURES else "href"
    return f'{attribute}="{visit.parts.templates.link(file_address(document, file))}"' in html
