"""Files that nothing is read of, and that are kept as files all the same."""

from __future__ import annotations

from kb.intake.cleaning import cleaned_office
from kb.intake.converted import Converted, OnlyAFile

_OPEN = "It is of a kind that cannot be read here, so it is kept as a file and found by its name."
_AS_IT_IS = f"{_OPEN} Nothing could be taken out of it: it may say who made it."


def from_other_office(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """OpenDocument sheets and slides. Raises OnlyAFile with the file, without who made it."""
    raise OnlyAFile(_OPEN, cleaned_office(data))


def from_unknown(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Raises OnlyAFile with the file as it is."""
    raise OnlyAFile(_AS_IT_IS, data)
