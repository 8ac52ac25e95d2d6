"""kb tags."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from kb.cli.shared import AsJson, DryRun, count, in_a_sentence, loading, open_indexed, out, print_json, progress, stop

app = typer.Typer(no_args_is_help=True, help="See the tags of the library, and put them in order.")


@app.command(name="list")
def list_tags(as_json: AsJson = False) -> None:
    """All tags of all documents, most used first, with every way they are written."""
    with loading():
        from kb.usecases.looking_after.tagging import tags_in_use

    opened, _ = open_indexed()
    found = tags_in_use(opened.library)
    if as_json:
        print_json({"tags": [vars(tag) for tag in found]})
        return
    for tag in found:
        also = [*tag.labels[1:], *(f"{name} (by kb.yml)" for name in tag.others)]
        others = f"  [dim]also {escape(', '.join(also))}[/]" if also else ""
        out.print(f"{tag.count:6,}  {escape(tag.labels[0])}{others}")


@app.command()
def rename(
    old: Annotated[str, typer.Argument(help="The tag as it is.")],
    new: Annotated[str, typer.Argument(help="What it shall be called.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Call a tag by another name in every document. Only the tag itself changes in a file."""
    _retag([old], new, dry_run, as_json)


@app.command()
def merge(
    names: Annotated[list[str], typer.Argument(help="The tags to be put together, and last what they become.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make one tag of several in every document: kb tags merge A B INTO."""
    if len(names) < 2:
        stop("Give at least one tag, and last the one that it becomes: kb tags merge A B INTO.")
    _retag(names[:-1], names[-1], dry_run, as_json)


@app.command()
def alias(
    old: Annotated[str, typer.Argument(help="The other name.")],
    new: Annotated[str | None, typer.Argument(help="The tag that it shall mean.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take this other name away again.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let one name of a tag count as another everywhere, with no document changed. It is kept in notes/kb.yml."""
    if remove == (new is not None):
        stop("Say what it shall mean: kb tags alias OLD NEW. To take it away: kb tags alias --remove OLD.")
    with loading():
        from kb.usecases.looking_after.naming import add_name, remove_name
        from kb.usecases.looking_after.tagging import NotATag

    opened, refresher = open_indexed()
    with in_a_sentence(NotATag):
        named = (
            remove_name(opened.library, old, dry_run=dry_run)
            if new is None
            else add_name(opened.library, old, new, dry_run=dry_run)
        )
    if not dry_run:
        refresher.everything(progress("Indexing"))
    if as_json:
        print_json({**vars(named), "dry_run": dry_run})
        return
    means = f"means “{named.tag}”" if new is not None else f"does not mean “{named.tag}” any more"
    out.print(
        f"{escape(named.path)}: “{escape(named.name)}” {escape(means)}, in {count(named.documents, 'document')}"
        f"{' (nothing was written)' if dry_run else ''}"
    )


def _retag(old: list[str], new: str, dry_run: bool, as_json: bool) -> None:
    with loading():
        from kb.usecases.looking_after.tagging import NotATag, rename_tags

    opened, refresher = open_indexed()
    with in_a_sentence(NotATag):
        done = rename_tags(opened.library, old, new, dry_run=dry_run)
    if not dry_run:
        refresher.everything(progress("Indexing"))
    if as_json:
        print_json({"files": [vars(each) for each in done], "dry_run": dry_run})
    else:
        for each in done:
            out.print(f"{each.outcome:11}  {escape(each.path)}  [dim]{escape(each.reason)}[/]")
        changed = sum(each.outcome == "changed" for each in done)
        out.print(f"{count(changed, 'document')} changed{' (nothing was written)' if dry_run else ''}")
    raise typer.Exit(1 if any(each.reason for each in done) else 0)
