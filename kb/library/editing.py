"""Adding keys to a file's front matter with every other byte left as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.library.frontmatter import read_front_matter

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*(\r\n|\n|\r)")
_CLOSING = re.compile(rb"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")
_MARK = b"\xef\xbb\xbf"
_FIRST_KEY = re.compile(r"^([ ]*)[^\s#]", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _./-]*[A-Za-z0-9])?|\d{4}-\d\d(?:-\d\d)?")
_NOT_TEXT = frozenset({
    "true", "false", "yes", "no", "on", "off", "null", "y", "n",
})  # fmt: skip


class FrontMatterUnreadable(ValueError):
    """The file has front matter that cannot be read, so nothing can be added to it; the message says what is wrong."""


def with_values(content: bytes, values: Mapping[str, str | list[str]]) -> bytes:
    """The file with these keys at the end of its front matter, or with a block of them where it has none.

    Keys that are there already stay as they are, whatever their value. Line ends and everything else are kept byte for
    byte. Raises FrontMatterUnreadable where the front matter cannot be read or would not be read as meant afterwards,
    and for files in UTF-16.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FrontMatterUnreadable("The file is saved as UTF-16; save it as UTF-8 first.")
    front = read_front_matter(_as_text(content))
    if front.broken:
        raise FrontMatterUnreadable(front.problems[0][1])
    present = {key.casefold() for key in front.values}
    missing = {key: value for key, value in values.items() if key.casefold() not in present}
    if not missing:
        return content
    added = _with_lines(content, missing, has_block=front.first_line > 1)
    after = read_front_matter(_as_text(added))
    if after.broken or after.values != {**front.values, **missing} or after.body != front.body:
        raise FrontMatterUnreadable(
            "The front matter is written in a way that no line can be added to; add it by hand."
        )
    return added


def block_of(content: bytes) -> tuple[int, int] | None:
    """Where the lines between the two rules of front matter begin and end, in bytes; None where there are none."""
    opening = _OPENING.match(content)
    closing = _CLOSING.search(content, opening.end()) if opening else None
    return (opening.end(), closing.start()) if opening and closing else None


def _with_lines(content: bytes, values: Mapping[str, str | list[str]], *, has_block: bool) -> bytes:
    opening = _OPENING.match(content) if has_block else None
    closing = _CLOSING.search(content, opening.end()) if opening else None
    if opening and closing:
        newline = opening[1]
        first = _FIRST_KEY.search(_as_text(content[opening.end() : closing.start()]))
        indent = first[1].encode() if first else b""
        lines = b"".join(indent + line.encode() + newline for line in _lines(values))
        return content[: closing.start()] + lines + content[closing.start() :]
    found = re.search(rb"\r\n|\n|\r", content)
    newline = found[0] if found else b"\n"
    lines = b"".join(line.encode() + newline for line in ("---", *_lines(values), "---"))
    mark = _MARK if content.startswith(_MARK) else b""
    return mark + lines + content[len(mark) :]


def _lines(values: Mapping[str, str | list[str]]) -> list[str]:
    return [f"{as_scalar(key)}: {as_written(value)}" for key, value in values.items()]


def as_written(value: str | list[str]) -> str:
    """A text or a list of texts, on one line."""
    return f"[{', '.join(map(as_scalar, value))}]" if isinstance(value, list) else as_scalar(value)


def as_scalar(text: str) -> str:
    """As a person would write it; in quotes where any YAML reader could take it for something else than text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _as_text(content: bytes) -> str:
    """For finding the block: a byte that is no UTF-8 stands for itself."""
    return content.decode(errors="surrogateescape")
