"""Words as Markdown that says just them: what would be read as marks is escaped, and nothing else."""

from __future__ import annotations

import re

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\ufffc]")
_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u3000]+")
_INLINE = re.compile(
    r"""(?P<backslash>\\(?=[!-/:-@\[-`{-~]))
    | (?P<tick>`)
    | (?P<star>(?<!\s)\*|\*(?!\s))
    | (?P<line>(?<!\w)_|_(?!\w))
    | (?P<struck>~~)
    | (?P<open>\[(?=[\[^]|[^\]\n]*\][\[(:]))
    | (?P<angle><(?=[A-Za-z/!?]))
    | (?P<entity>&(?=\#?\w{1,31};))""",
    re.VERBOSE,
)
_AT_START = re.compile(r"(?P<mark>\#{1,6}(?=\s|$)|\#{2,6}|>|:(?=\s)|!!!|\|)|(?P<rule>[-=_*~])(?=[-=_*~\s]{2,}$)")


def escaped(text: str) -> str:
    """A run of words within a paragraph. Characters that nobody sees, and that could reorder others, go."""
    text = _SPACES.sub(" ", _UNSEEN.sub("", text))
    return _INLINE.sub(_escape, text)


def escaped_start(line: str) -> str:
    """A paragraph's line that must not begin a heading, quotation, rule or table."""
    line = line.lstrip()
    found = _AT_START.match(line)
    return f"\\{line}" if found else line


def plain_words(text: str) -> str:
    """One line of plain text: a title, a name."""
    return " ".join(_UNSEEN.sub("", text).split())


def _escape(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "angle":
            return "&lt;"
        case "entity":
            return "&amp;"
        case "struck":
            return "&#126;~"
        case _:
            return f"\\{found[0]}"
