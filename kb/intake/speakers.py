"""Who speaks: names before a colon that begin a paragraph or an item, and those in `<angle brackets>` of a chat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.markup.beginnings import is_turn
from kb.markup.points import LABELS

SOMEBODY = "A participant"

_LINE = re.compile(
    r"(?P<before>^[ \t>]*(?:(?:[-*+•]|\d+[.)])[ \t]+)?)"
    r"(?:(?:&lt;|\\?<)(?P<nick>[\w|-]{1,30})\\?>[ \t]+(?=\S)"
    r"|(?P<mark>\*\*|__|)(?P<name>[^\W\d_][^:*_\n]{0,60}?)(?::(?P=mark)|(?P=mark):)[ \t]+(?P<words>\S[^\n]*))",
    re.MULTILINE,
)
_ANCHOR = re.compile(r"\{#t-[\d-]+\}\s*$")
_IN_PERSON = re.compile(
    r"[“\"'‘]?(?:I|I[’'](?:m|ve|d|ll)|We|We[’'](?:re|ve|d|ll)|My|Yes|Yeah|No|Thanks|Thank you|OK|Okay|Hello|Hi|Well|So"
    r"|Good|You|Can|Could|Shall|Do)\b"
)
# Words before a colon that are no names.
_SUBJECTS = """
    date time when where venue place location address link links url agenda item topic topics subject title note notes
    minutes scribe chair present attendees apologies regrets example examples background context summary purpose goal
    goals aim status update updates discussion next owner due deadline who what why how version source sources tags
    from to cc sent re fyi nb ps warning tip see also recording slides zoom meeting previous resolved resolution
    proposal proposed q a answer answers pr ai video chat target baseline impact costs options pros cons yes no
    rrsagent zakim fascinated frustrated todo aob
"""
_FACTS = frozenset(_SUBJECTS.split())


@dataclass(frozen=True)
class _Turn:
    start: int
    end: int
    name: str
    certain: bool
    in_person: bool


def speakers_in(markdown: str, people: Iterable[str] = ()) -> Iterator[tuple[int, int, str]]:
    """Where names of speakers stand, from and to, and what could stand there instead.

    A name before a colon may be a subject as well ("Costs: …"). It is a speaker where it is one of `people` (or their
    first name or initials), speaks twice, in the first person, or the paragraph has a time of a recording.
    """
    known = set(_short_forms(people))
    turns = list(_turns(markdown))
    often = Counter(turn.name.casefold() for turn in turns)
    for turn in turns:
        name = turn.name.casefold()
        if turn.certain or turn.in_person or name in known or (often[name] > 1 and _FACTS.isdisjoint(name.split())):
            yield turn.start, turn.end, SOMEBODY


def _turns(markdown: str) -> Iterator[_Turn]:
    for found in _LINE.finditer(markdown):
        which = "nick" if found["nick"] else "name"
        name = found[which].strip()
        first = name.casefold().split()[0]
        if first in _FACTS or first in LABELS or name.casefold() in _FACTS:
            continue
        spoken = bool(found["nick"]) or _ANCHOR.search(found["words"]) is not None
        if not spoken and not is_turn(f"{name}: x" if not found["mark"] else f"**{name}:** x"):
            continue
        in_person = found["words"] is not None and _IN_PERSON.match(found["words"]) is not None
        yield _Turn(found.start(which), found.start(which) + len(found[which].rstrip()), name, spoken, in_person)


def _short_forms(people: Iterable[str]) -> Iterator[str]:
    """How notes call them: by their whole name, first name, or initials."""
    for person in people:
        words = [word for word in re.split(r"[\s.]+", person.casefold().lstrip("@")) if word]
        if not words:
            continue
        yield " ".join(words)
        yield words[0]
        yield "".join(word[0] for word in words)
