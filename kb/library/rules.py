"""Path rules: what `notes/kb.yml` says about whole folders, for trees that their names alone do not explain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.model import Kind, PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PIECES = {
    "{year}": r"(?P<year>(?:19|20)?\d\d)",
    "{month}": r"(?P<month>\d{1,2}|[A-Za-z]{3,9})",
    "{day}": r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    "{group}": r"(?P<group>[^/]+)",
}
_SPLIT = re.compile(r"(\*\*/|\*\*|\*|\?|\{\w+\})")

NO_DATE = "none"


class NotAPattern(ValueError):
    """A pattern that cannot be used; the message says why."""


@dataclass(frozen=True)
class PathRule:
    """What holds for every document whose path matches, where its front matter does not say otherwise.

    Attributes:
        match: `*` stands for anything within a name, `**` for any folders, `?` for one character, `{group}` for a
            name that is the group's; a pattern that ends with `/` means all that is in the folder.
        group, kind: given to the documents.
        date: a fixed date (`2020`), `none`, or a pattern with `{year}`, `{month}` and `{day}` for the name of the file
            without its ending; with a `/` in it, for the whole path.
        visibility, rule: as written; they are read where those of a document are.
    """

    match: str
    group: str | None = None
    kind: Kind | None = None
    date: str | None = None
    visibility: str | None = None
    rule: str | None = None


@dataclass(frozen=True)
class RuleFacts:
    """What the rules say about one path, the first rule that says something about a key deciding it."""

    group: str | None = None
    kind: Kind | None = None
    date: PartialDate | None = None
    no_date: bool = False
    visibility: str | None = None
    rule: str | None = None


def apply_rules(rules: tuple[PathRule, ...], path: str) -> RuleFacts:
    """Everything the rules say about `path`."""
    group = kind = visibility = rule = date = None
    no_date = False
    for each in rules:
        found = compile_pattern(each.match).fullmatch(path)
        if not found:
            continue
        named = found.groupdict().get("group")
        group = group or (each.group.replace("{group}", named) if each.group and named else each.group or named)
        kind = kind or each.kind
        visibility = visibility if visibility is not None else each.visibility
        rule = rule if rule is not None else each.rule
        if each.date and date is None and not no_date:
            no_date = each.date == NO_DATE
            date = None if no_date else date_by_pattern(each.date, path)
    return RuleFacts(group, kind, date, no_date, visibility, rule)


@lru_cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A glob with named pieces as a regular expression. Raises NotAPattern for an unknown or repeated piece."""
    if pattern.endswith("/"):
        pattern += "**"
    parts = []
    for part in _SPLIT.split(pattern):
        if part == "**/":
            parts.append("(?:[^/]+/)*")
        elif part == "**":
            parts.append(".*")
        elif part == "*":
            parts.append("[^/]*")
        elif part == "?":
            parts.append("[^/]")
        elif part in _PIECES:
            parts.append(_PIECES[part])
        elif part.startswith("{") and part.endswith("}"):
            raise NotAPattern(f"{part} is not one of {', '.join(_PIECES)}")
        else:
            parts.append(re.escape(part))
    if len([part for part in parts if "*" in part and not part.startswith("\\")]) > 8:
        raise NotAPattern("it has more than eight stars")
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        raise NotAPattern("the same piece is in it twice") from None


def check_date(text: str) -> None:
    """Is this a fixed date, `none` or a pattern? Raises NotAPattern where it is not."""
    if text == NO_DATE:
        return
    if "{" in text:
        if "{year}" not in text:
            raise NotAPattern("it has no {year}")
        compile_pattern(text)
        return
    try:
        PartialDate.parse(text)
    except ValueError as error:
        raise NotAPattern(str(error)) from None


def date_by_pattern(text: str, path: str) -> PartialDate | None:
    """The date that a rule's `date` gives to `path`, None where the pattern does not fit or the calendar objects."""
    if "{" not in text:
        return PartialDate.parse(text)
    without_ending = path.rpartition(".")[0]
    found = compile_pattern(text).fullmatch(without_ending if "/" in text else without_ending.rpartition("/")[2])
    if not found:
        return None
    parts = found.groupdict()
    month = parts.get("month")
    try:
        return PartialDate(
            int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0),
            _month(month) if month else None,
            int(parts["day"]) if parts.get("day") else None,
        )
    except ValueError:
        return None


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.index(text[:3].lower()) + 1
