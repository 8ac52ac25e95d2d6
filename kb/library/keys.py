"""Setting single keys of front matter, or of kb.yml, with every other byte left as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode

from kb.library.editing import FrontMatterUnreadable, as_written, block_of, with_values
from kb.library.frontmatter import Unreadable, Value, read_block, read_front_matter
from kb.library.naming import SiteUnreadable

_BY_HAND = "It is written in a way that cannot be changed safely; change it by hand."
_MARK = "\ufeff"

Keys = Mapping[str, str | list[str] | None]
"""What keys shall say from now on; None takes one away."""


def with_keys(content: bytes, values: Keys) -> bytes:
    """A document with these keys in its front matter: where they were, or at its end; made where it has none.

    Capitals in a key make no difference. Raises FrontMatterUnreadable where the front matter cannot be read or would
    not be read as meant afterwards.
    """
    before = read_front_matter(_text(content))
    where = block_of(content)
    if before.first_line == 1 or before.broken or where is None or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return with_values(content, {key: value for key, value in values.items() if value is not None})
    start, end = where
    changed = content[:start] + _set(_text(content[start:end]), values).encode(errors="surrogateescape") + content[end:]
    after = read_front_matter(_text(changed))
    if after.broken or after.values != _meant(before.values, values) or after.body != before.body:
        raise FrontMatterUnreadable(_BY_HAND)
    return changed


def with_settings(content: bytes, values: Keys) -> bytes:
    """A kb.yml with these keys. Raises SiteUnreadable."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise SiteUnreadable("is not saved as UTF-8; save it as UTF-8 first") from error
    mark, text = text[: text.startswith(_MARK)], text.removeprefix(_MARK)
    before = _settings(text)
    try:
        changed = _set(text, values)
        after = _settings(changed)
    except (FrontMatterUnreadable, SiteUnreadable) as error:
        raise SiteUnreadable("is written in a way that cannot be changed safely; change it by hand") from error
    if after != _meant(before, values):
        raise SiteUnreadable("is written in a way that cannot be changed safely; change it by hand")
    return (mark + changed).encode()


def _settings(text: str) -> dict[str, Value]:
    try:
        return read_block(text.replace("\r\n", "\n").replace("\r", "\n"))[0]
    except Unreadable as error:
        raise SiteUnreadable(f"cannot be read: {error.message.rstrip('.')}") from None


def _meant(before: Mapping[str, Value], values: Keys) -> dict[str, Value]:
    """As written: a key that was there keeps its capitals."""
    written = {key.casefold(): key for key in before}
    meant = dict(before)
    for key, value in values.items():
        there = written.get(key.casefold(), key)
        if value is None:
            meant.pop(there, None)
        else:
            meant[there] = list(value) if isinstance(value, list) else value
    return meant


def _set(block: str, values: Keys) -> str:
    """The lines of a mapping with these keys."""
    newline = next((each for each in ("\r\n", "\n", "\r") if each in block), "\n")
    try:
        root = YAML(typ="safe", pure=True).compose(block)
    except (YAMLError, ValueError) as error:
        raise FrontMatterUnreadable(_BY_HAND) from error
    pairs = root.value if isinstance(root, MappingNode) else []
    there = {key.value.casefold(): (key, value) for key, value in pairs if isinstance(key, ScalarNode)}
    indent = " " * pairs[0][0].start_mark.column if pairs else ""
    edits: list[tuple[int, int, str]] = []
    added = ""
    for name, value in values.items():
        if name.casefold() in there:
            edits.append(_edit(block, *there[name.casefold()], value))
        elif value is not None:
            added += f"{indent}{name}: {as_written(value)}{newline}"
    for start, end, text in sorted(edits, reverse=True):
        block = block[:start] + text + block[end:]
    if added and block and not block.endswith(newline):
        block += newline
    return block + added


def _edit(block: str, key: Any, node: Any, value: str | list[str] | None) -> tuple[int, int, str]:
    """What to put instead of which characters. A comment in between would be lost: refused."""
    start, begun, end = key.end_mark.index, node.start_mark.index, node.end_mark.index
    if begun == end:  # nothing stands there; the mark is at whatever comes next
        begun = end = block.index(":", start) + 1
    end = max(begun, len(block[:end].rstrip()))
    is_text = isinstance(node, ScalarNode)
    if "#" in block[start:begun] or (not is_text and re.search(r"\s#", block[begun:end])):
        raise FrontMatterUnreadable(_BY_HAND)
    if value is not None:
        return start, end, f": {as_written(value)}"
    line_start = block.rfind("\n", 0, key.start_mark.index) + 1
    rest = re.compile(r"[^\n]*(?:\n|\Z)").match(block, end)
    return line_start, rest.end() if rest else end, ""


def _text(content: bytes) -> str:
    """A byte that is no UTF-8 stands for itself."""
    return content.decode(errors="surrogateescape")
