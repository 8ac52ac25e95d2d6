"""The `kb` command: each subcommand a few lines over what people do (kb.usecases) and the rooms below.

Exit status: 0, all is well; 1, problems were found; 2, the command or a setting cannot be used as given.
"""

from __future__ import annotations

import json
import logging.config
import re
import sys
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from kb import __version__
from kb.access import audiences_of
from kb.api.search import search_answer
from kb.jobs import Progress
from kb.library.files import WHOLE_LIBRARY
from kb.model import VISITOR, Kind, Visibility
from kb.search import Found, Query, Results
from kb.server import LOGGING, AddressInUse
from kb.server import serve as serve_until_interrupted
from kb.settings import Settings, SettingsUnusable
from kb.state import StateUnusable
from kb.usecases.checking import check_library
from kb.usecases.importing import ImportedFile, NothingToImport, Outcome, Wishes, import_files, plan_import
from kb.usecases.naming import add_name, remove_name
from kb.usecases.opening import Opened, open_library
from kb.usecases.refresh import Refresher
from kb.usecases.starting import NotEmpty, start_library
from kb.usecases.tagging import NotATag, Retagged, rename_tags, tags_in_use

app = typer.Typer(
    help="Knowledge Club: the memory of peer learning groups. The library is the folder KB_HOME, else this one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

tags = typer.Typer(no_args_is_help=True, help="See the tags of the library, and put them in order.")
app.add_typer(tags, name="tags")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of text for people.")]


DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; write nothing.")]


def main() -> None:
    """Run the command line; what cannot be used is said in a sentence and ends with 2."""
    logging.config.dictConfig(LOGGING)
    try:
        app()
    except (SettingsUnusable, NotEmpty, NothingToImport, NotATag, AddressInUse, StateUnusable) as error:
        _stop(str(error))
    except OSError as error:
        reason = error.strerror or str(error)
        _stop(f"{reason}: {error.filename}" if error.filename else f"{reason}.")


@app.command()
def serve() -> None:
    """Serve the library, and keep its index up to date while doing so."""
    settings = Settings.from_environment()
    serve_until_interrupted(settings, _announce)


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the whole index anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with the notes."""
    opened, refresher = _open()
    progress = Progress("Indexing")
    done = refresher.rebuild(progress) if rebuild else refresher.everything(progress)
    total = opened.index.count(audiences_of(VISITOR, ()))
    if as_json:
        _print_json({"indexed": done.put, "removed": done.removed, "rebuilt": done.rebuilt, "public_documents": total})
        return
    out.print(f"{_count(done.put, 'document')} indexed, {done.removed} taken out; visitors can read {total}.")


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(help="What to look for, as in the search box.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many documents.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Search what a visitor may read."""
    opened, refresher = _open()
    refresher.everything(Progress("Indexing"))
    results = opened.index.search(Query(text=" ".join(query), per_page=limit), audiences_of(VISITOR))
    if as_json:
        _print_json(search_answer(results).model_dump(mode="json"))
    else:
        _print_results(results)


@app.command(name="import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Folders (their contents are taken) or Markdown files.")],
    into: Annotated[str, typer.Option(help="The folder below notes/ to put them in.")] = "",
    group: Annotated[str | None, typer.Option(help="For documents that do not name their group.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="For documents that do not say what they are.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="For documents without tags; may be repeated.")] = None,
    visibility: Annotated[
        Visibility | None, typer.Option(help="For documents that do not say who may read them.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take Markdown files and what belongs to them into the library. Safe to run twice: nothing is overwritten."""
    opened, refresher = _open()
    wishes = Wishes(group, kind.value if kind else None, tuple(tag or ()), visibility.value if visibility else None)
    planned = plan_import(opened.library, paths, into)
    files = import_files(opened.library, planned, wishes, Progress("Importing"), dry_run=dry_run)
    if not dry_run:
        refresher.everything(Progress("Indexing"))
    outcomes = Counter(file.outcome for file in files)
    if as_json:
        _print_json({"files": [_imported(file) for file in files], "outcomes": dict(outcomes), "dry_run": dry_run})
    else:
        _print_imported(files, outcomes, dry_run)
    raise typer.Exit(1 if outcomes["failed"] or outcomes["different"] else 0)


@app.command()
def check(
    links: Annotated[
        bool, typer.Option("--links", help="Also find links inside the library that lead nowhere.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong with the files of the library. Writes nothing."""
    settings = Settings.from_environment()
    checked = check_library(settings.notes, links=links)
    if as_json:
        problems = [
            {"path": p.path, "line": p.line, "severity": p.severity, "message": p.message} for p in checked.problems
        ]
        _print_json({"documents": checked.documents, "problems": problems})
    else:
        for problem in checked.problems:
            path = "notes" if problem.path == WHOLE_LIBRARY else problem.path
            place = f"{path}:{problem.line}" if problem.line else path
            out.print(f"[bold]{escape(place)}[/]  {problem.severity}: {escape(problem.message)}")
        out.print(f"{_count(checked.documents, 'document')} read, {_count(len(checked.problems), 'problem')} found.")
    raise typer.Exit(1 if checked.failed else 0)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Where the library is to be.")]) -> None:
    """Make a new, empty library."""
    for path in start_library(folder):
        out.print(f"wrote {escape(str(path))}")
    out.print(f"The library is ready. Put Markdown files into {escape(str(folder / 'notes'))}, then:")
    out.print(f"  KB_HOME={escape(str(folder))} kb serve")


@tags.command(name="list")
def list_tags(as_json: AsJson = False) -> None:
    """All tags of all documents, most used first, with every way they are written."""
    opened, refresher = _open()
    refresher.everything(Progress("Indexing"))
    found = tags_in_use(opened.library)
    if as_json:
        _print_json({"tags": [vars(tag) for tag in found]})
        return
    for tag in found:
        also = [*tag.labels[1:], *(f"{name} (by kb.yml)" for name in tag.others)]
        others = f"  [dim]also {escape(', '.join(also))}[/]" if also else ""
        out.print(f"{tag.count:6,}  {escape(tag.labels[0])}{others}")


@tags.command()
def rename(
    old: Annotated[str, typer.Argument(help="The tag as it is.")],
    new: Annotated[str, typer.Argument(help="What it shall be called.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Call a tag by another name in every document. Only the tag itself changes in a file."""
    _retag([old], new, dry_run, as_json)


@tags.command()
def merge(
    names: Annotated[list[str], typer.Argument(help="The tags to be put together, and last what they become.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make one tag of several in every document: kb tags merge A B INTO."""
    if len(names) < 2:
        _stop("Give at least one tag, and last the one that it becomes: kb tags merge A B INTO.")
    _retag(names[:-1], names[-1], dry_run, as_json)


@tags.command()
def alias(
    old: Annotated[str, typer.Argument(help="The other name.")],
    new: Annotated[str | None, typer.Argument(help="The tag that it shall mean.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take this other name away again.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let one name of a tag count as another everywhere, with no document changed. It is kept in notes/kb.yml."""
    if remove == (new is not None):
        _stop("Say what it shall mean: kb tags alias OLD NEW. To take it away: kb tags alias --remove OLD.")
    opened, refresher = _open()
    refresher.everything(Progress("Indexing"))
    named = (
        remove_name(opened.library, old, dry_run=dry_run)
        if new is None
        else add_name(opened.library, old, new, dry_run=dry_run)
    )
    if not dry_run:
        refresher.everything(Progress("Indexing"))
    if as_json:
        _print_json({**vars(named), "dry_run": dry_run})
        return
    means = f"means “{named.tag}”" if new is not None else f"does not mean “{named.tag}” any more"
    out.print(
        f"{escape(named.path)}: “{escape(named.name)}” {escape(means)}, in {_count(named.documents, 'document')}"
        f"{' (nothing was written)' if dry_run else ''}"
    )


@app.command()
def version() -> None:
    """Print the version of the program."""
    out.print(__version__)


def _retag(old: list[str], new: str, dry_run: bool, as_json: bool) -> None:
    opened, refresher = _open()
    refresher.everything(Progress("Indexing"))
    done: list[Retagged] = rename_tags(opened.library, old, new, dry_run=dry_run)
    if not dry_run:
        refresher.everything(Progress("Indexing"))
    if as_json:
        _print_json({"files": [vars(each) for each in done], "dry_run": dry_run})
    else:
        for each in done:
            out.print(f"{each.outcome:11}  {escape(each.path)}  [dim]{escape(each.reason)}[/]")
        changed = sum(each.outcome == "changed" for each in done)
        out.print(f"{_count(changed, 'document')} changed{' (nothing was written)' if dry_run else ''}")
    raise typer.Exit(1 if any(each.reason for each in done) else 0)


def _announce(address: str, setup: str | None) -> None:
    out.print(f"Knowledge Club is at [bold]{escape(address)}[/]  (Ctrl+C ends it)")
    if setup:
        out.print("It has no admin yet. To become the first one, open this link within a day (it works once):")
        out.print(f"  {escape(setup)}")


def _open() -> tuple[Opened, Refresher]:
    settings = Settings.from_environment()
    opened = open_library(settings.notes, settings.index)
    return opened, Refresher(opened.library, opened.index, opened.folder)


def _print_results(results: Results) -> None:
    out.print(f"{_count(results.total, 'document')} for {escape(results.read_as or 'everything')}", style="dim")
    for remark in results.remarks:
        out.print(escape(remark), style="dim")
    if results.did_you_mean:
        out.print(f"Did you mean “{escape(results.did_you_mean)}”?")
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


def _print_imported(files: list[ImportedFile], outcomes: Counter[Outcome], dry_run: bool) -> None:
    for file in files:
        inferred = "; ".join(f"{key} {value} from {origin}" for key, (value, origin) in file.inferred.items())
        out.print(f"{file.outcome:13}  {escape(file.path)}  [dim]{escape(file.reason or inferred)}[/]")
    summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "nothing to import"
    out.print(f"{summary}{' (nothing was written)' if dry_run else ''}")


def _imported(file: ImportedFile) -> dict[str, Any]:
    return {
        "source": str(file.source),
        "path": file.path,
        "outcome": file.outcome,
        "reason": file.reason,
        **{key: {"value": value, "from": origin} for key, (value, origin) in file.inferred.items()},
    }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _stop(sentence: str) -> None:
    err.print(escape(sentence))
    sys.exit(2)


if __name__ == "__main__":
    main()
