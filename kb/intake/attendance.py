"""Lists of who came, who sent apologies, and who chaired or took notes: found in a text, and taken out of it.

Under the Chatham House Rule they must not be published; elsewhere they stay. They are told by their label ("Present:",
"## Attendees", a table of names), and end where something else than names begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.intake.attendance_tables import people_in_table
from kb.intake.persons import are_people, mostly_people, names_in, names_of_items, plain

What = Literal["present", "apologies", "roles"]

_PRESENT = (
    r"(?:(?:those|members|people|also|others?|list of|core|panel) )?"
    r"(?:present|attendees|attending|attended|attendance|in attendance|participants|participating|roll[- ]?call)"
    r"(?: list| on the call)?|members present|on the call|who(?:’s| is|'s| was| came)? ?(?:here|there)?(?=[*_ ]*:)"
    r"|panel(?: members)?(?=[*_ ]*:)|officials|observers|guests|delegates|(?:board )?members(?=[*_ ]*:)"
)
_APOLOGIES = (
    r"(?:apologies|regrets)(?: for absence| received| from)?|absent|absentees|not present|unable to attend"
    r"|sent apologies|could not (?:come|attend)"
)
_ROLES = (
    r"(?:co-?)?chair(?:s|ed by|person|man|woman)?|scribes?|(?:minutes|notes?)(?: taken)? by|(?:note|minute)[- ]?takers?"
    r"|facilitat(?:ors?|ed by)|hosts?|hosted by|secretar(?:y|iat)|recorder|moderators?|time[- ]?keepers?|presenters?"
)
_LABEL = re.compile(
    rf"(?P<lead>[\s>]*(?:[-*+•]\s+|\d+[.)]\s+|(?P<hash>\#{{1,6}})\s+(?:\d+[.)]\s+)?)?)"
    rf"(?P<open>[*_]*)(?:(?P<present>{_PRESENT})|(?P<apologies>{_APOLOGIES})|(?P<roles>{_ROLES}))"
    rf"(?:\s*\\?\((?P<aside>[^()\n]{{0,40}})\))?[*_\s\\]*(?P<colon>[:：–—-](?:\s|[*_]|$)|:)?[*_\s]*(?:\{{\#[^}}\s]*\}})?"
    rf"(?P<rest>[^\n]*)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"[\s>*_-]*(?:apologies|regrets)(?: for absence)? (?:(?:were|was|had been|have been) )?"
    r"(?:(?:received|given|sent|noted) )?(?:from|by)\s+(?P<names>\S[^\n]*)$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*+•]|\d+[.)])\s+(?P<words>\S.*)")
_HEADING = re.compile(r"\s*#{1,6}\s")
_LONGEST_TABLE = 500  # lines of one that is written as HTML
_FACT = re.compile(r"[*_]{0,2}[A-Z][\w ]{2,30}:")
_HANDLE = re.compile(r"(?!(?:none|nobody|noone|all|everyone|everybody|yes|no|tbc|tbd|various)$)@?[a-z][\w-]{1,24}")
_COUNT = re.compile(r"[\s*_]*(?:about |around |some )?\d+\b[^,;]*$")


@dataclass(frozen=True)
class Attendance:
    """One list. `start` and `end` are where its lines stand in the text, the label with them."""

    what: What
    label: str
    names: tuple[str, ...]
    text: str
    start: int
    end: int


def attendance_in(markdown: str) -> tuple[Attendance, ...]:
    """The lists in a text, in their order; none overlaps another."""
    return tuple(_Reader(markdown).lists())


def without_attendance(markdown: str) -> tuple[str, tuple[Attendance, ...]]:
    """The text without its lists, and these. The rest of the text is as it was."""
    lists = attendance_in(markdown)
    kept, at = "", 0
    for each in lists:
        before = kept + markdown[at : each.start]
        after = markdown[each.end :].lstrip("\n")
        kept = before.rstrip("\n") + ("\n\n" if before.strip() and after else "") if before else ""
        at = len(markdown) - len(after)
    return (kept + markdown[at:] if lists else markdown), lists


class _Reader:
    """Goes through the lines of a text."""

    def __init__(self, markdown: str) -> None:
        self._lines = markdown.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        labels = (_LABEL.match(line.rstrip("\n")) for line in self._lines)
        self._roles = Counter(found["roles"].lower() for found in labels if found and found["roles"])

    def lists(self) -> Iterator[Attendance]:
        at = 0
        while at < len(self._lines):
            found = self._list_at(at)
            if found is None:
                at = max(self._end_of_table(at), at + 1)
                continue
            what, label, names, end = found
            while end > at and not self._lines[end - 1].strip():
                end -= 1
            text = "".join(self._lines[at:end])
            yield Attendance(what, label, tuple(dict.fromkeys(names)), text, self._starts[at], self._starts[end])
            at = end

    def _list_at(self, at: int) -> tuple[What, str, list[str], int] | None:
        """The list that begins with this line: what it is, its label, the names, and the line after it."""
        line = self._lines[at].rstrip("\n")
        if line.lstrip().startswith(("|", "<table")):
            return self._table(at)
        if said := _SENTENCE.match(line):
            return ("apologies", "Apologies", list(names_in(said["names"])), at + 1)
        found = _LABEL.match(line)
        if not found:
            return None
        what: What = "present" if found["present"] else "apologies" if found["apologies"] else "roles"
        label, rest = found[what], found["rest"].strip()
        names, end = self._in_line(found, what, at) if rest else self._below(found, what, at)
        return (what, label, names, end) if names else None

    def _in_line(self, found: re.Match[str], what: What, at: int) -> tuple[list[str], int]:
        """Names after the label, and in the lines of the same paragraph."""
        rest = found["rest"]
        if not (found["colon"] or found["open"]) or _COUNT.fullmatch(rest):
            return [], at
        if not are_people(rest) and not _HANDLE.fullmatch(plain(rest)):
            return [], at
        if what == "roles" and self._roles[found["roles"].lower()] > 1:  # a speaker, not who chaired
            return [], at
        end = at + 1
        while end < len(self._lines) and (line := self._lines[end].strip()) and not _begins(line) and are_people(line):
            rest += "\n" + line
            end += 1
        return list(names_in(rest)), end

    def _below(self, found: re.Match[str], what: What, at: int) -> tuple[list[str], int]:
        """Names in the lines, items, or tables below the label."""
        alone = found["hash"] or found["colon"] or found["open"] or not found["aside"]
        margin = len(found["lead"]) - len(found["lead"].lstrip()) if _ITEM.match(self._lines[at]) else -1
        if not alone or (what == "roles" and margin < 0):
            return [], at
        names: list[str] = []
        end = at + 1
        while end < len(self._lines):
            start = self._next_filled(end)
            more, after = self._block(start, margin)
            if not more:
                break
            names += more
            end = after
        return names, end

    def _next_filled(self, at: int) -> int:
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        return at

    def _block(self, at: int, margin: int) -> tuple[list[str], int]:
        """The names in the block at this line, where it is nothing but names; else none."""
        if at >= len(self._lines) or _HEADING.match(self._lines[at]):
            return [], at
        if self._lines[at].lstrip().startswith(("|", "<table")):
            end = self._end_of_table(at)
            return people_in_table(self._lines[at:end], told=True), end
        if _ITEM.match(self._lines[at]):
            return self._items(at, margin)
        label = _LABEL.match(self._lines[at].rstrip("\n"))
        if margin >= 0 or (label and (label["colon"] or label["open"] or not label["rest"])):
            return [], at
        end = at
        while end < len(self._lines) and self._lines[end].strip() and not _begins(self._lines[end]):
            end += 1
        lines = [line.strip() for line in self._lines[at:end]]
        if not lines or not (mostly_people(lines) if len(lines) > 1 else are_people(lines[0])):
            return [], at
        return list(names_of_items(lines) if len(lines) > 1 else names_in(lines[0])), end

    def _items(self, at: int, margin: int) -> tuple[list[str], int]:
        """A list of people; below an item, what is set in further than it."""
        words: list[str] = []
        end = at
        while end < len(self._lines):
            item = _ITEM.match(self._lines[end].rstrip("\n"))
            blank = not self._lines[end].strip()
            if item and len(item["indent"]) > margin and not (margin < 0 and _LABEL.match(self._lines[end].rstrip())):
                words.append(item["words"])
            elif blank and margin < 0 and end + 1 < len(self._lines) and _ITEM.match(self._lines[end + 1]):
                pass
            elif blank or item or self._lines[end][:1] not in (" ", "\t"):
                break
            end += 1
        if not words or not (mostly_people(words) or (len(words) == 1 and are_people(words[0]))):
            return [], at
        return list(names_of_items(words) if len(words) > 1 else names_in(words[0])), end

    def _table(self, at: int) -> tuple[What, str, list[str], int] | None:
        """A table that says of itself that it lists people."""
        end = self._end_of_table(at)
        names = people_in_table(self._lines[at:end], told=False)
        return ("present", plain(self._lines[at])[:60], names, end) if names else None

    def _end_of_table(self, at: int) -> int:
        """The line after the table that begins here; this line where none does."""
        if self._lines[at].lstrip().startswith("<table"):
            ends = range(at, min(at + _LONGEST_TABLE, len(self._lines)))
            return next((end + 1 for end in ends if "</table>" in self._lines[end]), at)
        end = at
        while end < len(self._lines) and self._lines[end].lstrip().startswith("|"):
            end += 1
        return end


def _begins(line: str) -> bool:
    """Does another block begin with this line?"""
    words = line.strip()
    label = _LABEL.match(words)
    return (
        words.startswith(("|", "<"))
        or _HEADING.match(words) is not None
        or _ITEM.match(words) is not None
        or (label is not None and bool(label["colon"] or label["open"]))
        or _FACT.match(words) is not None
    )
