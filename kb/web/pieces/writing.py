"""What the forms of new and edited documents have in common: choices, refusals, and nothing that is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from kb.access import audiences_of, may_open_to, may_read, may_write_in
from kb.history import HistoryUnusable
from kb.library.files import LARGEST, is_disk_full, reason
from kb.library.values import NO_RULE
from kb.markup import Reference, finish
from kb.model import CHATHAM_HOUSE, Document, Group, Kind, Visibility
from kb.people.limits import TooMany
from kb.people.unsaved import Unsaved
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.writing.attaching import NEW
from kb.usecases.writing.group_pages import UNREADABLE
from kb.usecases.writing.saving import NotTheirs, NotThere, Unnamed
from kb.usecases.writing.unsaved import TooMuch, all_kept
from kb.usecases.writing.uploading import NotTaken, written
from kb.usecases.writing.wording import Wording
from kb.web.pieces.links import link_address
from kb.web.plain.addresses import unsaved_file_address
from kb.web.plain.words import KINDS, OWN_RULES, reader_choices
from kb.web.serving.visit import NotFound, Text, Visit

_TICK = "Under the Chatham House Rule somebody has to have read it for names: tick the box if it names no one."
FOR_A_LEAD = (
    "It is under the Chatham House Rule, so a lead of the group reads it for names and publishes it; it is not "
    "published yet. Your draft is saved."
)
_NO_HISTORY = "The history cannot be written just now, so nothing was changed. What you wrote is below."
_SIGNED_OUT = "You are not signed in any more, so nothing was saved. Copy your text, sign in, and put it in again."
_GONE = (
    "There is nothing at this address, or not any more, so nothing was saved. If it was taken away while you were "
    "writing, copy your text into a new document."
)
_TOO_LONG = (
    f"This is longer than {LARGEST // 1_000_000} MB, which is more than a document can hold. Nothing was saved; your "
    "text is below. Divide it into several documents."
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
    rule: Text = "",
) -> Wording:
    """The fields of a form as they were sent."""
    return Wording(title, date, kind, group, tags, visibility, url, description, text, rule)


Worded = Annotated[Wording, Depends(wording)]


def carefully(
    visit: Visit, wanted: Wording, write: Callable[[], Response], again: Callable[[int, str, dict[str, str]], Response]
) -> Response:
    """Do it; where it is refused the form comes back with what is wrong, else a page with the text.

    `again` makes the form anew of a status, a sentence and what is wrong with which field.
    """
    if visit.person is None:
        return lost(visit, wanted, 403, _SIGNED_OUT)
    if len(wanted.text.encode("utf-8", "replace")) > LARGEST:
        return lost(visit, wanted, 413, _TOO_LONG)
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
    except (NotTaken, TooMuch) as error:
        return again(422, "", {"files": str(error)})
    except TooMany as error:
        answer = again(429, f"{error} Nothing was saved yet; what you wrote is below.", {})
        answer.headers["Retry-After"] = str(error.wait)
        return answer
    except HistoryUnusable:
        return again(503, _NO_HISTORY, {})
    except OSError as error:
        sentence = f"It cannot be written just now ({reason(error)}). Nothing was changed; what you wrote is below."
        return again(507 if is_disk_full(error) else 503, sentence, {})


def lost(visit: Visit, wanted: Wording, status: int, why: str) -> Response:
    """Where there is no form to come back to: the text alone, so that nobody has to write it again."""
    return visit.page("lost.html", status, why=why, wanted=wanted)


def groups_to_write_in(visit: Visit) -> list[Group]:
    return [each for each in visit.catalog.groups(visit.audiences) if may_write_in(visit.viewer, each.slug)]


def choices(visit: Visit, document: Document | None, usual: Visibility) -> dict[str, Any]:
    """What can be chosen in a form."""
    offered = may_open_to(visit.viewer, document.visibility if document else Visibility.PUBLIC, usual)
    leads = visit.viewer.admin or bool(visit.viewer.leads)
    readers = [each for each in offered if leads or each is not Visibility.LEADS]
    groups = groups_to_write_in(visit)
    of_none = visit.viewer.admin or (document is not None and document.group is None)
    return {
        "kinds": [
            pair for pair in KINDS.items() if pair[0] != Kind.GROUP or (document and document.kind is Kind.GROUP)
        ],
        "groups": [("", "None")] * of_none + [(each.slug, each.title) for each in groups],
        "readers": [("", "As usual in its group, or in this library"), *reader_choices(readers)],
        "rule": _under_the_rule(visit, document),
        "rules": [pair for pair in OWN_RULES if leads or pair[0] != NO_RULE],
    }


def closed_where_unclear(said: Wording) -> Wording:
    """Readers that cannot be read are leads; so the form begins with that."""
    return Wording(**{**vars(said), "visibility": "leads"}) if said.visibility == UNREADABLE else said


def preview_of(visit: Visit, text: str, source: Document, key: str = "") -> str:
    """How a text will look, its links as this viewer may follow them; `key` of a new document's form, for its files."""
    rendered = visit.parts.renderer.render(text)

    def address(link: Reference) -> str | None:
        if key and not link.wiki and link.target.startswith(NEW):
            return visit.parts.templates.link(unsaved_file_address(key, link.target.removeprefix(NEW)))
        return link_address(link, source, visit)

    return finish(rendered.html, address).html


def with_links(text: str, targets: Iterable[tuple[str, str]]) -> str:
    """A text with files at its end: pictures are shown, all else is linked to. `targets`: names, and where they lie."""
    lines = [written(name, target) for name, target in targets if f"]({target}" not in text]
    return "\n\n".join([text.rstrip("\n"), *lines]).lstrip("\n") + "\n" if lines else text


def offered(visit: Visit, document: str, but: str = "") -> list[Unsaved]:
    """What they were writing here before and have not saved, newest first; `document` "" for new ones."""
    if visit.me.session is None:  # a token may open less than its owner was writing
        return []
    found = all_kept(visit.state, visit.session.account, document)
    return [each for each in found if each.key != but]


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
