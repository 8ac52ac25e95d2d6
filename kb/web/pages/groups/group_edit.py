"""The form of what a group says of itself, for its leads and the admins."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_open_to
from kb.library import Stale
from kb.library.files import reason
from kb.model import CHATHAM_HOUSE, Group, Visibility
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.people.membership import NotALead
from kb.usecases.writing import group_pages
from kb.usecases.writing.group_pages import UNREADABLE, GroupPage, Said
from kb.web.pieces.belonging import group_led
from kb.web.plain.addresses import group_edit_address
from kb.web.plain.words import RULE_CHOICES, reader_choices, usual_readers
from kb.web.serving.visit import Text, Visit, Visiting

router = APIRouter()


_STALE = (
    "Somebody else has changed this group since you opened this form, so nothing was written. What you chose is below, "
    "with what it says now beside it. Save again to put yours in its place."
)


@router.get("/groups/{slug}/edit")
def edit(slug: str, visit: Visiting) -> Response:
    group, _ = group_led(visit, slug)
    if group.slug != slug:
        return visit.redirect(group_edit_address(group.slug))
    return _form(visit, group)


@router.post("/groups/{slug}/edit")
def change(
    slug: str,
    visit: Visiting,
    title: Text = "",
    description: Text = "",
    lead: Text = "",
    rule: Text = "",
    visibility: Text = "",
    joining: Text = "",
    revision: Text = "",
) -> Response:
    group, by = group_led(visit, slug)
    wanted = Said(title, description, lead, rule, visibility, joining)
    parts = visit.parts
    try:
        group_pages.change_page(
            visit.state, parts.library, parts.history, parts.refresher, by, group.slug, revision, wanted
        )
    except NotALead as error:
        return visit.page("error.html", 403, status=403, detail=str(error))
    except Stale:
        return _form(visit, group, 409, wanted, not_written=_STALE, beside=True)
    except WrongWords as error:
        return _form(visit, group, 422, wanted, wrong={error.field: str(error)}, revision=revision)
    except NotWritten as error:
        return _form(visit, group, 409, wanted, not_written=str(error), revision=revision)
    except OSError as error:
        sentence = f"It cannot be written just now ({reason(error)}). Nothing was changed; what you chose is below."
        return _form(visit, group, 503, wanted, not_written=sentence, revision=revision)
    return visit.onward(group.address)


def _form(
    visit: Visit,
    group: Group,
    code: int = 200,
    wanted: Said | None = None,
    *,
    wrong: dict[str, str] | None = None,
    not_written: str = "",
    revision: str | None = None,
    beside: bool = False,
) -> Response:
    """What the page says, or what was chosen; `beside`: with what it says now where that is something else."""
    try:
        page = group_pages.open_page(visit.parts.library, group.slug)
    except NotWritten as error:
        return visit.page("error.html", 409, status=409, detail=str(error))
    usual = visit.parts.library.site.default_visibility
    return visit.page(
        "group_edit.html",
        code,
        group=group,
        form=wanted or _closed_where_unclear(page.said),
        now=page.said if beside else None,
        rules=RULE_CHOICES,
        usual=usual_readers(usual),
        readers=reader_choices(_offered(visit, page, usual)),
        narrower=not visit.viewer.admin,
        revision=page.revision if revision is None else revision,
        wrong=wrong or {},
        not_written=not_written,
    )


def _offered(visit: Visit, page: GroupPage, usual: Visibility) -> tuple[Visibility, ...]:
    return may_open_to(visit.viewer, page.now, usual)


def _closed_where_unclear(said: Said) -> Said:
    """What cannot be read is for leads and under the rule; so the form begins with that."""
    rule = CHATHAM_HOUSE if said.rule == UNREADABLE else said.rule
    visibility = "leads" if said.visibility == UNREADABLE else said.visibility
    return Said(said.title, said.description, said.lead, rule, visibility, said.joining)
