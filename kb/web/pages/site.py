"""What browsers, search engines and monitors ask a site for: static files, OpenSearch, sitemap, robots, health."""

from __future__ import annotations

from pathlib import PurePosixPath

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from kb.access import audiences_of
from kb.model import VISITOR
from kb.web.serving.static import Held
from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}


@router.get("/static/{name:path}")
def static(name: str, visit: Visiting, v: str = "") -> Response:
    files = visit.parts.templates.static
    found = files.find(name)
    if found is None:
        raise NotFound
    fingerprint = files.fingerprint(found)
    media_type = _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if v == fingerprint else "no-cache"}
    if isinstance(found, Held):
        return Response(found.content, media_type=media_type, headers={"ETag": f'W/"{fingerprint}"', **headers})
    return FileResponse(found, media_type=media_type, headers=headers)


@router.get("/favicon.ico")
def favicon(visit: Visiting) -> Response:
    return static("mark.svg", visit)


@router.get("/manifest.webmanifest")
def manifest(visit: Visiting) -> Response:
    """For a phone's home screen (W3C Web Application Manifest)."""
    return _page(visit, "manifest.webmanifest", "application/manifest+json")


@router.get("/opensearch.xml")
def opensearch(visit: Visiting) -> Response:
    """So that a browser offers to search here (OpenSearch 1.1)."""
    return _page(visit, "opensearch.xml", "application/opensearchdescription+xml")


@router.get("/sitemap.xml")
def sitemap(visit: Visiting) -> Response:
    """What a search engine may list: public documents, whoever asks (sitemaps.org 0.9)."""
    public = visit.catalog.documents(audiences_of(VISITOR))
    return _page(visit, "sitemap.xml", "application/xml", documents=public, changed=visit.catalog.changed)


@router.get("/robots.txt")
def robots(visit: Visiting) -> Response:
    path = visit.parts.settings.public_path
    lines = (
        "User-agent: *",
        f"Disallow: {path}/search",
        f"Disallow: {path}/over-time",
        f"Disallow: {path}/api/",
        f"Sitemap: {visit.origin}/sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/healthz")
def healthz() -> Response:
    """Alive: the process answers."""
    return PlainTextResponse("alive\n")


@router.get("/readyz")
def readyz(visit: Visiting) -> Response:
    """Ready once the index covers every file that was there at start; until then 503 and how far it is.

    In percent: how many documents there are in all is for nobody who may not read them.
    """
    readiness = visit.parts.readiness
    percent = 100 if readiness.ready else min(99, 100 * readiness.done // max(readiness.total, 1))
    state = {"ready": readiness.ready, "percent": percent}
    return JSONResponse(state, 200 if readiness.ready else 503, {"Cache-Control": "no-store"})


def _page(visit: Visiting, template: str, media_type: str, **values: object) -> Response:
    page = visit.parts.templates.render(template, site=visit.parts.library.site, origin=visit.origin, **values)
    return Response(page, media_type=media_type)
