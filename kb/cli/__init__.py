"""The `kb` command: each subcommand a few lines over what people do (kb.usecases) and the rooms below.

One module for each family of commands. What a command works with is imported when it runs, so that `kb --help` and
short commands do not wait for what serves pages.

Exit status: 0, all is well; 1, problems were found; 2, the command or a setting cannot be used as given.
"""

from __future__ import annotations

import logging.config

import typer

from kb.cli import backup, library, move, purge, searching, serving, tags, token, user
from kb.cli.shared import stop
from kb.logs import LOGGING

app = typer.Typer(
    help="Knowledge Club: the memory of peer learning groups. The library is the folder KB_HOME, else this one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serving.serve)
app.command()(searching.index)
app.command()(searching.search)
app.command(name="import")(library.import_)
app.command()(library.check)
app.command()(move.move)
app.command()(move.merge)
app.command()(library.init)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(purge.purge)
app.command()(library.version)
app.add_typer(tags.app, name="tags")
app.add_typer(user.app, name="user")
app.add_typer(token.app, name="token")


def main() -> None:
    """Run the command line; what cannot be used is said in a sentence and ends with 2."""
    logging.config.dictConfig(LOGGING)
    try:
        app()
    except OSError as error:
        reason = error.strerror or str(error)
        stop(f"{reason}: {error.filename}" if error.filename else f"{reason}.")
    except Exception as error:
        from kb.settings import SettingsUnusable
        from kb.state import StateUnusable

        if not isinstance(error, SettingsUnusable | StateUnusable):
            raise
        stop(str(error))
