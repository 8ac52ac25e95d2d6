"""Files sent as forms (RFC 7578), as the description of the API tells of them."""

from __future__ import annotations

from typing import Any

NO_FILES = "Send one or several files as multipart fields called “file”."


def files_and(**texts: str) -> dict[str, Any]:
    """One or several files, and fields of text; of each what it is for, "" where its name says it."""
    fields = {name: {"type": "string", **({"description": meant} if meant else {})} for name, meant in texts.items()}
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    schema = {"type": "object", "required": ["file"], "properties": {"file": files, **fields}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
