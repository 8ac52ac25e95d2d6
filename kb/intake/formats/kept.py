"""Files that nothing is read of, and that are kept as files all the same."""

from __future__ import annotations

from kb.intake.cleaning import cleaned_office, cleaned_ole
from kb.intake.converted import Converted, OnlyAFile

_OPEN = "It is of a kind that cannot be read here, so it is kept as a file and found by its name."
_OLD = (
    "It is an office file of an old kind, so it is kept as a file and found by its name. To have its words, save it as "
    ".docx, .xlsx or .pptx."
)
_AS_IT_IS = f"{_OPEN} Nothing could be taken out of it: it may say who made it."


def from_other_office(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """OpenDocument sheets and slides. Raises OnlyAFile with the file, without who made it."""
    raise OnlyAFile(_OPEN, cleaned_office(data))


def from_old_office(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Word, Excel and PowerPoint as they were until 2007. Raises OnlyAFile with the file, its properties emptied."""
    raise OnlyAFile(_OLD, cleaned_ole(data))


def from_unknown(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Raises OnlyAFile with the file as it is."""
    raise OnlyAFile(_AS_IT_IS, data)
