"""What a document that was taken in is, where its path does not tell: its date, kind and group, by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kb.intake.points import points_in
from kb.markup.datewords import find_date
from kb.model import Kind, PartialDate, slug

_LABEL = re.compile(
    r"^[\s*_|>#-]*(?:date(?: and time| of (?:the )?(?:meeting|call))?|(?:meeting|call) date|held on|when)\b[\s*_|:.–-]*"
    r"(?P<rest>[^\n]{3,80})$",
    re.IGNORECASE | re.MULTILINE,
)
_LATER = re.compile(r"(?:of|for) (?:the )?next\b", re.IGNORECASE)
_KINDS = (
    (Kind.NOTES, re.compile(r"\b(?:minutes|notes of|meeting notes|call notes|notes)\b", re.IGNORECASE)),
    (Kind.AGENDA, re.compile(r"\bagenda\b", re.IGNORECASE)),
)
_ALONE = re.compile(
    r"^[\s#*_|]*(?:minutes(?: and actions| of (?:the )?meeting)?|(?:meeting )?notes)[\s*_|:]*$",
    re.IGNORECASE | re.MULTILINE,
)
_WHO_CAME = re.compile(
    r"^[\s#*_|]*(?:attend(?:ees|ance|ing)|present|apologies|participants)\b", re.IGNORECASE | re.MULTILINE
)
_LONG = 100_000  # characters in which decisions and actions are looked for
_BEGINNING = 3_000  # characters in which a document says what it is


def labelled_date(text: str) -> PartialDate | None:
    """The day that the beginning gives under a label: "Date: 31st March 2020"; None where different ones are given."""
    days = {
        found
        for label in _LABEL.finditer(text[:_BEGINNING])
        if not _LATER.match(label["rest"]) and (found := find_date(label["rest"])) and found.day is not None
    }
    return days.pop() if len(days) == 1 else None


def kind_in(title: str, text: str) -> Kind | None:
    """By the words of the title, else by a line that says it; else who came and what was decided make notes."""
    for kind, words in _KINDS:
        if words.search(title):
            return kind
    beginning = text[:_BEGINNING]
    if _ALONE.search(beginning) or _WHO_CAME.search(beginning):
        return Kind.NOTES
    decided = any(point.kind in ("action", "decision") for point in points_in(text[:_LONG]))
    return Kind.NOTES if decided else None


def group_in(groups: Mapping[str, Iterable[str]], texts: Iterable[str]) -> str | None:
    """The one group that is named in the first of these texts that names any; None where several are, or none is.

    `groups`: for each its names, of which those of fewer than three letters are not looked for.
    """
    for text in texts:
        words = f"-{slug(text[:_BEGINNING])}-"
        named = {group for group, names in groups.items() if any(_is_named(name, words) for name in names)}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def likely_group(
    groups: Mapping[str, Iterable[str]], texts: Iterable[str], on_that_day: Iterable[str] = ()
) -> str | None:
    """The group of a text: the one that it names, else that meets on its day, else the only one; None where several are
    as likely.

    `groups`: those that it may be of, with their names; `on_that_day`: those that have a meeting in the calendar then.
    """
    if named := group_in(groups, texts):
        return named
    meeting = [group for group in on_that_day if group in groups]
    if len(meeting) == 1:
        return meeting[0]
    return next(iter(groups)) if len(groups) == 1 else None


def _is_named(name: str, words: str) -> bool:
    wanted = slug(name)
    return len(wanted) > 2 and f"-{wanted}-" in words
