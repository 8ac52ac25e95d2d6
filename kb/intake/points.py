"""Decisions, actions, questions, and what went well or badly: lines that say so, given the labels that pages show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.intake.persons import are_people, plain
from kb.markup.datewords import find_date
from kb.markup.points import LABELS

_OTHER_WORDS = {
    "action item": "Action",
    "action point": "Action",
    "ap": "Action",
    "to do": "Action",
    "todo": "Action",
    "to-do": "Action",
    "task": "Action",
    "we agreed": "Agreed",
    "open question": "Question",
    "q": "Question",
    "fascinated by": "Fascinated",
    "frustrated by": "Frustrated",
}
_WORDS = "|".join(
    sorted((re.escape(word) for word in (*LABELS, *_OTHER_WORDS, *(f"{word}s" for word in _OTHER_WORDS))),
           key=len, reverse=True)
)  # fmt: skip
_LINE = re.compile(
    rf"^(?P<before>[ \t>]*(?:(?:[-*+•]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?)"
    rf"(?P<open>[*_]{{0,3}}\[?)(?P<label>{_WORDS})(?P<which>[ \t]?#?\d{{1,3}}(?:\.\d{{1,3}})?)?"
    rf"(?P<who>[ \t]\([^()\n]{{2,60}}\))?"
    rf"(?:(?P<close>\]?[*_]{{0,3}})[ \t]?:(?P<after>[*_]{{0,3}})|(?P<bracket>\][*_]{{0,3}}))[ \t]+(?P<words>\S[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_ALONE = re.compile(
    rf"^[ \t]*(?:#{{1,6}}[ \t]+(?:\d+[.)][ \t]+)?)?[*_]{{0,3}}(?:new |agreed |open |key |list of )?"
    rf"(?P<label>{_WORDS})(?: items?| points?| made| taken| agreed| log)?[*_]{{0,3}}[ \t]?:?[*_]{{0,3}}[ \t]*$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<words>\S.*)")
_SMALL_Q = re.compile(r"q\d*")
_NAME = r"(?:@[\w-]+|[^\W\d_a-zß-ÿ][\w’'.-]*(?: [^\W\d_a-zß-ÿ][\w’'.-]*){0,3})"
_OWNERS = re.compile(
    rf"(?P<first>{_NAME}(?:(?:, | and | & |/){_NAME}){{0,3}})"
    r"(?:\s*[:–—]\s|\s+-\s|\s(?:to|will|shall|should|is to|are to)\s)"
    rf"|.*?(?:\((?:owner:? ?)?(?P<aside>{_NAME}(?:(?:, | and | & |/){_NAME}){{0,3}})\)|\s[-–—]\s(?P<last>{_NAME})|"
    rf"\b(?:owner|lead|assigned to|responsible)\b:?\s(?P<told>{_NAME}))\.?$"
)
_DUE = re.compile(
    r"\b(?:by|before|due(?: on| by)?|deadline:?|no later than)\s+(?:the\s+)?(?P<when>"
    r"next (?:meeting|call|session|week|month)|end of (?:the )?(?:next )?(?:week|month|quarter|year|[A-Z][a-z]+)"
    r"|tomorrow|(?:mon|tues|wednes|thurs|fri)day|.{4,24})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Point:
    """One labelled line: `kind` as kb.markup.points names it, the words after the label, and for an action whose it is
    and until when, as written or as a date; "" where that is not said.
    """

    kind: str
    text: str
    owner: str = ""
    due: str = ""


def with_labels(markdown: str) -> str:
    """The text in which each line that begins with such a word and a colon, however set, has it as a label in bold."""
    return _LINE.sub(_labelled, markdown)


def points_in(markdown: str, year: int | None = None) -> tuple[Point, ...]:
    """The points of a text: labelled lines, and the items below a heading that is such a word.

    `year`: of the meeting, for dates without one.
    """
    return tuple(_points(markdown.split("\n"), year))


def _points(lines: list[str], year: int | None) -> Iterator[Point]:
    below = ""
    margin = 0
    for line in lines:
        if alone := _ALONE.match(line):
            below, margin = _kind(alone["label"]), -1
        elif (found := _LINE.match(line)) and not _is_word(found):
            yield _point(_kind(found["label"]), found["words"], (found["who"] or "").strip(" ()"), year)
        elif below and (item := _ITEM.match(line)):
            margin = len(item["indent"]) if margin < 0 else margin
            if len(item["indent"]) <= margin:
                yield _point(below, item["words"], "", year)
        elif line.strip() and not line.startswith((" ", "\t")):
            below = ""


def _point(kind: str, words: str, owner: str, year: int | None) -> Point:
    text = plain(words)
    if kind != "action":
        return Point(kind, text)
    found = _OWNERS.match(text)
    owner = owner or next((each for each in found.groups() if each), "") if found else owner
    due = _DUE.search(text)
    return Point(kind, text, owner if are_people(owner) else "", _when(due["when"], year) if due else "")


def _when(words: str, year: int | None) -> str:
    date = find_date(words, year)
    if date:
        return str(date)
    return words if re.match(r"next |end of |tomorrow|\w+day", words, re.IGNORECASE) else ""


def _labelled(found: re.Match[str]) -> str:
    if _is_word(found):
        return found[0]
    words, marks = found["words"], found["open"].rstrip("[")
    closed = (found["close"] or "").lstrip("]") + (found["after"] or "") + (found["bracket"] or "").lstrip("]")
    if marks and not closed:  # the whole line is set so, not its label
        end = marks[::-1]
        if not words.rstrip().endswith(end):
            return found[0]
        words = words.rstrip().removesuffix(end)
    label = found["label"].lower()
    label = _OTHER_WORDS.get(label) or _OTHER_WORDS.get(label.removesuffix("s")) or label.capitalize()
    which = f" {found['which'].strip()}" if found["which"] else ""
    return f"{found['before']}**{label}{which}{found['who'] or ''}:** {words}"


def _is_word(found: re.Match[str]) -> bool:
    """Small letters that are more often something else: `q:`, `task: …` of a list of fields."""
    return _SMALL_Q.fullmatch(found["label"]) is not None


def _kind(label: str) -> str:
    word = label.lower()
    return LABELS.get(word) or LABELS[(_OTHER_WORDS.get(word) or _OTHER_WORDS[word.removesuffix("s")]).lower()]
