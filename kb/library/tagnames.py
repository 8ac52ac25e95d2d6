"""Other names of tags, as `tags:` in kb.yml gives them: which tag each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from kb.library.values import LONGEST_TAG
from kb.model import Tag, tag_slug

Names = tuple[tuple[str, tuple[str, ...]], ...]
"""Pairs of a tag and its other names, as written."""


class TagNames:
    """Which tag every other name means. What is another name of another name is one of the tag that this means."""

    def __init__(self, names: Names) -> None:
        """The first that says something about a name decides; what others say of it is among `contradictions`."""
        self.contradictions: list[str] = []
        self._meant: dict[str, str] = {}
        written: dict[str, str] = {}
        for label, others in names:
            tag = tag_slug(label)
            written.setdefault(tag, label)
            for other in others:
                written.setdefault(tag_slug(other), other)
                self._add(other, label)
        self._tags: dict[str, Tag] = {}
        for tag in dict.fromkeys(tag_slug(label) for label, _ in names):
            root = self._root(tag)
            others = tuple(written[name] for name in self._meant if self._root(name) == root)
            self._tags[root] = Tag(root, written[root], others)

    def tag(self, name: str) -> Tag | None:
        """The tag that has this name or is called so, None where kb.yml does not speak of it."""
        return self._tags.get(self._root(tag_slug(name)))

    def is_other(self, name: str) -> bool:
        """Is it only another name of a tag?"""
        return tag_slug(name) in self._meant

    def every(self) -> tuple[Tag, ...]:
        """The tags with other names."""
        return tuple(tag for tag in self._tags.values() if tag.others)

    def of(self, tags: Sequence[Tag]) -> tuple[Tag, ...]:
        """The tags that these are, each once; one that is written by its own name keeps its label."""
        if not self._tags:
            return tuple(tags)
        own = {tag.slug: tag.label for tag in tags}
        found: dict[str, Tag] = {}
        for each in tags:
            known = self._tags.get(self._root(each.slug))
            tag = Tag(known.slug, own.get(known.slug, known.label), known.others) if known else each
            found.setdefault(tag.slug, tag)
        return tuple(found.values())

    def _add(self, other: str, label: str) -> None:
        name, tag = tag_slug(other), self._root(tag_slug(label))
        if name == tag:
            if name != tag_slug(label):
                self.contradictions.append(f"“{label}” is another name of “{other}” already, and cannot be both.")
        elif self._meant.setdefault(name, tag) != tag:
            self.contradictions.append(f"“{other}” is a name of two tags; the first counts.")

    def _root(self, name: str) -> str:
        while name in self._meant:
            name = self._meant[name]
        return name


@lru_cache(maxsize=8)
def tag_names(names: Names) -> TagNames:
    """Made once for each state of kb.yml."""
    return TagNames(names)


def can_be_tag(label: str) -> bool:
    """Has it a letter or digit, and nothing that front matter would take for something else?"""
    plain = label.isprintable() and "," not in label and not label.startswith("#")
    return plain and bool(tag_slug(label)) and len(label) <= LONGEST_TAG


def usable(label: str, others: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
    """A tag and those of its other names that can be any; None where nothing is left."""
    kept = tuple(other for other in others if can_be_tag(other))
    return (label, kept) if kept and can_be_tag(label) else None
