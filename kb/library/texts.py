"""The text of a file below its front matter, taken out and put back with every other byte left as it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.library.editing import FrontMatterUnreadable, block_of
from kb.library.files import LARGEST
from kb.library.frontmatter import read_front_matter

_MARK = b"\xef\xbb\xbf"
_NEWLINE = re.compile(rb"\r\n|\n|\r")
_RULE = re.compile(rb"(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")


def text_of(content: bytes) -> str:
    """The text with `\\n` line ends. Raises FrontMatterUnreadable for a file that cannot be changed from here."""
    if len(content) > LARGEST:
        raise FrontMatterUnreadable("The file is too large to be changed here.")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise FrontMatterUnreadable("The file is not saved as UTF-8; save it as UTF-8 first.") from None
    if "\0" in text:
        raise FrontMatterUnreadable("The file holds NUL characters, which no text has; take them out first.")
    front = read_front_matter(text)
    if front.broken:
        raise FrontMatterUnreadable(front.problems[0][1])
    return front.body


def with_text(content: bytes, text: str) -> bytes:
    """The file with another text, with the line ends that the file has. Raises FrontMatterUnreadable."""
    before = text_of(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text == before:
        return content
    start = _start(content)
    found = _NEWLINE.search(content)
    newline = found[0].decode() if found else "\n"
    changed = content[:start] + text.replace("\n", newline).encode()
    if (
        text_of(changed) != text
        or read_front_matter(changed.decode()).values != read_front_matter(content.decode()).values
    ):
        raise FrontMatterUnreadable("The text would be read as front matter; begin it in another way.")
    return changed


def with_links(content: bytes, anew: Callable[[str], str]) -> bytes:
    """The file with what `anew` makes of its text, whose line ends are as they stand there; its front matter stays.

    Raises FrontMatterUnreadable.
    """
    text_of(content)
    start = _start(content)
    return content[:start] + anew(content[start:].decode()).encode()


def _start(content: bytes) -> int:
    """Where the text begins, in bytes."""
    where = block_of(content)
    if where is None or read_front_matter(content.decode()).first_line == 1:
        return len(_MARK) if content.startswith(_MARK) else 0
    closing = _RULE.match(content, where[1])
    assert closing
    return closing.end()
