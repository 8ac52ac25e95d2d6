"""Names of files within files as names that every system can hold, and that look like what they are."""

from __future__ import annotations

import re

from kb.intake.escaping import plain_words

_FORBIDDEN = re.compile(r'[<>:"|?*\\]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_LONGEST = 120  # characters of a name


def safe_path(path: str) -> str:
    """A relative path with `/`: no part leads elsewhere, is hidden, or a device of Windows; "" where nothing is left.

    Characters that nobody sees go, also those that would turn the order of others around.
    """
    parts = (_safe(part) for part in path.split("/"))
    return "/".join(part for part in parts if part)


def _safe(part: str) -> str:
    seen = "".join(character for character in plain_words(part) if character.isprintable())
    part = _FORBIDDEN.sub("-", seen).strip(". ")
    stem, dot, ending = part.rpartition(".")
    if len(part) > _LONGEST:
        part = f"{(stem or ending)[: _LONGEST - len(ending) - 1].rstrip()}{dot}{ending}"[-_LONGEST:].strip(". ")
    return _DEVICES.sub(lambda found: f"{found[0]}_", part, count=1) if _DEVICES.match(part) else part
