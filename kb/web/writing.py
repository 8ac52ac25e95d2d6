"""What the forms of new and edited documents have in common: choices, refusals, and nothing that is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from kb.access import audiences_of, may_open_to, may_read, may_write_in
from kb.history import HistoryUnusable
from kb.library.files import is_disk_full, reason
from kb.markup import finish
from kb.model import CHATHAM_HOUSE, Document, Kind, Visibility
from kb.usecases.group_pages import UNREADABLE, NotWritten, WrongWords
from kb.usecases.saving import NotTheirs, NotThere, Unnamed
from kb.usecases.wording import Wording
from kb.web.document import link_address
from kb.web.visit import NotFound, Text, Visit
from kb.web.words import KINDS, reader_choices

_TICK = "Under the Chatham House Rule somebody has to have read it for names: tick the box if it names no one."
_NO_HISTORY = "The history cannot be written just now, so nothing was changed. What you wrote is below."
_SIGNED_OUT = "You are not signed in any more, so nothing was saved. Copy your text, sign in, and put it in again."
_GONE = (
    "There is nothing at this address, or not any more, so nothing was saved. If it was taken away while you were "
    "writing, copy your text into a new document."
)
_NOT_YOURS = "This is not yours to change, or not any more. Nothing was saved; what you wrote is below."


def wording(
    title: Text = "",
    date: Text = "",
    kind: Text = "",
    group: Text = "",
    tags: Text = "",
    visibility: Text = "",
    url: Text = "",
    description: Text = "",
    text: Text = "",
) -> Wording:
    """The fields of a form as they were sent."""
    return Wording(title, date, kind, group, tags, visibility, url, description, text)


Worded = Annotated[Wording, Depends(wording)]


def carefully(
    visit: Visit, wanted: Wording, write: Callable[[], Response], again: Callable[[int, str, dict[str, str]], Response]
) -> Response:
    """Do it; where it is refused the form comes back with what is wrong, else a page with the text.

    `again` makes the form anew of a status, a sentence and what is wrong with which field.
    """
    if visit.person is None:
        return lost(visit, wanted, 403, _SIGNED_OUT)
    try:
        return write()
    except (NotThere, NotFound):
        return lost(visit, wanted, 404, _GONE)
    except NotTheirs:
        return lost(visit, wanted, 403, _NOT_YOURS)
    except WrongWords as error:
        return again(422, "", {error.field: str(error)})
    except Unnamed:
        return again(422, "", {"names_no_one": _TICK})
    except NotWritten as error:
        return again(409, str(error), {})
    except HistoryUnusable:
        return again(503, _NO_HISTORY, {})
    except OSError as error:
        sentence = f"It cannot be written just now ({reason(error)}). Nothing was changed; what you wrote is below."
        return again(507 if is_disk_full(error) else 503, sentence, {})


def lost(visit: Visit, wanted: Wording, status: int, why: str) -> Response:
    """Where there is no form to come back to: the text alone, so that nobody has to write it again."""
    return visit.page("lost.html", status, why=why, wanted=wanted)


def choices(visit: Visit, document: Document | None, usual: Visibility) -> dict[str, Any]:
    """What can be chosen in a form."""
    offered = may_open_to(visit.viewer, document.visibility if document else Visibility.PUBLIC, usual)
    leads = visit.viewer.admin or bool(visit.viewer.leads)
    readers = [each for each in offered if leads or each is not Visibility.LEADS]
    groups = [each for each in visit.catalog.groups(visit.audiences) if may_write_in(visit.viewer, each.slug)]
    of_none = visit.viewer.admin or (document is not None and document.group is None)
    return {
        "kinds": [
            pair for pair in KINDS.items() if pair[0] != Kind.GROUP or (document and document.kind is Kind.GROUP)
        ],
        "groups": [("", "None")] * of_none + [(each.slug, each.title) for each in groups],
        "readers": [("", "As usual in its group, or in this library"), *reader_choices(readers)],
        "rule": _under_the_rule(visit, document),
    }


def closed_where_unclear(said: Wording) -> Wording:
    """Readers that cannot be read are leads; so the form begins with that."""
    return Wording(**{**vars(said), "visibility": "leads"}) if said.visibility == UNREADABLE else said


def preview_of(visit: Visit, text: str, source: Document) -> str:
    """How a text will look, its links as this viewer may follow them."""
    rendered = visit.parts.renderer.render(text)
    return finish(rendered.html, lambda link: link_address(link, source, visit)).html


def _under_the_rule(visit: Visit, document: Document | None) -> bool:
    """Might this be under the Chatham House Rule, when it is saved?"""
    if document is not None:
        return document.rule == CHATHAM_HOUSE
    theirs = visit.viewer.groups | visit.viewer.leads
    mine = audiences_of(visit.viewer, visit.catalog.audiences)
    return any(
        each.rule == CHATHAM_HOUSE and (visit.viewer.admin or each.group in theirs) and may_read(each, mine)
        for each in visit.catalog.every()
    )
