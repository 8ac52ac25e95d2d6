"""What holds for the whole library: a form over kb.yml."""

from __future__ import annotations

from itertools import zip_longest

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import HistoryUnusable, word_differences
from kb.library import Stale
from kb.library.files import reason
from kb.model import Visibility
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.looking_after import library_settings
from kb.usecases.looking_after.library_settings import Settings
from kb.usecases.people.acting import NotAnAdmin
from kb.web.pages.admin.admin import Administering, no_admin
from kb.web.plain.words import reader_choices
from kb.web.serving.visit import Text, Visit

router = APIRouter()


_STALE = (
    "kb.yml has changed since you opened this form, so nothing was written. What you chose is below, with what it says "
    "now beside it. Save again to put yours in its place."
)


_NO_HISTORY = "The history cannot be written just now, so nothing was changed; what you chose is below."


@router.get("/admin/settings/history")
def history(visit: Administering) -> Response:
    """Earlier versions of kb.yml, each with what changed in it."""
    found = library_settings.versions(visit.state, visit.parts.history)
    return visit.page(
        "admin_settings_history.html",
        versions=[
            (each, word_differences(old.text, each.text) if old else []) for each, old in zip_longest(found, found[1:])
        ],
    )


@router.get("/admin/settings")
def settings(visit: Administering, saved: str = "") -> Response:
    return _page(visit, saved=bool(saved))


@router.post("/admin/settings")
def change(
    visit: Administering,
    title: Text = "",
    description: Text = "",
    default_visibility: Text = "",
    empty_searches: Text = "",
    revision: Text = "",
) -> Response:
    wanted = Settings(title, description, default_visibility, empty_searches)
    parts, by = visit.parts, visit.session.account
    try:
        library_settings.change_settings(
            visit.state, parts.library, parts.history, parts.refresher, by, revision, wanted
        )
    except NotAnAdmin as error:
        return no_admin(visit, error)
    except Stale:
        return _page(visit, 409, wanted, not_written=_STALE, beside=True)
    except WrongWords as error:
        return _page(visit, 422, wanted, wrong={error.field: str(error)}, revision=revision)
    except NotWritten as error:
        return _page(visit, 409, wanted, not_written=str(error), revision=revision)
    except HistoryUnusable:
        return _page(visit, 503, wanted, not_written=_NO_HISTORY, revision=revision)
    except OSError as error:
        sentence = f"It cannot be written just now ({reason(error)}). Nothing was changed; what you chose is below."
        return _page(visit, 503, wanted, not_written=sentence, revision=revision)
    return visit.onward("/admin/settings?saved=1")


def _page(
    visit: Visit,
    code: int = 200,
    wanted: Settings | None = None,
    *,
    wrong: dict[str, str] | None = None,
    not_written: str = "",
    revision: str | None = None,
    beside: bool = False,
    saved: bool = False,
) -> Response:
    """The settings, or what was chosen; `beside`: with what holds now where that is something else."""
    try:
        opened = library_settings.open_settings(visit.parts.library)
    except NotWritten as error:
        return visit.page("admin_settings.html", 409, form=None, not_written=str(error))
    return visit.page(
        "admin_settings.html",
        code,
        form=wanted or opened.said,
        now=opened.said if beside else None,
        who=reader_choices(Visibility),
        revision=opened.revision if revision is None else revision,
        wrong=wrong or {},
        not_written=not_written,
        saved=saved,
    )
