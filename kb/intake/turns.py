"""Turns of speakers with the time at which each began: as paragraphs with anchors, and headings between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kb.intake.escaping import escaped, escaped_start

PAUSE = timedelta(seconds=60)
_TURN = timedelta(seconds=90)  # after so long a turn gets a new paragraph with an anchor of its own
_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
# "So, let's move on to" | "the next item on the agenda" | "is" | "the costs of the room" | "."
_ITEM = re.compile(
    r"(?:(?:so|okay|ok|right|now|and|well|great|then)[,.]? )*"
    r"(?:(?:let[’']?s|let us|shall we|we(?:[’']ll| will| can)?|i[’']d like to|moving) )?"
    r"(?:now )?(?:(?:move|go|come|turn|get|start) )?(?:on |over )?(?:(?:to|with) )?"
    rf"(?:(?:agenda )?item (?:number )?{_NUMBER}|topic(?=\s?:)"
    r"|(?:the |our )?(?:next|first|second|third|fourth|last|final) (?:agenda )?(?:item|topic|point))"
    r"(?: (?:on|of) (?:the|our|today[’']s) agenda)?"
    r"(?:\s*[:,.–-]\s*(?:which is |that is )?| is | which is )"
    r"(?P<words>[^.?!]{3,80})(?:[.?!]|$)",
    re.IGNORECASE,
)
_CLOCK = r"[\[(]?(?P<time>(?:\d{1,2}:)?\d{1,2}:\d\d)(?:\.\d+)?[\])]?"
_SPOKEN = re.compile(
    rf"{_CLOCK}\s+(?:From\s+)?(?P<name>[^\W\d_][^:\n]{{0,60}}?)(?:\s+to\s+(?:Everyone|everyone|All|[^:\n]{{2,40}}))?\s*:\s*(?P<words>.*)"
)
_ABOVE = re.compile(rf"(?P<name>[^\W\d_][\w.’' ()|-]{{0,60}}?)\s+{_CLOCK}")
_FEWEST = 3  # turns, of a transcript in plain text
_SENTENCE = re.compile(r"[.?!]$")


@dataclass(frozen=True)
class Cue:
    """Some words that somebody ("" where nobody knows) said between two times of a recording."""

    start: timedelta
    end: timedelta
    speaker: str
    words: str


def spoken_lines(text: str) -> Iterator[Cue]:
    """The turns of a transcript in plain text: `00:12:40 Jo Doe: words`, as chats and Meet have it, or the name and
    time in a line above the words, as Teams and Otter do. None where it is no transcript.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = [_SPOKEN.fullmatch(line) or _ABOVE.fullmatch(line) for line in lines]
    times = [each for each in found if each]
    if len(times) < _FEWEST or len(times) * 5 < len(lines):
        return
    speaker, start, words = "", timedelta(), ""
    for line, match in zip(lines, found, strict=True):
        if not match:
            words = f"{words} {line}".strip()
            continue
        if words:
            yield Cue(start, start, speaker, words)
        speaker, start, words = match["name"].strip(), _time(match["time"]), match.groupdict().get("words") or ""
    if words:
        yield Cue(start, start, speaker, words)


def paragraphs(cues: Sequence[Cue]) -> Iterator[str]:
    """Paragraphs of one speaker; a heading where nobody spoke for a minute, or an item of the agenda is named."""
    run: list[Cue] = []
    for cue in cues:
        paused = bool(run) and cue.start - run[-1].end > PAUSE
        named = item_in(cue.words)
        if run and (paused or named or _turns(run, cue)):
            yield _paragraph(run)
            run = []
        if named:
            yield f"## {escaped(named)}"
        elif paused:
            yield f"## From {clock(cue.start)}"
        run.append(cue)
    if run:
        yield _paragraph(run)


def item_in(words: str) -> str:
    """The item of the agenda with which these words begin ("Item 2: Costs", "the next item is costs"); else ""."""
    found = _ITEM.match(words)
    if not found:
        return ""
    name = found["words"].strip(" ,;:–-")
    return name[:1].upper() + name[1:]


def clock(time: timedelta, between: str = ":") -> str:
    """Hours, minutes and seconds, two digits each."""
    seconds = int(time.total_seconds())
    return between.join(f"{part:02}" for part in (seconds // 3600, seconds // 60 % 60, seconds % 60))


def _time(stamp: str) -> timedelta:
    *hours, minutes, seconds = map(int, stamp.split(":"))
    return timedelta(hours=hours[0] if hours else 0, minutes=minutes, seconds=seconds)


def _turns(run: Sequence[Cue], cue: Cue) -> bool:
    if cue.speaker and cue.speaker != run[0].speaker:
        return True
    return cue.start - run[0].start > _TURN and bool(_SENTENCE.search(run[-1].words))


def _paragraph(run: Sequence[Cue]) -> str:
    words = escaped(" ".join(cue.words for cue in run))
    anchor = f"{{#t-{clock(run[0].start, '-')}}}"
    said = f"**{escaped(run[0].speaker)}:** {words}" if run[0].speaker else escaped_start(words)
    return f"{said} {anchor}"
