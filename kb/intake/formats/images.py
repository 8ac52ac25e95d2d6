"""Pictures, which stay files: made anew, so that nothing in them tells where, when and by whom they were taken."""

from __future__ import annotations

from kb.intake.converted import Converted, Dropped, OnlyAFile
from kb.intake.pictures import cleaned_picture, cleaned_svg

_PICTURE = "It is a picture. Say in words what it shows, so that it can be found and is there for everybody."


def from_picture(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Raises OnlyAFile with the picture, Unusable where it is none."""
    raise OnlyAFile(_PICTURE, cleaned_picture(data)[0])


def from_drawing(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """The same for SVG."""
    raise OnlyAFile(_PICTURE, cleaned_svg(data, Dropped()))
