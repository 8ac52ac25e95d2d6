"""What a file that was taken in says of itself in front matter: what holds, and in sentences what does not."""

from __future__ import annotations

from collections.abc import Mapping

from kb.library.facts import read_date
from kb.model import Kind
from kb.usecases.bringing_in.offering import listed

_KINDS = tuple(each.value for each in Kind if each is not Kind.GROUP)
_NO_DATE = "“date: {}” in the file is no date that can be read, so it is left out."
_NO_KIND = "“kind: {}” in the file is left out; there are {}."
_SHOWN = 60  # characters of what cannot be read


def readable(facts: Mapping[str, str]) -> dict[str, str]:
    """Without what cannot be read. Nothing that is taken in makes a group of itself."""
    said = dict(facts)
    if "date" in said and not _is_date(said["date"]):
        del said["date"]
    if "kind" in said and said["kind"].lower() not in _KINDS:
        del said["kind"]
    return said


def left_out(facts: Mapping[str, str]) -> list[str]:
    """A sentence for each that cannot be read."""
    sentences = {"date": _NO_DATE, "kind": _NO_KIND}
    kept = readable(facts)
    return [sentences[key].format(_beginning(facts[key]), listed(_KINDS)) for key in facts if key not in kept]


def _beginning(said: str) -> str:
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except ValueError:
        return False
    return True
