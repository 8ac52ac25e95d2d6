"""What a draft's own words offer beside its text: tags that fit, and in sentences what was understood of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kb.intake.particulars import next_meeting_in, place_in
from kb.intake.points import points_in
from kb.model import Audience, PartialDate, tag_slug
from kb.search import Index, IndexUnusable

_MOST = 8
_POINTS = {
    "decision": ("a decision", "{} decisions"),
    "action": ("an action", "{} actions"),
    "question": ("a question", "{} questions"),
    "triumph": ("a triumph", "{} triumphs"),
    "treacle": ("a piece of treacle", "{} pieces of treacle"),
    "fascinated": ("something that fascinated", "{} things that fascinated"),
    "frustrated": ("something that frustrated", "{} things that frustrated"),
}


def offered_tags(index: Index, audiences: frozenset[Audience], text: str, tags: str) -> list[str]:
    """Tags of the library that the text names, then telling phrases; without those it has (`tags`, between commas)."""
    try:
        found = index.subjects(text, audiences)
    except IndexUnusable:  # it is being made; nothing is offered meanwhile
        return []
    has = {tag_slug(tag) for tag in tags.split(",")}
    labels = [tag.label for tag in found.tags] + list(found.phrases)
    return [label for label in labels if tag_slug(label) not in has][:_MOST]


def with_tags(tags: str, more: Iterable[str]) -> str:
    """The tags with these, each once."""
    every = [each.strip() for each in (*tags.split(","), *more) if tag_slug(each)]
    first: dict[str, str] = {}
    for each in every:
        first.setdefault(tag_slug(each), each)
    return ", ".join(first.values())


def understood(text: str, date: PartialDate | None) -> list[str]:
    """In sentences: the labelled points of notes, the place, and the next meeting."""
    counts = Counter(point.kind for point in points_in(text, date.year if date else None))
    named = [
        one if count == 1 else several.format(count)
        for kind, (one, several) in _POINTS.items()
        if (count := counts[kind])
    ]
    found = [f"It has {listed(named)}."] if named else []
    if place := place_in(text):
        found.append(f"The place was {place}.")
    if day := next_meeting_in(text, date):
        found.append(f"The next meeting is announced for {day.display()}.")
    return found


def listed(words: Sequence[str]) -> str:
    """For people: "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
