"""What a resource of the API may answer other than what it was asked for, as its description tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.api.shapes import Problem

_CONTENT = {"application/problem+json": {"schema": Problem.model_json_schema()}}


def refusals(said: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """From a status to when it is answered; each is a problem document (RFC 9457)."""
    return {status: {"description": when, "content": _CONTENT} for status, when in said.items()}
