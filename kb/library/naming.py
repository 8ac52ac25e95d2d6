"""Writing `tags:` of kb.yml, the other names of tags, with every other byte of the file left as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from kb.library.editing import as_scalar
from kb.library.frontmatter import Unreadable, Value, read_block
from kb.library.retagging import whole_item
from kb.library.values import as_texts
from kb.model import tag_slug

_KEY = "tags"
_BY_HAND = "is written in a way that cannot be changed safely; change its “tags:” by hand"

Names = dict[str, tuple[str, ...]]


class SiteUnreadable(ValueError):
    """A kb.yml that cannot be read, or not be changed safely; the message goes on after the file's name."""


def with_other_name(content: bytes, tag: str, other: str) -> bytes:
    """The file with one more name for a tag, which gets a line of its own where it has none yet."""

    def meant(names: Names) -> Names:
        key = next((key for key in names if tag_slug(key) == tag_slug(tag)), tag)
        return {**names, key: (*names.get(key, ()), other)}

    return _changed(content, lambda text: _added(text, tag, other), meant)


def without_other_name(content: bytes, other: str) -> bytes:
    """The file without this name of any tag; a tag that is left without other names goes with it."""

    def meant(names: Names) -> Names:
        left = {key: tuple(each for each in those if tag_slug(each) != tag_slug(other)) for key, those in names.items()}
        return {key: those for key, those in left.items() if those or not names[key]}

    return _changed(content, lambda text: _removed(text, tag_slug(other)), meant)


def _changed(content: bytes, change: Callable[[str], str], meant: Callable[[Names], Names]) -> bytes:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise SiteUnreadable("is not saved as UTF-8; save it as UTF-8 first") from error
    before = _read(text)
    try:
        changed = change(text)
        after = _read(changed)
    except (YAMLError, SiteUnreadable) as error:
        raise SiteUnreadable(_BY_HAND) from error
    if _names(after) != meant(_names(before)) or _others(after) != _others(before):
        raise SiteUnreadable(_BY_HAND)
    return changed.encode()


def _read(text: str) -> dict[str, Value]:
    try:
        return read_block(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))[0]
    except Unreadable as error:
        raise SiteUnreadable(f"cannot be read: {error.message.rstrip('.')}") from None


def _names(values: dict[str, Value]) -> Names:
    names = values.get(_KEY)
    if names is not None and not isinstance(names, dict):
        raise SiteUnreadable(_BY_HAND)
    return {key: as_texts(those) for key, those in (names or {}).items()}


def _others(values: dict[str, Value]) -> list[tuple[str, Value]]:
    return [(key, value) for key, value in values.items() if key != _KEY]


def _added(text: str, tag: str, other: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    entry = f"{as_scalar(tag)}: [{as_scalar(other)}]"
    key, names = _tags(text)
    if key is None:
        begun = text if not text or text.endswith(newline) else text + newline
        return f"{begun}{_KEY}:{newline}  {entry}{newline}"
    if not isinstance(names, MappingNode):  # `tags:` with nothing after it
        return _line_after(text, key.end_mark.index, f"{' ' * (key.start_mark.column + 2)}{entry}", newline)
    value = next((value for name, value in names.value if tag_slug(name.value) == tag_slug(tag)), None)
    if value is not None:
        return _added_to(text, value, as_scalar(other), newline)
    if names.flow_style:
        return _into_brackets(text, names, [value for _, value in names.value], entry)
    return _line_after(text, _end(names), " " * names.value[0][0].start_mark.column + entry, newline)


def _added_to(text: str, value: Any, other: str, newline: str) -> str:
    """One more item for the names of a tag that has some."""
    start, end = value.start_mark.index, value.end_mark.index
    if isinstance(value, SequenceNode) and value.flow_style:
        return _into_brackets(text, value, value.value, other)
    if isinstance(value, SequenceNode):
        return _line_after(text, _end(value), f"{' ' * value.start_mark.column}- {other}", newline)
    written = f"[{text[start:end]}, {other}]" if start < end else f" [{other}]"
    return text[:start] + written + text[end:]


def _into_brackets(text: str, node: Any, items: list[Any], item: str) -> str:
    at = _end(items[-1]) if items else node.end_mark.index - 1
    return f"{text[:at]}{', ' if items else ''}{item}{text[at:]}"


def _line_after(text: str, at: int, line: str, newline: str) -> str:
    """A line of its own below the one that holds this place."""
    end = text.find("\n", at)
    if end < 0:
        return f"{text}{newline}{line}{newline}"
    return f"{text[: end + 1]}{line}{newline}{text[end + 1 :]}"


def _removed(text: str, other: str) -> str:
    key, names = _tags(text)
    cuts: list[tuple[int, int]] = []
    pairs = names.value if isinstance(names, MappingNode) else []
    emptied = 0
    for name, value in pairs:
        items = value.value if isinstance(value, SequenceNode) else [value]
        going = [item for item in items if isinstance(item, ScalarNode) and tag_slug(item.value) == other]
        if going and len(going) == len(items):
            emptied += 1
            start, end = name.start_mark.index, _end(value)
            cuts.append(whole_item(text, start, end) if names.flow_style else _lines(text, start, end))
        elif going:
            cuts += [whole_item(text, item.start_mark.index, item.end_mark.index) for item in going]
    if key is not None and emptied and emptied == len(pairs):
        cuts = [_lines(text, key.start_mark.index, _end(names))]
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    return text


def _lines(text: str, start: int, end: int) -> tuple[int, int]:
    line_end = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end + 1


def _tags(text: str) -> tuple[Any, Any]:
    """The key `tags` and what it has, as nodes that know their places; None twice where there is none."""
    root = YAML(typ="safe", pure=True).compose(text)
    pairs = root.value if isinstance(root, MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == _KEY), (None, None))


def _end(node: Any) -> int:
    """Where the text of a node ends, without the comments and blank lines that follow it."""
    if isinstance(node, ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)
