"""The one place where the parts are put together: settings in, a running application out."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from kb import __version__
from kb.api.router import api_router
from kb.files import Renderings
from kb.history import History
from kb.jobs import Courier, Keeper, Looker, Postman, Sweeper, Tally, settle
from kb.library import watch
from kb.outward.fetching import Fetcher
from kb.outward.smtp import MailServer
from kb.outward.vouching import Provider
from kb.people.empty_searches import note_empty_search
from kb.people.reading import note_read
from kb.sandbox import Renderer
from kb.settings import Settings
from kb.state import State
from kb.usecases.bringing_in.publishing import tidy_drafts
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.recording import Recorder
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.linking.mentioning import Verifier
from kb.usecases.reading.newsletters import Newsroom
from kb.usecases.writing.saving import Desk
from kb.web.routing import PAGES
from kb.web.serving import errors
from kb.web.serving.guard import GuardMiddleware
from kb.web.serving.headers import HeadersMiddleware
from kb.web.serving.parts import Parts
from kb.web.serving.public_path import PublicPathMiddleware
from kb.web.serving.templating import Templates
from kb.web.serving.unchanged import UnchangedMiddleware
from kb.web.serving.who import WhoMiddleware

PATIENCE = 2.0
"""Seconds a start waits for a small library to be indexed, so that the first search already finds everything."""


def create() -> FastAPI:
    """The application as the environment asks for it: what each server process calls."""
    gc.disable()  # what is opened now stays: see kb.start
    app = application(Settings.from_environment(), settle=settle)
    gc.freeze()
    gc.enable()
    return app


def application(
    settings: Settings, fetcher: Fetcher | None = None, settle: Callable[[], object] | None = None
) -> FastAPI:
    """Put the parts together and route every address. `fetcher`: in tests, which have other sites on this machine.

    `settle` as for kb.jobs.Keeper: for a process that does nothing else.
    """
    parts, keeper = _opened(settings, fetcher or Fetcher(f"KnowledgeClub/{__version__} (+{settings.origin})"), settle)
    app = FastAPI(
        title="Knowledge Club",
        version=__version__,
        description="Search, read and write a library of meeting notes: all that the pages do, for software.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lambda _: _life(parts, keeper),
    )
    app.state.parts = parts
    errors.answer_errors(app)
    app.include_router(api_router())
    for page in PAGES:
        app.include_router(page.router, include_in_schema=False)
    _guard(app, settings)
    return app


def _opened(settings: Settings, fetcher: Fetcher, settle: Callable[[], object] | None) -> tuple[Parts, Keeper]:
    """All parts, none of them at work yet; the keeper is also what pages know as their readiness."""
    opened = open_library(settings.notes, settings.index)
    library, index = opened.library, opened.index
    history = History(settings.home / "state" / "history.git")
    refresher = Refresher(library, index, opened.folder, Recorder(library, history))
    lock = opened.folder / "keeper.lock" if opened.folder else None
    keeper = Keeper(refresher, watch, settings.notes, lock, opened.notice, settle)
    state = State(settings.home, settings.database_url)
    mail_server = MailServer.at(settings.smtp_url) if settings.smtp_url else None
    newsroom = Newsroom(state, history, library, settings.origin)
    parts = Parts(
        settings=settings,
        library=library,
        history=history,
        refresher=refresher,
        index=index,
        renderer=Renderer(),
        renderings=Renderings(opened.folder),
        templates=Templates(settings.home, settings.public_path),
        state=state,
        tally=Tally(state, note_empty_search, "Searches that found nothing are not counted"),
        reads=Tally(state, note_read, "What was read last is not noted"),
        post=Postman(mail_server) if mail_server else None,
        courier=Courier(newsroom, mail_server, settings.home / "state" / "courier.lock") if mail_server else None,
        fetcher=fetcher,
        looker=Looker(Verifier(state, Desk(library, history, refresher), fetcher)),
        provider=_provider(settings),
        readiness=keeper,
    )
    return parts, keeper


@asynccontextmanager
async def _life(parts: Parts, keeper: Keeper) -> AsyncIterator[None]:
    """What works beside requests, from the first of them to the last."""
    sweeper = Sweeper(lambda: tidy_drafts(parts.drafts))
    keeper.start(PATIENCE)
    sweeper.start()
    home = parts.settings.home
    if parts.settings.database_url or (home / "state" / "kb.db").exists():  # else nothing can wait
        parts.looker.start()
    if parts.courier is not None:
        parts.courier.start()
    yield
    for working in (sweeper, keeper, parts.tally, parts.reads, parts.looker, parts.courier, parts.post):
        if working is not None:
            working.stop()
    for opened in (parts.renderer, parts.renderings, parts.refresher.files, parts.index, parts.history, parts.state):
        opened.close()


def _guard(app: FastAPI, settings: Settings) -> None:
    # From the inside out: who is asking, is this a request of ours, what every answer carries.
    app.add_middleware(WhoMiddleware)
    app.add_middleware(GuardMiddleware, origin=settings.origin, largest_upload=settings.largest_upload)
    app.add_middleware(HeadersMiddleware, https=settings.https)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(UnchangedMiddleware)
    app.add_middleware(PublicPathMiddleware, public_path=settings.public_path)


def _provider(settings: Settings) -> Provider | None:
    """Who vouches for people; the libraries for it are loaded only where somebody does."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_client_secret is None:
        return None
    from kb.outward.oidc import OpenIdProvider

    return OpenIdProvider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
