"""Front matter: the block of YAML between `---` and `---` at the top of a file.

Every value stays what somebody typed: `12:30` is no number, `no` is no truth value, `2020-02-31` is text until someone
asks whether it is a date. Reading is bounded, however the block was meant: its size, depth and number of values have
limits, and nothing in it can make an object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

Value = str | None | list["Value"] | dict[str, "Value"]

_LARGEST = 64_000  # characters
_DEEPEST = 20
_MOST_VALUES = 10_000
_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n")
_TOML_CLOSING = re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE)
_LOOKS_LIKE_A_KEY = re.compile(
    r"""^[A-Za-z_][\w -]{0,60}:(?:\s|$)|\b(?:visibility|rule|draft|published)\b["']?\s*:""",
    re.MULTILINE | re.IGNORECASE,
)
_HALF = re.compile("[\ud800-\udfff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class FrontMatter:
    """What stands at the top of a file, and the rest of it.

    Attributes:
        values: by key as written, in order; every scalar as text, None where nothing or `null` stands.
        lines: of the keys, counted from 1 in the file.
        body: what follows, with `\\n` line ends.
        first_line: of the body, in the file.
        broken: there is a block but it cannot be read, so nothing that was meant in it can be trusted.
        problems: `(line, message)` pairs.
    """

    body: str
    first_line: int = 1
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    broken: bool = False
    problems: tuple[tuple[int, str], ...] = ()


class Unreadable(ValueError):
    """A block that is not a mapping of YAML. `line` counts from 1 within the block."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read_front_matter(text: str) -> FrontMatter:
    """Take a file's text apart. Never raises; a block that cannot be read is `broken` and the body is still there."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    opening = _OPENING.match(text)
    if not opening:
        return _without_yaml(text)
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        return _unterminated(text, opening.end())
    block = text[opening.end() : closing.start()]
    body = text[closing.end() :]
    first_line = text.count("\n", 0, closing.end()) + 1
    try:
        values, lines = read_block(block)
    except Unreadable as error:
        if not _LOOKS_LIKE_A_KEY.search(block):
            return FrontMatter(text)  # two rules across the page with text between them
        message = f"The front matter cannot be read: {error.message} Until it is mended only leads see this document."
        return FrontMatter(body, first_line, broken=True, problems=((error.line + 1, message),))
    return FrontMatter(body, first_line, values, {key: line + 1 for key, line in lines.items()})


def _without_yaml(text: str) -> FrontMatter:
    toml = _TOML.match(text)
    closing = _TOML_CLOSING.search(text, toml.end()) if toml else None
    if not closing:
        return FrontMatter(text)
    message = (
        "The block between +++ lines is TOML, which is not read; write it as YAML between --- lines. "
        "Until then only leads see this document."
    )
    first_line = text.count("\n", 0, closing.end()) + 1
    return FrontMatter(text[closing.end() :], first_line, broken=True, problems=((1, message),))


def _unterminated(text: str, start: int) -> FrontMatter:
    """A first line of `---` with no second one: front matter that lost its end, or only a rule across the page."""
    if not _LOOKS_LIKE_A_KEY.search(text[start:].split("\n\n", 1)[0]):
        return FrontMatter(text)
    message = "The front matter has no end: a line --- must close it. Until it is mended only leads see this document."
    return FrontMatter(text, 1, broken=True, problems=((1, message),))


def read_block(block: str) -> tuple[dict[str, Value], dict[str, int]]:
    """The values of a YAML mapping by key, every scalar as text, and the line of each key (from 1 within the block).

    Raises Unreadable for what is no such mapping, is too large or too deep, or has one key twice.
    """
    if len(block) > _LARGEST:
        raise Unreadable(1, f"it is longer than {_LARGEST:,} characters.")
    values, lines = _read(block)
    return dict(values), dict(lines)


# Whoever changes a file reads its front matter several times over: what is there, what would be, what is there now.
@lru_cache(maxsize=64)
def _read(block: str) -> tuple[dict[str, Value], dict[str, int]]:
    try:
        return _Builder(block).mapping()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, _in_plain_words(error)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(1, "it is not valid YAML.") from None


def _in_plain_words(error: MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "\\t" in problem or "tab" in problem.lower():
        return "a tab stands where only spaces may."
    if "mapping values are not allowed" in problem:
        return "a colon stands within a value; put the value in quotes."
    if "found unexpected end of stream" in problem or "while scanning a quoted scalar" in (error.context or ""):
        return "a quotation mark is not closed."
    if "could not find expected ':'" in problem:
        return "a line is neither “key: value” nor part of a list."
    if "special characters are not allowed" in problem or "unacceptable character" in problem:
        return "it holds a character that no text has."
    return "it is not valid YAML."


def _text(value: str) -> str:
    """Halves of a pair, which YAML can spell (`"\\ud800"`) and no file can hold, are replaced."""
    return value if value.isascii() else _HALF.sub("�", value)


class _Builder:
    """Values out of YAML's events, so that no alias, tag or depth can cost more than it should."""

    def __init__(self, block: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        self._events = iter(yaml.parse(block))
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._count = 0

    def mapping(self) -> tuple[dict[str, Value], dict[str, int]]:
        for event in self._events:
            if isinstance(event, MappingStartEvent):
                break
            if isinstance(event, ScalarEvent | SequenceStartEvent | AliasEvent):
                raise Unreadable(event.start_mark.line + 1, "it is not made of lines like “key: value”.")
        else:
            return {}, {}
        lines: dict[str, int] = {}
        values = self._rest_of_mapping(1, lines)
        for event in self._events:
            if isinstance(event, DocumentEndEvent) and event.explicit:
                raise Unreadable(event.start_mark.line + 1, "it ends before its last line.")
        return values, lines

    def _value(self, event: object, depth: int) -> Value:
        self._count += 1
        if self._count > _MOST_VALUES:
            raise Unreadable(1, "it holds too many values.")
        if isinstance(event, AliasEvent):
            return self._alias(event)
        before = self._count
        value: Value = None
        if isinstance(event, ScalarEvent):
            plain = event.style is None or event.style == ""
            value = None if plain and event.value in _NULLS else _text(event.value)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if depth >= _DEEPEST:
                raise Unreadable(event.start_mark.line + 1, f"it is more than {_DEEPEST} levels deep.")
            if isinstance(event, SequenceStartEvent):
                value = self._rest_of_sequence(depth + 1)
            else:
                value = self._rest_of_mapping(depth + 1, {})
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = (value, self._count - before + 1)
        return value

    def _alias(self, event: AliasEvent) -> Value:
        """An alias costs as much as what it stands for: a short text must not unfold into a million values."""
        if event.anchor not in self._anchors:
            raise Unreadable(event.start_mark.line + 1, f"*{event.anchor} stands for nothing.")
        value, size = self._anchors[event.anchor]
        self._count += size
        return value

    def _rest_of_sequence(self, depth: int) -> list[Value]:
        values: list[Value] = []
        for event in self._events:
            if isinstance(event, CollectionEndEvent):
                break
            values.append(self._value(event, depth))
        return values

    def _rest_of_mapping(self, depth: int, lines: dict[str, int]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        folded: set[str] = set()  # capitals make no difference in our keys
        for event in self._events:
            if isinstance(event, CollectionEndEvent):
                break
            line = event.start_mark.line + 1
            key = self._value(event, depth)
            if isinstance(event, ScalarEvent) and not isinstance(key, str):
                key = _text(event.value)
            if not isinstance(key, str):
                raise Unreadable(line, "a key is not a word.")
            if key in values or (depth == 1 and key.casefold() in folded):
                raise Unreadable(line, f"“{key}” is there twice.")
            folded.add(key.casefold())
            lines[key] = line
            values[key] = self._value(next(self._events), depth)
        return values
