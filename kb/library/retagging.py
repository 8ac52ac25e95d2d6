"""Renaming tags in a file's front matter with every other byte left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from kb.library.editing import FrontMatterUnreadable, as_scalar, block_of
from kb.library.facts import TAG_KEYS
from kb.library.frontmatter import read_front_matter
from kb.library.values import as_tags
from kb.model import tag_slug

_BY_HAND = "Its tags are written in a way that cannot be changed safely; change them by hand."


@dataclass(frozen=True)
class _Place:
    """A scalar in the block: its characters from `start` to `end`, and whether it is an item of a list."""

    event: ScalarEvent
    start: int
    end: int
    in_list: bool


def with_tags_renamed(content: bytes, renamed: Mapping[str, str]) -> bytes:
    """The file with tags renamed; `renamed` leads from slugs to new labels. A tag that is there already is not doubled.

    Raises FrontMatterUnreadable where the front matter cannot be read or would not be read as meant afterwards.
    """
    text = content.decode(errors="surrogateescape")
    before = read_front_matter(text)
    if before.broken or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FrontMatterUnreadable(before.problems[0][1] if before.problems else "The file is saved as UTF-16.")
    wanted = {key: value for key, value in before.values.items() if key.casefold() in TAG_KEYS}
    if not any(tag.slug in renamed for value in wanted.values() for tag in as_tags(value)[0]):
        return content
    where = block_of(content)
    if where is None:
        raise FrontMatterUnreadable(_BY_HAND)
    start, end = (len(content[:at].decode(errors="surrogateescape")) for at in where)
    changed = text[:start] + _changed(text[start:end], renamed) + text[end:]
    after = read_front_matter(changed)
    same = {key: value for key, value in before.values.items() if key not in wanted}
    kept = {key: value for key, value in after.values.items() if key not in wanted}
    slugs = {key: [tag.slug for tag in as_tags(after.values.get(key))[0]] for key in wanted}
    meant = {key: _meant([tag.slug for tag in as_tags(value)[0]], renamed) for key, value in wanted.items()}
    if after.broken or same != kept or slugs != meant or after.body != before.body:
        raise FrontMatterUnreadable(_BY_HAND)
    return changed.encode(errors="surrogateescape")


def _meant(slugs: list[str], renamed: Mapping[str, str]) -> list[str]:
    """In the order of what stays, each tag once; a renamed one that is there already is left out."""
    there = [each for each in slugs if each not in renamed]
    new = [tag_slug(renamed[each]) if each in renamed else each for each in slugs]
    return list(dict.fromkeys(n for o, n in zip(slugs, new, strict=True) if o not in renamed or n not in there))


def _changed(block: str, renamed: Mapping[str, str]) -> str:
    try:
        lists = list(_tag_places(block))
    except (YAMLError, ValueError) as error:
        raise FrontMatterUnreadable(_BY_HAND) from error
    edits: list[tuple[int, int, str]] = []
    for places in lists:
        if not places[0].in_list:
            edits.append(_in_words(block, places[0], renamed))
            continue
        there = {tag_slug(place.event.value) for place in places} - renamed.keys()
        for place in places:
            old = tag_slug(place.event.value)
            if old not in renamed:
                continue
            new = tag_slug(renamed[old])
            if new in there:
                edits.append((*whole_item(block, place.start, place.end), ""))
            else:
                edits.append((place.start, place.end, _written(renamed[old], place.event)))
                there.add(new)
    for start, end, text in sorted(edits, reverse=True):
        block = block[:start] + text + block[end:]
    return block


def _tag_places(block: str) -> Iterator[list[_Place]]:
    """For each key for tags the places of its values."""
    events = iter(YAML(typ="safe", pure=True).parse(block))
    for event in events:
        if isinstance(event, MappingStartEvent):
            break
    for key in events:
        if not isinstance(key, ScalarEvent):
            break
        value = next(events)
        places = []
        if isinstance(value, ScalarEvent):
            places.append(_Place(value, value.start_mark.index, value.end_mark.index, in_list=False))
        elif isinstance(value, CollectionStartEvent):
            depth = 1
            while depth:
                item = next(events)
                if isinstance(item, CollectionStartEvent):
                    depth += 1
                elif isinstance(item, CollectionEndEvent):
                    depth -= 1
                elif isinstance(item, ScalarEvent) and depth == 1 and isinstance(value, SequenceStartEvent):
                    places.append(_Place(item, item.start_mark.index, item.end_mark.index, in_list=True))
        elif not isinstance(value, AliasEvent):
            break
        if key.value.casefold() in TAG_KEYS and places:
            yield places


def _in_words(block: str, place: _Place, renamed: Mapping[str, str]) -> tuple[int, int, str]:
    """Tags as one text with commas between them."""
    pieces = re.split(r"(\s*,\s*)", block[place.start : place.end])
    there = {tag_slug(piece) for piece in pieces[::2]} - renamed.keys()
    kept: list[str] = []
    for number, piece in enumerate(pieces[::2]):
        separator = pieces[2 * number - 1] if number else ""
        old = tag_slug(piece)
        if old not in renamed:
            kept += [separator, piece]
        elif tag_slug(renamed[old]) not in there:
            there.add(tag_slug(renamed[old]))
            quote = r"^([\"'#\s]*).*?([\"'\s]*)$"
            edges = re.match(quote, piece, re.DOTALL)
            kept += [separator, f"{edges[1]}{renamed[old]}{edges[2]}" if edges else renamed[old]]
    return place.start, place.end, "".join(kept).removeprefix(", ")


def whole_item(block: str, start: int, end: int) -> tuple[int, int]:
    """An item with what divides it from its neighbours: its line, or a comma before or after it."""
    line_start = block.rfind("\n", 0, start) + 1
    if re.fullmatch(r"[ \t]*-[ \t]+", block[line_start:start]):
        line_end = block.find("\n", end)
        return line_start, len(block) if line_end < 0 else line_end + 1
    if before := re.search(r"[ \t]*,[ \t]*$", block[:start]):
        return before.start(), end
    after = re.match(r"[ \t]*,[ \t]*", block[end:])
    return start, end + (after.end() if after else 0)


def _written(label: str, event: ScalarEvent) -> str:
    """The new label in the quotation marks of the old one."""
    if event.style == "'":
        return "'" + label.replace("'", "''") + "'"
    quoted = as_scalar(label)
    if event.style == '"' and not quoted.startswith('"'):
        return f'"{quoted}"'
    return quoted
