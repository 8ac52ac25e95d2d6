"""What a Markdown file's own front matter says, when the file is taken in from elsewhere."""

from __future__ import annotations

import re

from kb.intake.converted import OWN_FACTS, PERMISSION
from kb.library.facts import KNOWN_KEYS, TAG_KEYS
from kb.library.frontmatter import Value, read_front_matter
from kb.library.permission import permission
from kb.library.rules import RuleFacts
from kb.library.values import as_tags, as_text
from kb.model import Visibility


class OwnFront:
    """The front matter of a file, and the rest of it; `whole` as kb.intake.texts.decoded gives it.

    Attributes:
        text: below it, with what stands there and cannot be read above it in a block, for somebody to mend.
        title: "" for none.
        tags: in the order of the file.
        facts, permission: as kb.intake.Piece has them.
    """

    def __init__(self, whole: str) -> None:
        front = read_front_matter(whole)
        own = {key.casefold(): value for key, value in front.values.items()}
        self.text = front.body
        if front.broken and (unread := whole.removesuffix(front.body).strip("\n")):
            self.text = f"{_as_block(unread)}\n\n{front.body}"
        self.title = as_text(own.get("title")) or ""
        self.tags = [tag.label for key in TAG_KEYS for tag in as_tags(own.get(key))[0]]
        self.facts = {key: said for key in OWN_FACTS if (said := as_text(own.get(key)))}
        self.permission = {"visibility": ""} if front.broken else _permission(own)


def _permission(own: dict[str, Value]) -> dict[str, str]:
    """A draft, and what may be a misspelt key, is for as few as there can be: as it would be in a library's folder."""
    said = {key: as_text(own[key]) or "" for key in PERMISSION if key in own}
    found = permission(own, RuleFacts(), (key for key in own if key not in KNOWN_KEYS))
    if found.closed and all(key not in PERMISSION for key, _ in found.complaints):
        said["visibility"] = Visibility.LEADS.value
    return said


def _as_block(text: str) -> str:
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", text))])
    return f"{fence}\n{text}\n{fence}"
