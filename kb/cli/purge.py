"""kb purge."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kb.cli.shared import AsJson, count, err, in_a_sentence, loading, open_desk, out, print_json, progress, settings
from kb.cli.shared import stop as stopped

if TYPE_CHECKING:
    from kb.usecases.looking_after.known_backups import Holding
    from kb.usecases.looking_after.purging import Purge

_SHOWN = 5  # backups that are named, of those that are not there any more


def purge(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Of the document, as in its address /d/ID.")],
    passage: Annotated[
        str, typer.Option("--passage", metavar="ANCHOR", help="Only this passage: what stands after # in its address.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a document, or a passage of it, for ever: from notes, history, index and what is noted of searches.

    It cannot be undone. Also while the server runs. Where it was broken off, the same command again ends it. What
    still holds the document is named at the end (status 1): drafts, backups, and a git repository of your own around
    notes/.
    """
    with loading():
        from kb.history import HistoryUnusable, own_repository
        from kb.usecases.looking_after.known_backups import gone, holding
        from kb.usecases.looking_after.purging import Eraser, NothingToPurge

    chosen = settings()
    with in_a_sentence(NothingToPurge, HistoryUnusable), open_desk() as (desk, state):
        eraser = Eraser(chosen.home, desk.library, desk.history, desk.refresher, state)
        found = eraser.find(identifier, passage.removeprefix("#"))
        if not yes:
            _ask(found)
        forms = eraser.purge(found, progress("Making the history anew"))
    held, missing = holding(chosen.home, found), gone(chosen.home)
    repository = own_repository(chosen.notes)
    if as_json:
        print_json({**_as_data(found, held, missing, repository), "unsaved": forms})
    else:
        _tell(found, forms, held, missing, repository, chosen.notes)
    raise typer.Exit(1 if held or repository or found.drafts else 0)


def _ask(found: Purge) -> None:
    err.print(
        f"“{escape(found.title)}”, {count(found.versions, 'version')}, {count(len(found.files), 'attached file')}"
    )
    for path in (*found.paths, *found.files):
        err.print(f"  {escape(path)}", style="dim")
    if found.anchor:
        err.print(f"Only the passage #{escape(found.anchor)}:\n{escape(found.passage)}")
    if found.drafts:
        err.print(f"{count(len(found.drafts), 'draft')} with the same words or of the same file will stay.")
    err.print("This cannot be undone. To erase it for ever, type the title of the document:")
    if " ".join(sys.stdin.readline().split()).casefold() != " ".join(found.title.split()).casefold():
        stopped("That is not its title. Nothing was erased.")


def _tell(
    found: Purge, forms: int, held: list[Holding], missing: list[Path], repository: Path | None, notes: Path
) -> None:
    what = f"the passage #{found.anchor} of “{found.title}”" if found.anchor else f"“{found.title}”"
    out.print(f"Erased {escape(what)} from notes, {count(found.versions, 'version')} of the history, and the index.")
    if forms:
        out.print(f"Paragraphs of it were cut from {count(forms, 'text')} that somebody was writing and has not saved.")
    out.print("A server that runs needs no restart. Mails that were sent, and what others copied, are out of reach.")
    if found.drafts:
        out.print(
            "[bold]These drafts have its words, or come from the same file.[/] Whoever took them in, or leads the"
        )
        out.print("group they are for, can throw them away:")
    for draft in found.drafts:
        out.print(f"  /drafts/{draft.draft}: last worked on {datetime.fromtimestamp(draft.at, UTC):%-d %B %Y}")
    if held:
        out.print("[bold]These backups still hold it.[/] Delete them, or what you restore from them brings it back:")
    for each in held:
        out.print(f"  {escape(str(each.file))}: {escape(each.why)}")
    if missing:
        out.print(
            f"{count(len(missing), 'backup')} made here before can hold it too and cannot be looked into, as they"
        )
        out.print(f"are not where they were put: {escape(', '.join(map(str, missing[-_SHOWN:])))}")
    if repository:
        out.print(f"[bold]{escape(str(repository))} is a git repository of your own[/] and is not rewritten from here.")
        out.print(
            "Its earlier commits may hold it. With git-filter-repo, in that folder, once the change is committed:"
        )
        out.print(f"  {escape(_filter(found, repository, notes))}")
        out.print("Then push with --force, and let everybody who has a copy clone it anew.")


def _filter(found: Purge, repository: Path, notes: Path) -> str:
    below = notes.resolve().relative_to(repository.resolve())
    paths = [str(below / path) for path in (*found.paths, *found.files)]
    if found.anchor:
        return "git filter-repo --replace-text FILE   (FILE holds the words to be erased, one phrase on a line)"
    return "git filter-repo --invert-paths " + " ".join(f"--path {shlex.quote(path)}" for path in paths)


def _as_data(found: Purge, held: list[Holding], missing: list[Path], repository: Path | None) -> dict[str, object]:
    return {
        "title": found.title,
        "documents": list(found.documents),
        "paths": list(found.paths),
        "files": list(found.files),
        "passage": found.anchor or None,
        "versions": found.versions,
        "drafts": [draft.draft for draft in found.drafts],
        "backups": [{"file": str(each.file), "why": each.why} for each in held],
        "backups_not_found": [str(path) for path in missing],
        "own_repository": str(repository) if repository else None,
    }
