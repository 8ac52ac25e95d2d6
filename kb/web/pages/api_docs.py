"""The API's documentation as a page: made from its OpenAPI description, with nothing loaded from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kb.web.serving.visit import Visiting

router = APIRouter()


@router.get("/api/docs")
def api_docs(visit: Visiting) -> Response:
    description = visit.request.app.openapi()
    shapes: dict[str, Any] = description["components"]["schemas"]
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "parameters": [(p["name"], p.get("description", "")) for p in operation.get("parameters", [])],
            "sent": _shape(operation.get("requestBody", {}), shapes),
            "shape": _answer_shape(operation, shapes),
        }
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    return visit.page("api_docs.html", about=description["info"], operations=operations, shapes=_public(shapes))


def _answer_shape(operation: dict[str, Any], shapes: dict[str, Any]) -> str:
    """The name of what an operation answers with."""
    answers = operation["responses"]
    return _shape(answers.get("200") or answers.get("201") or {}, shapes)


def _shape(body: dict[str, Any], shapes: dict[str, Any]) -> str:
    """The name of what a body is in JSON, "" where there is none."""
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return name if name in shapes else ""


def _public(shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """The shapes with their fields as (name, type in words, description, example)."""
    return [
        {
            "name": name,
            "description": shape.get("description", ""),
            "fields": [
                (field, _type(about), about.get("description", ""), (about.get("examples") or [""])[0])
                for field, about in shape.get("properties", {}).items()
            ],
        }
        for name, shape in sorted(shapes.items())
        if not name.startswith(("HTTPValidationError", "ValidationError"))
    ]


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        return str(about["$ref"]).rpartition("/")[2]
    if "anyOf" in about:
        return " or ".join(_type(one) for one in about["anyOf"])
    if about.get("type") == "array":
        return f"list of {_type(about['items'])}"
    if "enum" in about:
        return " or ".join(map(str, about["enum"]))
    return str(about.get("type", "anything"))
