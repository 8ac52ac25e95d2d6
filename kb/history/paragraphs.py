"""Since when each paragraph of a text says what it says. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.history.differences import PARAGRAPHS, stretches


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the newest text, and the number of the version that it is from, counted from the oldest."""

    text: str
    version: int


def last_changed(versions: Sequence[str]) -> list[Paragraph]:
    """The paragraphs of the last of these texts, which come oldest first, with the version that each is from."""
    known: list[Paragraph] = []
    for number, text in enumerate(versions):
        now = [each for each in PARAGRAPHS.split(text.strip()) if each.strip()]
        made: list[Paragraph] = []
        before = [each.text for each in known]
        at = 0
        for same, old, new in stretches(before, now):
            made += known[at : at + len(old)] if same else [Paragraph(each, number) for each in new]
            at += len(old)
        known = made
    return known
