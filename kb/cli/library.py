"""kb import, check, init, version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from kb import __version__
from kb.cli.shared import (
    AsJson,
    DryRun,
    count,
    in_a_sentence,
    loading,
    open_desk,
    open_library,
    out,
    print_json,
    progress,
    settings,
)
from kb.model import Kind, Visibility

if TYPE_CHECKING:
    from kb.library import Library
    from kb.usecases.bringing_in.imported import ImportedFile
    from kb.usecases.bringing_in.taking_in import ImportedDrafts
    from kb.usecases.in_step.refresh import Refresher
    from kb.usecases.looking_after.checking import Checked
    from kb.usecases.looking_after.mending import Mended


def import_(
    paths: Annotated[list[Path], typer.Argument(help="Folders (their contents are taken) or files.")],
    into: Annotated[str, typer.Option(help="The folder below notes/ to put them in.")] = "",
    group: Annotated[str | None, typer.Option(help="For documents that do not name their group.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="For documents that do not say what they are.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="For documents without tags; may be repeated.")] = None,
    visibility: Annotated[
        Visibility | None, typer.Option(help="For documents that do not say who may read them.")
    ] = None,
    as_: Annotated[
        str | None,
        typer.Option("--as", help="Whose drafts are made of what is under the Chatham House Rule: an email."),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take notes into the library: Markdown as it is, and files of other programs turned into it.

    Word, OpenDocument, PDF, slides, tables, transcripts, messages, mailboxes, invitations, pages, texts, pictures, and
    ZIPs of these. A line for each file says what became of it. Safe to run twice: nothing is overwritten, and a run
    that was broken off goes on where it was. Into a group under the Chatham House Rule nothing is published unread:
    with --as it waits among somebody's drafts.
    """
    with loading():
        from kb.usecases.bringing_in.import_plan import plan_import
        from kb.usecases.bringing_in.import_record import ImportRecord
        from kb.usecases.bringing_in.imported import NothingToImport, Wishes
        from kb.usecases.bringing_in.importing import import_files

    opened, refresher = open_library()
    wishes = Wishes(group, kind.value if kind else None, tuple(tag or ()), visibility.value if visibility else None)
    with in_a_sentence(NothingToImport):
        planned = plan_import(opened.library, paths, into)
    record = ImportRecord(opened.folder) if opened.folder else None
    at_once = not (as_json or out.is_terminal)  # on a terminal there is a bar meanwhile
    with drafts_for(as_, opened.library, refresher) as drafts:
        files = import_files(
            opened.library, planned, wishes, progress("Importing"), dry_run=dry_run, record=record, drafts=drafts,
            said=_print_file if at_once else lambda _: None,
        )  # fmt: skip
    if not dry_run:
        refresher.everything(progress("Indexing"))
    outcomes = Counter(file.outcome for file in files)
    if as_json:
        print_json({"files": [_imported(file) for file in files], "outcomes": dict(outcomes), "dry_run": dry_run})
    else:
        for file in () if at_once else files:
            _print_file(file)
        summary = (
            ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())) or "nothing to import"
        )
        out.print(f"{summary}{' (nothing was written)' if dry_run else ''}")
    raise typer.Exit(1 if outcomes["failed"] or outcomes["different"] else 0)


@contextmanager
def drafts_for(email: str | None, library: Library, refresher: Refresher) -> Iterator[ImportedDrafts | None]:
    """What makes drafts for somebody; None for nobody."""
    if email is None:
        yield None
        return
    with loading():
        from kb.history import History
        from kb.people.accounts import NoAccount
        from kb.people.viewing import viewer_of
        from kb.state import State, StateUnusable
        from kb.usecases.bringing_in.drafting import DraftRoom
        from kb.usecases.bringing_in.taking_in import ImportedDrafts
        from kb.usecases.people.accounts import account_called
        from kb.usecases.writing.saving import Desk

    chosen = settings()
    state = State(chosen.home, chosen.database_url)
    history = History(chosen.home / "state" / "history.git")
    try:
        with in_a_sentence(NoAccount, StateUnusable):
            with state.read() as db:
                viewer = viewer_of(db, account_called(db, email))
            yield ImportedDrafts(DraftRoom(Desk(library, history, refresher), state), viewer)
    finally:
        history.close()
        state.close()


