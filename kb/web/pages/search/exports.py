"""The results of a search to take away: as a table for spreadsheets, or as Markdown with citations."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import slug
from kb.search import Found, FoundPassage, Query, Results
from kb.web.plain.addresses import document_address, kept_address, passage_address, permanent_address
from kb.web.plain.asked import query_of
from kb.web.plain.markdown import markdown_text
from kb.web.plain.words import kind
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()

MOST = 1000
"""Documents in one file."""

_PER_PAGE = 100
_COLUMNS = (
    "Title", "Kind", "Group", "Date", "Tags", "Permanent link", "Heading", "Passage", "Link to the passage",
    "More passages",
)  # fmt: skip
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@router.get("/search.csv")
def as_csv(visit: Visiting) -> Response:
    """One line for each document, with its best passage (RFC 4180; UTF-8 with a mark, so that Excel reads it)."""
    query, results, documents = _found(visit)
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(_COLUMNS)
    for found in documents:
        rows.writerow(map(_cell, _row(found, query, visit)))
    if results.total > len(documents):
        rows.writerow([_cut(results, documents)])
    return _file(query, results, documents, "csv", "text/csv; charset=utf-8", "\ufeff" + file.getvalue())


@router.get("/search.md")
def as_markdown(visit: Visiting) -> Response:
    """Each document with the passages that answer, quoted, and a line to cite it by."""
    query, results, documents = _found(visit)
    text = "\n".join(_markdown(query, results, documents, visit))
    return _file(query, results, documents, "md", "text/markdown; charset=utf-8", text)


def _found(visit: Visit) -> tuple[Query, Results, list[Found]]:
    """Everything that a search finds, in its order, up to MOST documents."""
    query = replace(query_of(visit.request.query_params)[0], page=1, per_page=_PER_PAGE, inside=None)
    results = visit.parts.index.search(query, visit.audiences)
    documents = list(results.found)
    for page in range(2, MOST // _PER_PAGE + 1):
        if len(documents) < (page - 1) * _PER_PAGE:
            break
        documents += visit.parts.index.search(replace(query, page=page), visit.audiences).found
    return query, results, documents[:MOST]


def _file(query: Query, results: Results, documents: list[Found], ending: str, media_type: str, text: str) -> Response:
    name = f"search-{slug(query.text)[:60]}".strip("-").encode("ascii", "ignore").decode() or "search"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "X-Robots-Tag": "noindex",
        "X-Total-Count": str(results.total),
        "X-Shown-Count": str(len(documents)),
    }
    return Response(text.encode(), media_type=media_type, headers=headers)


def _cut(results: Results, documents: list[Found]) -> str:
    return f"These are the first {len(documents):,} of {results.total:,} documents; narrow the search to have all."


# As a table


def _row(found: Found, query: Query, visit: Visit) -> Iterator[str]:
    best = next(iter(found.passages), None)
    yield found.title
    yield kind(found.kind)
    yield found.group_label or ""
    yield found.date or ""
    yield "; ".join(label for _, label in found.tags)
    yield _permalink(found, visit)
    yield best.heading if best else ""
    yield _plain(best.snippet) if best else (found.description or "")
    yield visit.origin + passage_address(found, best, query.text) if best else ""
    yield str(max(found.more + len(found.passages) - 1, 0))


def _cell(text: str) -> str:
    """A value that no spreadsheet takes for a formula (OWASP, CSV injection): such a one begins with an apostrophe."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


# As Markdown


def _markdown(query: Query, results: Results, documents: list[Found], visit: Visit) -> Iterator[str]:
    site = visit.catalog.site.title
    yield f"# {markdown_text(site)}: {markdown_text(query.text or 'everything')}"
    yield ""
    address = visit.origin + kept_address(query)
    yield f"{results.total:,} {'document' if results.total == 1 else 'documents'}, from <{address}>."
    for found in documents:
        yield ""
        yield f"## [{markdown_text(found.title)}]({_permalink(found, visit)})"
        yield ""
        yield markdown_text(" · ".join(filter(None, (kind(found.kind), found.group_label, found.date_display))))
        for passage in found.passages:
            yield ""
            yield from _quoted(found, passage, visit)
        yield ""
        yield _citation(found, site, visit)
    if results.total > len(documents):
        yield f"\n{_cut(results, documents)}"
    yield ""


def _quoted(found: Found, passage: FoundPassage, visit: Visit) -> Iterator[str]:
    """A passage as a quotation, its matches bold, with where it stands."""
    parts = re.split(r"</?mark>", passage.snippet)
    text = "".join(
        f"**{markdown_text(unescape(p))}**" if n % 2 else markdown_text(unescape(p)) for n, p in enumerate(parts)
    )
    yield f"> {text}"
    yield ">"
    place = visit.origin + document_address(found.id, found.slug, anchor=passage.anchor, part=passage.part)
    yield f"> — [{markdown_text(passage.heading or 'At the beginning')}]({place})"


def _citation(found: Found, site: str, visit: Visit) -> str:
    """Who, what, where from: `POGO (31 March 2020), “Monthly call”. Our club. <https://…/d/k7w3qd>`."""
    who = found.group_label or site
    when = f" ({found.date_display})" if found.date_display else ""
    source = f" {markdown_text(site)}." if found.group_label else ""
    return f"Cite as: {markdown_text(who + when)}, “{markdown_text(found.title)}”.{source} <{_permalink(found, visit)}>"


def _permalink(found: Found, visit: Visit) -> str:
    return visit.origin + permanent_address(found.id)


def _plain(snippet: str) -> str:
    return unescape(re.sub(r"</?mark>", "", snippet))
