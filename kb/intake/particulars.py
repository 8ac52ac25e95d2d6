"""Where a meeting was, and when the next one is, where its notes say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.intake.persons import plain
from kb.markup.datewords import find_date
from kb.model import PartialDate

_BEGINNING = 3_000  # characters in which notes say where they were taken
_PLACE = re.compile(
    r"^[ \t>*_|#-]*(?:venue|place|location|where|held (?:at|in)|meeting (?:place|room)|room)"
    r"[ \t]*[*_|]*[ \t]*(?:[:–|]|[ \t]-)"
    r"[ \t*_|]*(?P<place>[^\n]{2,160}?)[ \t*_|]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HELD = re.compile(
    r"^[^\n]{0,120}\b(?:meeting|held|took place)\b[^\n]{0,40}?\b(?:held |took place )?at "
    r"(?P<place>(?:the )?[A-Z][^\n.;]{3,120})",
    re.MULTILINE,
)
_WHEN = re.compile(r"[\s,]+(?:on|from|at \d|commencing)\b.*", re.DOTALL)
_NEXT = re.compile(
    r"(?:(?:date|time)s?(?: and (?:time|place|venue))? (?:of|for) (?:the )?)?next (?:meetings?|calls?|sessions?)\b"
    r"(?=(?P<rest>.{0,240}))",
    re.IGNORECASE | re.DOTALL,
)


def place_in(text: str) -> str:
    """The place under a label such as "Venue:", or after "held at"; "" where the beginning names none."""
    beginning = text[:_BEGINNING]
    if found := _PLACE.search(beginning):
        return plain(found["place"]).rstrip(".,;")
    held = _HELD.search(beginning)
    return _WHEN.sub("", plain(held["place"])).rstrip(".,; ") if held else ""


def next_meeting_in(text: str, date: PartialDate | None = None) -> PartialDate | None:
    """The day after `date` (that of these notes) for which they announce the next meeting; None where none is, or
    several are. A day without a year is the next of its name.
    """
    days = set(_announced(text, date))
    return days.pop() if len(days) == 1 else None


def _announced(text: str, date: PartialDate | None) -> Iterator[PartialDate]:
    for found in _NEXT.finditer(text):
        rest = _first_words(found["rest"])
        year = date.year if date else None
        day = find_date(rest, year)
        if day and date and day <= date and year:
            day = find_date(rest, year + 1)
        if day and day.day is not None and (date is None or day > date):
            yield day


def _first_words(rest: str) -> str:
    """What stands after the words, up to the end of the paragraph, or of the next one where they are its heading."""
    own, _, following = rest.partition("\n")
    own, stop, _ = own.partition(". ")
    if stop or len(own.split()) > 3 or any(character.isdigit() for character in own):
        return own
    return next((line for line in following.split("\n") if line.strip()), "")