def check(
    links: Annotated[
        bool, typer.Option("--links", help="Also find links that lead nowhere, in the library and away from it.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="With --links: ask no other site.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Put right what is safe to be put right, first.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong with the files of the library. Changes none of them, unless with --fix.

    With --fix links are put right that name what has moved or is spelt otherwise, and ids are written down where there
    are none. Each of the two is one version of the history.

    With --links other sites are asked for the pages that notes link to: one request to a site at a time, a second
    between two. What is known is kept in the index folder for a week and not asked again.
    """
    with loading():
        from kb.library.files import WHOLE_LIBRARY
        from kb.usecases.looking_after.checking import check_library

    mended = _mended(dry_run) if fix else []
    chosen = settings()
    checked = check_library(chosen.notes, chosen.index, links=links)
    left = 0
    if links and not offline:
        checked, left = _with_outside(checked)
    if as_json:
        problems = [
            {"path": p.path, "line": p.line, "severity": p.severity, "message": p.message} for p in checked.problems
        ]
        fixed = [vars(each) for each in mended]
        print_json({"documents": checked.documents, "problems": problems} | ({"fixed": fixed} if fix else {}))
    else:
        for each in mended:
            out.print(f"[bold]{escape(each.path)}[/]  {'would be ' if dry_run else ''}fixed: {escape(each.what)}")
        for problem in checked.problems:
            path = "notes" if problem.path == WHOLE_LIBRARY else problem.path
            place = f"{path}:{problem.line}" if problem.line else path
            out.print(f"[bold]{escape(place)}[/]  {problem.severity}: {escape(problem.message)}")
        out.print(f"{count(checked.documents, 'document')} read, {count(len(checked.problems), 'problem')} found.")
        if left:
            out.print(f"{count(left, 'link')} to other sites are left for the next run.")
    raise typer.Exit(1 if checked.failed else 0)


def _with_outside(checked: Checked) -> tuple[Checked, int]:
    """With what is wrong with links to other sites, and how many of these were not asked for yet."""
    from kb.library import Library
    from kb.outward.fetching import Fetcher
    from kb.usecases.linking.outside_links import LinkCheck, outside_links

    chosen = settings()
    library = Library(chosen.notes, None)
    library.accept(library.changes())
    fetcher = Fetcher(f"KnowledgeClub/{__version__} (link check)")
    check = LinkCheck(fetcher.fetch, chosen.index / "outside-links.json")
    found = check.run(outside_links(library, library.catalog), progress("Asking other sites"))
    return checked.with_problems(found.problems), found.left


def _mended(dry_run: bool) -> list[Mended]:
    with loading():
        from kb.history import HistoryUnusable
        from kb.usecases.in_step.refused import NotWritten
        from kb.usecases.looking_after.mending import mend

    with open_desk() as (desk, _), in_a_sentence(NotWritten, HistoryUnusable):
        return mend(desk, dry_run=dry_run)


def init(folder: Annotated[Path, typer.Argument(help="Where the library is to be.")]) -> None:
    """Make a new, empty library."""
    from kb.usecases.looking_after.starting import NotEmpty, start_library

    with in_a_sentence(NotEmpty):
        written = start_library(folder)
    for path in written:
        out.print(f"wrote {escape(str(path))}")
    out.print(f"The library is ready. Put Markdown files into {escape(str(folder / 'notes'))}, then:")
    out.print(f"  KB_HOME={escape(str(folder))} kb serve")


def version() -> None:
    """Print the version of the program."""
    out.print(__version__)


def _print_file(file: ImportedFile) -> None:
    inferred = "; ".join(f"{key} {value} from {origin}" for key, (value, origin) in file.inferred.items())
    within = f"in {file.within}: " if file.within else ""
    several = f"{file.documents} documents. " if file.documents > 1 else ""
    said = " ".join(part for part in (file.reason or inferred, file.report) if part)
    out.print(f"{file.outcome:14}  {escape(file.path)}  [dim]{escape(within + several + said)}[/]")


def _imported(file: ImportedFile) -> dict[str, Any]:
    return {
        "source": str(file.source),
        "path": file.path,
        "outcome": file.outcome,
        "reason": file.reason,
        "within": file.within,
        "documents": file.documents,
        "report": file.report,
        **{key: {"value": value, "from": origin} for key, (value, origin) in file.inferred.items()},
    }
