"""Transcripts and captions of calls: WebVTT as Zoom, Teams and Meet write it, and SubRip (.srt)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from kb.intake.converted import Converted, Dropped, Piece, Unusable
from kb.intake.escaping import plain_words
from kb.intake.texts import decoded
from kb.intake.turns import Cue, paragraphs
from kb.model import Kind

_SPEAKER = re.compile(r"(?P<name>[^\W\d_][^:\n]{0,60}?):\s+(?P<words>\S.*)", re.DOTALL)
_NOTE = re.compile(r"^NOTE[ \t]*(.*)$", re.MULTILINE)
_COMMA = re.compile(r"\d\d:\d\d,\d{3}\s+-->")
_STAMP = re.compile(r"\d\d:\d\d[.,]\d{3}\s+-->")


def from_transcript(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Turns of one speaker joined, each with the time it began as anchor; a heading where nobody spoke for a minute."""
    text = decoded(data)
    dropped = Dropped()
    cues = list(_cues(text, dropped))
    if not cues:
        raise Unusable("There are no words with times in it.")
    head = text[: found.start()] if (found := _STAMP.search(text)) else ""
    notes = [plain_words(note) for note in _NOTE.findall(head) if note.strip()]
    return Converted((Piece("\n\n".join([*notes, *paragraphs(cues)]) + "\n", kind=Kind.NOTES),), dropped=dropped)


def _cues(text: str, dropped: Dropped) -> Iterator[Cue]:
    form = "srt" if _COMMA.search(text) else "vtt"
    headed = text if form == "srt" or text.startswith("WEBVTT") else f"WEBVTT\n\n{text}"
    try:
        read = webvtt.from_buffer(io.BytesIO(headed.encode()), format=form)
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise Unusable(
            "Its times cannot be read, so it is no transcript. Export it again and try once more."
        ) from error
    for caption in read.captions:
        lines = [line for line in caption.text.splitlines() if line.strip()]
        numbers = [line for line in lines if line.strip().isdigit() and len(lines) > 1]
        dropped.add("cue", len(numbers))  # the number of a cue whose time is missing; its words are kept
        words = plain_words(" ".join(line for line in lines if line not in numbers))
        voice = plain_words(caption.voice or "")
        if not voice and (said := _SPEAKER.fullmatch(words)):
            voice, words = plain_words(said["name"]), said["words"]
        if words:
            yield Cue(_time(caption.start), _time(caption.end), voice, words)


def _time(stamp: str) -> timedelta:
    hours, minutes, seconds = stamp.replace(",", ".").split(":")
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
