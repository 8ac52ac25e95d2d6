"""How the library is: files to mend, index, disks, mail."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb import __version__
from kb.model import Audience, Document
from kb.usecases.looking_after import health
from kb.web.pages.admin.admin import Administering, group_titles
from kb.web.pieces.letters import mails, try_mail
from kb.web.plain.addresses import with_parameters
from kb.web.plain.words import audience
from kb.web.serving.visit import Visit

router = APIRouter()


@router.get("/admin/health")
def look(visit: Administering, page: int = 1, links: str = "") -> Response:
    return _page(visit, page, links=links)


@router.post("/admin/health/mail")
def send_mail(visit: Administering) -> Response:
    why = try_mail(visit)
    return _page(visit, code=200 if why is None else 409, tried=True, not_sent=why)


def _page(
    visit: Visit, page: int = 1, code: int = 200, *, links: str = "", tried: bool = False, not_sent: str | None = None
) -> Response:
    catalog, settings, titles = visit.catalog, visit.parts.settings, group_titles(visit)

    def document(path: str) -> Document | None:
        return catalog.by_path(path)

    def part(name: Audience) -> str:
        return audience(name, titles)

    return visit.page(
        "admin_health.html",
        code,
        problems=health.problems(catalog, visit.parts.refresher.files, page, links=bool(links)),
        with_links=bool(links),
        page_address=lambda number: with_parameters(
            "/admin/health", links="1" if links else None, page=number if number > 1 else None
        ),
        document=document,
        index=health.index_state(visit.parts.index),
        part=part,
        readiness=visit.parts.readiness,
        disks=health.disks(
            (("notes", settings.notes), ("index", settings.index), ("accounts", settings.home / "state"))
        ),
        left_undone=health.left_undone(settings.home / "state"),
        elsewhere=settings.database_url is not None,
        version=__version__,
        mails=mails(visit),
        tried=tried,
        not_sent=not_sent,
    )
