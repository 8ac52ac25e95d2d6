"""What somebody sees when there is nothing here, when an address cannot be meant, or when we failed.

Under `/api/` every error is a problem document (RFC 9457); elsewhere it is a page. None of them repeats what was asked
or says anything of the machine; what is hidden and what never existed get the same answer.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from kb.history import HistoryUnusable
from kb.people.accounts import NoAccount
from kb.people.limits import TooMany
from kb.search import IndexUnusable
from kb.state import StateBusy, StateUnusable
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.writing.saving import NotTheirs, NotThere
from kb.web.plain.addresses import sign_in_address
from kb.web.serving.gone import Gone
from kb.web.serving.problem import DETAILS, problem
from kb.web.serving.visit import NotFound, SignInFirst, Visit

log = logging.getLogger("kb")

_NO_ACCOUNTS = (
    "Accounts cannot be looked at just now, so nothing was changed. Please try again in a moment; whoever runs this "
    "library finds the reason in its log."
)


_NO_HISTORY = (
    "The history of this library cannot be read just now, so nothing was changed. The documents are as they were; "
    "whoever runs this library finds the reason in its log."
)


def answer_errors(app: FastAPI) -> None:
    """Make every error of the application an answer in its own form."""

    @app.exception_handler(NotFound)
    def not_found(request: Request, _: Exception) -> Response:
        return answer(request, 404)

    @app.exception_handler(Gone)
    def taken_away(request: Request, error: Exception) -> Response:
        return answer(request, 410, detail=str(error))

    @app.exception_handler(SignInFirst)
    def unknown(request: Request, _: Exception) -> Response:
        if _is_api(request):
            return problem(401, headers={"WWW-Authenticate": "Bearer"})
        here = request.url.path.removeprefix(request.scope.get("root_path", ""))
        return Visit(request).onward(sign_in_address(here if request.method == "GET" else None))

    @app.exception_handler(TooMany)
    def too_often(request: Request, error: Exception) -> Response:
        assert isinstance(error, TooMany)
        return answer(request, 429, {"Retry-After": str(error.wait)}, str(error))

    @app.exception_handler(NoAccount)
    def gone(request: Request, _: Exception) -> Response:
        return answer(request, 409, detail="That account is not there any more, so nothing was changed.")

    @app.exception_handler(HistoryUnusable)
    def no_history(request: Request, error: Exception) -> Response:
        log.error("the history cannot be used: %s", error)
        return answer(request, 503, {"Retry-After": "60"}, _NO_HISTORY)

    @app.exception_handler(NotThere)
    def not_there(request: Request, _: Exception) -> Response:
        return answer(request, 404)

    @app.exception_handler(NotTheirs)
    def not_theirs(request: Request, _: Exception) -> Response:
        return answer(request, 403)

    @app.exception_handler(NotWritten)
    def not_written(request: Request, error: Exception) -> Response:
        return answer(request, 409, detail=str(error))

    @app.exception_handler(StateUnusable)
    def no_accounts(request: Request, error: Exception) -> Response:
        log.error("%s", error)
        # Why it cannot be used is for whoever reads the log: it may say things of the machine.
        return answer(request, 503, {"Retry-After": "5"}, str(error) if isinstance(error, StateBusy) else _NO_ACCOUNTS)

    @app.exception_handler(IndexUnusable)
    def not_ready(request: Request, error: Exception) -> Response:
        readiness = request.app.state.parts.readiness
        if readiness.ready:
            log.warning("the index cannot be used (%s), it is mended", error)
            readiness.mend()
        return answer(request, 503, {"Retry-After": "5"})

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = str(error.detail) if error.status_code == 413 else None  # by kb.web.serving.guard, which knows the limit
        return answer(request, error.status_code, dict(error.headers or {}), said)

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if _is_api(request):
            return problem(422, _first_reason(error))
        return answer(request, 404)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.scope.get("route"), exc_info=error)
        try:
            return answer(request, 500)
        except Exception:  # the templates themselves are at fault, perhaps the library's own
            return PlainTextResponse(DETAILS[500], 500)


def answer(request: Request, status: int, headers: dict[str, str] | None = None, detail: str | None = None) -> Response:
    """An error as a page, or as software reads it where it was asked for under `/api/`."""
    if _is_api(request):
        return problem(status, detail, headers)
    detail = detail or DETAILS.get(status, HTTPStatus(status).phrase + ".")
    answer = Visit(request).page("error.html", status, status=status, detail=detail)
    answer.headers.update(headers or {})
    return answer


def _is_api(request: Request) -> bool:
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return path.startswith("/api/") and path != "/api/docs"


def _first_reason(error: RequestValidationError) -> str:
    first = error.errors()[0]
    return f"“{first['loc'][-1]}”: {first['msg']}."
