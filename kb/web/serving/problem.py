"""An error as software reads it, and the sentence for each kind of error."""

from __future__ import annotations

from http import HTTPStatus

from fastapi.responses import JSONResponse, Response

DETAILS = {
    401: "This is for people with an account. Sign in, or send a token.",
    403: "This is not yours to change.",
    404: "There is nothing at this address. It may have been moved or taken back, or the address was cut off.",
    405: "This address cannot be used in this way.",
    422: "Something in the address cannot be understood.",
    500: "Something went wrong on our side. Nothing you wrote was lost; please try again in a minute.",
    503: "The search index is being made just now. Please try again in a minute.",
}


def problem(status: int, detail: str | None = None, headers: dict[str, str] | None = None) -> Response:
    """An error as the API gives it: RFC 9457, always with title, status and detail."""
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or DETAILS.get(status, title + "."),
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")
