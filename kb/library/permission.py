"""Who may read a document, as far as it says so itself. Whatever cannot be understood here closes it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.library.frontmatter import Value
from kb.library.rules import RuleFacts
from kb.library.values import as_rule, as_truth, as_visibility
from kb.model import CHATHAM_HOUSE, Visibility

_CLOSED_UNTIL = "Until it is mended only leads see this document."


@dataclass(frozen=True)
class Permission:
    """What a document says about its readers.

    Attributes:
        visibility, rule: None where it says nothing.
        closed: it is for leads, because it is a draft or because something could not be understood.
        complaints: `(key, message)` pairs about what could not.
    """

    visibility: Visibility | None = None
    rule: str | None = None
    closed: bool = False
    complaints: tuple[tuple[str, str], ...] = ()


def permission(values: Mapping[str, Value], given: RuleFacts, other_keys: Iterator[str]) -> Permission:
    """Read `visibility`, `rule`, `draft` and `published`, else what path rules give.

    `values` by their keys in small letters; `other_keys` are those without a meaning, one of which may be a misspelling
    of `visibility`.
    """
    complaints: list[tuple[str, str]] = []
    visibility = rule = None
    if (written := _written("visibility", values, given.visibility)) is not None:
        visibility, message = as_visibility(written)
        if visibility is None:
            complaints.append(("visibility", _where(message, "visibility", values)))
    if (written := _written("rule", values, given.rule)) is not None:
        rule, message = as_rule(written)
        if rule is None:
            complaints.append(("rule", _where(message, "rule", values)))
    draft = as_truth(values["draft"]) if "draft" in values else False
    if draft is None:
        complaints.append(("draft", f"“draft” must be true or false. {_CLOSED_UNTIL}"))
    for key in other_keys:
        if meant := _misspelt(key, values[key]):
            complaints.append((key, f"Is “{key}” meant to be “{meant}”? {_CLOSED_UNTIL}"))
    withheld = draft is True or ("published" in values and as_truth(values["published"]) is False)
    return Permission(visibility, rule, withheld or bool(complaints), tuple(complaints))


def _written(key: str, values: Mapping[str, Value], by_rule: str | None) -> Value:
    """What stands there; "" for a key with nothing after it, which is not the same as no key."""
    if key not in values:
        return by_rule
    value = values[key]
    return "" if value is None else value


def _where(message: str, key: str, values: Mapping[str, Value]) -> str:
    by = "" if key in values else " It comes from a path rule in kb.yml."
    return f"{message}{by} {_CLOSED_UNTIL}"


def _misspelt(key: str, value: Value) -> str | None:
    """`visiblity: leads` would silently publish what was meant to be closed."""
    if difflib.get_close_matches(key, ("visibility",), 1, 0.8):
        return "visibility"
    return "rule" if as_rule(value)[0] == CHATHAM_HOUSE else None
