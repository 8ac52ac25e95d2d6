"""Pictures from elsewhere: a page loads nothing from other sites, so they are shown as links."""

from __future__ import annotations

import re
from html import escape, unescape

_TAG = re.compile(r"<(?P<end>/?)(?P<name>a|img)\b(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])(src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_OUTSIDE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_DEFAULT = "Picture"


def outside_as_links(html: str) -> str:
    """`html` with each picture of another site as a link with its alternative text; within a link as that text."""
    in_link = False

    def shown(found: re.Match[str]) -> str:
        nonlocal in_link
        if found["name"].lower() == "a":
            in_link = not found["end"]
            return found[0]
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found["rest"])}
        source = values.get("src", "")
        if found["end"] or not _OUTSIDE.match(source):
            return found[0]
        text = escape(values.get("alt", "").strip() or _DEFAULT)
        return text if in_link else f'<a href="{escape(source.strip())}">{text}</a>'

    return _TAG.sub(shown, html)
