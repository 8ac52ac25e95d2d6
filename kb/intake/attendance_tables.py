"""Tables of who came."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.intake.persons import is_person, mostly_people, name_of, plain

_LABEL = re.compile(
    r"(?:those |members |also |other )?(?:present|attendees?|attending|in attendance|participants?|apologies|regrets"
    r"|absent|absentees|observers|guests|officials)(?: for absence)?\s*(?:\(.*\))?:?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:full |first |last |sur)?names?|member|person|who|position|poc", re.IGNORECASE)
_OFFICE = re.compile(r"position|role|poc", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:organi[sz]ation|company|affiliation|role|title|job title|position|e-?mail|initials|present|attend\w*|poc|"
    r"apologies|institution|representing|pronouns|github|handle|yes/no|\?|member type|voting)\??",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]+")
_HTML_ROW = re.compile(r"<tr[^<>]*>(.*?)</tr>", re.IGNORECASE | re.DOTALL)
_HTML_CELL = re.compile(r"<t[hd][^<>]*>(.*?)</t[hd]>", re.IGNORECASE | re.DOTALL)


def people_in_table(lines: Sequence[str], *, told: bool) -> list[str]:
    """The names in a table that lists people; none where it is about something else.

    `told`: the words above it say that it does, so most of its first cells must be names; else its heading must say so.
    """
    rows = _rows("".join(lines)) if lines and lines[0].lstrip().startswith("<") else [_cells(line) for line in lines]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    head, body = rows[0], rows[1:]
    labelled = [bool(_LABEL.fullmatch(cell)) for cell in head if cell]
    of_names = any(_NAME.fullmatch(cell) for cell in head)
    beside = sum(bool(_BESIDE.fullmatch(cell)) for cell in head)
    by_row = (
        bool(_LABEL.fullmatch(rows[0][0]))
        and len(rows[0]) > 1
        and any(is_person(cell) and not _LABEL.fullmatch(cell) for cell in rows[0][1:])
    )
    if by_row:
        body = [row[1:] for row in rows if _LABEL.fullmatch(row[0]) or not row[0]]
        if len(body) != len(rows):  # other facts stand in it as well
            return []
    elif not (any(labelled) or (of_names and beside)) and not (told and mostly_people(row[0] for row in rows)):
        return []
    cells = (
        [row[0] for row in body]
        if of_names and not _OFFICE.fullmatch(head[0])
        else [cell for row in body for cell in row]
    )
    names = [name_of(cell) for cell in cells if not _LABEL.fullmatch(cell) and is_person(cell)]
    return names if names and (told or mostly_people(cells)) else []


def _cells(line: str) -> list[str]:
    if _RULE.fullmatch(line):
        return []
    return [plain(cell.replace("<br>", " ")) for cell in _CELL.split(line.strip().strip("|"))]


def _rows(html: str) -> list[list[str]]:
    return [[plain(cell) for cell in _HTML_CELL.findall(row)] for row in _HTML_ROW.findall(html)]
