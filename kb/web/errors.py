"""What somebody sees when there is nothing here, when an address cannot be meant, or when we failed.

Under `/api/` every error is a problem document (RFC 9457); elsewhere it is a page. None of them repeats what was asked
or says anything of the machine; what is hidden and what never existed get the same answer.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from kb.search import IndexUnusable
from kb.web.visit import NotFound, Visit

_DETAILS = {
    404: "There is nothing at this address. It may have been moved or taken back, or the address was cut off.",
    405: "This address cannot be used in this way.",
    422: "Something in the address cannot be understood.",
    500: "Something went wrong on our side. Nothing you wrote was lost; please try again in a minute.",
    503: "The search index is being made just now. Please try again in a minute.",
}

log = logging.getLogger("kb")


def answer_errors(app: FastAPI) -> None:
    """Make every error of the application an answer in its own form."""

    @app.exception_handler(NotFound)
    def not_found(request: Request, _: Exception) -> Response:
        return _answer(request, 404)

    @app.exception_handler(IndexUnusable)
    def not_ready(request: Request, error: Exception) -> Response:
        readiness = request.app.state.parts.readiness
        if readiness.ready:
            log.warning("the index cannot be used (%s), it is mended", error)
            readiness.mend()
        return _answer(request, 503, {"Retry-After": "5"})

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _answer(request, error.status_code, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if _is_api(request):
            return problem(422, _first_reason(error))
        return _answer(request, 404)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.scope.get("route"), exc_info=error)
        try:
            return _answer(request, 500)
        except Exception:  # the templates themselves are at fault, perhaps the library's own
            return PlainTextResponse(_DETAILS[500], 500)


def problem(status: int, detail: str | None = None, headers: dict[str, str] | None = None) -> Response:
    """An error as the API gives it: RFC 9457, always with title, status and detail."""
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or _DETAILS.get(status, title + "."),
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _answer(request: Request, status: int, headers: dict[str, str] | None = None) -> Response:
    if _is_api(request):
        return problem(status, headers=headers)
    detail = _DETAILS.get(status, HTTPStatus(status).phrase + ".")
    answer = Visit(request).page("error.html", status, status=status, detail=detail)
    answer.headers.update(headers or {})
    return answer


def _is_api(request: Request) -> bool:
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return path.startswith("/api/") and path != "/api/docs"


def _first_reason(error: RequestValidationError) -> str:
    first = error.errors()[0]
    return f"“{first['loc'][-1]}”: {first['msg']}."
