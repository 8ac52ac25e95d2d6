"""All groups, and making one."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.library.files import reason
from kb.model import Visibility
from kb.people.memberships import Count
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.people import administering
from kb.usecases.people.acting import NotAnAdmin
from kb.usecases.writing import group_pages
from kb.usecases.writing.group_pages import Said
from kb.web.pages.admin.admin import Administering, no_admin
from kb.web.plain.addresses import people_address
from kb.web.plain.words import RULE_CHOICES, reader_choices, readers, rule, usual_readers
from kb.web.serving.visit import Text, Visit

router = APIRouter()


@router.get("/admin/groups")
def groups(visit: Administering) -> Response:
    return _page(visit)


@router.post("/admin/groups")
def make(
    visit: Administering,
    title: Text = "",
    description: Text = "",
    visibility: Text = "",
    rule: Text = "none",
    joining: Text = "",
) -> Response:
    wanted = Said(title, description, "", rule, visibility, joining)
    parts, by = visit.parts, visit.session.account
    try:
        made = group_pages.make_group(visit.state, parts.library, parts.history, parts.refresher, by, wanted)
    except NotAnAdmin as error:
        return no_admin(visit, error)
    except WrongWords as error:
        return _page(visit, 422, wanted, wrong={error.field: str(error)})
    except NotWritten as error:
        return _page(visit, 409, wanted, not_written=str(error))
    except OSError as error:
        return _page(visit, 503, wanted, not_written=f"It cannot be written just now ({reason(error)}).")
    return visit.onward(people_address(made))


def _page(
    visit: Visit,
    code: int = 200,
    wanted: Said | None = None,
    wrong: dict[str, str] | None = None,
    not_written: str = "",
) -> Response:
    catalog = visit.catalog
    return visit.page(
        "admin_groups.html",
        code,
        groups=catalog.groups(catalog.audiences),
        people=administering.count_members(visit.state),
        nobody=Count(),
        readers=readers,
        rule=rule,
        form=wanted or Said(""),
        rules=RULE_CHOICES,
        who=[("", usual_readers(catalog.site.default_visibility)), *reader_choices(Visibility)],
        wrong=wrong or {},
        not_written=not_written,
    )
