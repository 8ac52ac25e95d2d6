"""What still has to lead to a document whose place or group is another one now: its former addresses, as aliases."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from kb.library import Library, with_keys
from kb.library.frontmatter import read_front_matter
from kb.library.values import as_texts
from kb.model import Document, Visibility

_ORDER = list(Visibility)


def with_former_addresses(library: Library, document: Document, content: bytes) -> bytes:
    """A document that says something else from now on, with the address its meeting had, where it has another one now.

    Raises FrontMatterUnreadable.
    """
    new = library.would_be(document.path, content, document.id)
    former = [] if opens(document, new, renamed=False) else list(former_addresses(document, new))
    aliases = aliases_with(content, former, frozenset({new.id}))
    return with_keys(content, {"aliases": aliases}) if former and aliases else content


def former_addresses(old: Document, new: Document) -> Iterator[str]:
    """Where its meeting was, where that is another one now."""
    if old.group and old.meeting_key and (old.group, old.meeting_key) != (new.group, new.meeting_key):
        yield f"/groups/{old.group}/{old.meeting_key}"


def aliases_with(content: bytes, former: Iterable[str], now: Container[str]) -> list[str] | None:
    """The aliases of a file with more of them; None where it has these already."""
    values = read_front_matter(content.decode(errors="surrogateescape")).values
    there = [each for key, value in values.items() if key.casefold() == "aliases" for each in as_texts(value)]
    aliases = list(dict.fromkeys(each for each in (*there, *former) if each not in now))
    return None if aliases == there else aliases


def opens(old: Document, new: Document, *, renamed: bool) -> bool:
    """Can anybody read it who could not before? Then it does not tell them where it was."""
    if old.visibility is Visibility.PUBLIC or old.group == new.group or renamed:
        return _ORDER.index(new.visibility) < _ORDER.index(old.visibility)
    return old.visibility is not Visibility.MEMBERS or new.visibility is Visibility.PUBLIC
