"""Recordings, which stay files with a player: the sound as it is, nothing of what they say beside it."""

from __future__ import annotations

from kb.intake.converted import Converted, OnlyAFile
from kb.intake.recordings import cleaned_mp3, cleaned_mp4

_RECORDING = "It is a recording, so its words cannot be searched. It is kept as a file that can be played."


def from_mp3(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Raises OnlyAFile with the recording, Unusable where it is none."""
    raise OnlyAFile(_RECORDING, cleaned_mp3(data))


def from_mp4(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """The same for M4A and MP4."""
    raise OnlyAFile(_RECORDING, cleaned_mp4(data))
