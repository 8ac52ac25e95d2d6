"""kb index, kb search."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kb.cli.accounts import accounts_of
from kb.cli.shared import AsJson, count, loading, open_indexed, open_library, out, print_json, progress, settings
from kb.model import VISITOR, Viewer

if TYPE_CHECKING:
    from kb.search import Found, Results


def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the whole index anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with the notes; one that was damaged is made anew."""
    from kb.access import audiences_of

    opened, refresher = open_library()
    shown = progress("Indexing")
    done = refresher.rebuild(shown) if rebuild else refresher.everything(shown, thorough=True)
    reading = progress("Reading attached files")
    while refresher.read_files(reading):
        pass
    total = opened.index.count(audiences_of(VISITOR, ()))
    if as_json:
        print_json({"indexed": done.put, "removed": done.removed, "rebuilt": done.rebuilt, "public_documents": total})
        return
    out.print(f"{count(done.put, 'document')} indexed, {done.removed} taken out; visitors can read {total}.")


def search(
    query: Annotated[list[str], typer.Argument(help="What to look for, as in the search box.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many documents.")] = 10,
    email: Annotated[
        str | None, typer.Option("--as", metavar="EMAIL", help="Search what this person may read instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Search what a visitor may read, or somebody who has an account."""
    with loading():
        from kb.access import audiences_of
        from kb.api.search import search_answer
        from kb.search import Query

    viewer = _viewer(email)
    opened, _ = open_indexed()
    audiences = audiences_of(viewer, opened.library.catalog.audiences if viewer.admin else ())
    results = opened.index.search(Query(text=" ".join(query), per_page=limit), audiences)
    if as_json:
        print_json(search_answer(results).model_dump(mode="json"))
    else:
        _print_results(results)


def _viewer(email: str | None) -> Viewer:
    if email is None:
        return VISITOR
    with accounts_of(settings()) as state:
        from kb.usecases.people.accounts import viewer_called

        return viewer_called(state, email)


def _print_results(results: Results) -> None:
    out.print(f"{count(results.total, 'document')} for {escape(results.read_as or 'everything')}", style="dim")
    for remark in results.remarks:
        out.print(escape(remark), style="dim")
    if results.did_you_mean:
        out.print(f"Did you mean “{escape(results.did_you_mean)}”?")
    if results.alike:
        out.print(f"The notes have {escape(', '.join(results.alike))}.")
    for found in results.found:
        _print_found(found)


def _print_found(found: Found) -> None:
    about = " · ".join(part for part in (found.kind, found.group_label, found.date_display) if part)
    out.print(f"\n[bold]{escape(found.title)}[/]  [dim]{escape(about)}  /d/{found.id}[/]")
    for passage in found.passages:
        heading = f"{passage.heading}: " if passage.heading else ""
        out.print(f"  [dim]{escape(heading)}[/]{_marked(passage.snippet)}")
    if found.more:
        out.print(f"  [dim]and {found.more} more in it[/]")


def _marked(snippet: str) -> str:
    """A snippet's HTML as text with its matches in bold."""
    parts = re.split(r"</?mark>", snippet)
    return "".join(f"[bold]{escape(unescape(p))}[/]" if i % 2 else escape(unescape(p)) for i, p in enumerate(parts))
