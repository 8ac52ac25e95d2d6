"""A reading: everything that one file says about itself, without its text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.library.facts import Facts, own_facts
from kb.library.files import FileText, Stamp, decode, is_document, read_text
from kb.library.frontmatter import FrontMatter, read_front_matter
from kb.library.links import file_targets, is_inside, mention, without_ending
from kb.library.rules import PathRule, RuleFacts, apply_rules
from kb.model import Link, Passage, Problem, slug

_OPENING = 280  # characters
_LONGEST_READ = 2 * _OPENING
_PLACES = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0 and 1, which people mix up


@dataclass(frozen=True)
class Reading:
    """One document as its file alone tells it.

    Attributes:
        path: below notes/.
        stamp, hash: of the file when it was read.
        facts: what front matter, path and text say.
        path_id: the id it has where its front matter gives none.
        names: slugs by which a wiki link may mean it: of its file's name, its title and its aliases.
        links: to other places in the library.
        mentions: slugs of what the links mean, to be met by the `names` of others.
        targets: paths of files that the links may mean; `//name` for a file of that name anywhere.
        words, headings: how many there are in its text.
        opening: its first words, as much as a card shows.
        problems: found in this file.
    """

    path: str
    stamp: Stamp
    hash: str
    facts: Facts
    path_id: str
    names: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    words: int = 0
    headings: int = 0
    opening: str = ""
    problems: tuple[Problem, ...] = ()


Interpreted = tuple[Reading, tuple[Passage, ...]]


def read_document(notes: Path, path: str, rules: Sequence[PathRule] = ()) -> tuple[Reading, tuple[Passage, ...]]:
    """Read one file: what it says about itself, and its passages for the index.

    Raises OSError where it cannot be read, StillChanging where it is being written. Nothing in a file makes it raise.
    """
    return interpret(path, read_text(notes, path), rules)


def interpret(path: str, file: FileText, rules: Sequence[PathRule] = ()) -> tuple[Reading, tuple[Passage, ...]]:
    """The same for a text that is at hand. Pure."""
    front = read_front_matter(file.text)
    given = apply_rules(tuple(rules), path)
    facts, structure, problems = own_facts(path, front, given)
    links = tuple(link for link in structure.links if is_inside(link.target, wiki=link.wiki))
    read = Reading(
        path=path,
        stamp=file.stamp,
        hash=file.hash,
        facts=facts,
        path_id=derived_id(path),
        names=_names(path, facts),
        links=links,
        mentions=tuple(dict.fromkeys(key for link in links if (key := mention(path, link.target)))),
        targets=tuple(dict.fromkeys(target for link in links for target in file_targets(path, link.target, link.wiki))),
        words=structure.words,
        headings=len(structure.headings),
        opening=_opening(structure.passages),
        problems=(
            *(Problem(path, line, message, "warning") for line, message in file.problems),
            *problems,
            *_undescribed(path, structure.undescribed),
        ),
    )
    return read, tuple(structure.passages)


def unreadable(path: str, reason: str) -> Reading:
    """A file that is there but cannot be read: for leads, by its name, and tried again at every scan."""
    front = FrontMatter("", broken=True, problems=((1, f"This file cannot be read: {reason}."),))
    facts, _, problems = own_facts(path, front, RuleFacts())
    return Reading(path, Stamp(-1, -1), "", facts, derived_id(path), _names(path, facts), problems=tuple(problems))


def file_of(data: bytes) -> FileText:
    """Bytes that are not a file yet, as if they were one."""
    text, problems = decode(data)
    return FileText(text, Stamp(len(data), 0), hashlib.sha256(data).hexdigest(), False, tuple(problems))


def derived_id(path: str, attempt: int = 0) -> str:
    """The id of a document whose front matter has none: seven letters and digits out of its path.

    The same path has the same id on every machine. `attempt` gives another one where the first is taken.
    """
    digest = hashlib.sha256(f"{path}\n{attempt}".encode() if attempt else path.encode()).digest()
    return "".join(_PLACES[byte % 32] for byte in digest[:7])


def _names(path: str, facts: Facts) -> tuple[str, ...]:
    folders, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    names = [slug(stem), slug(facts.title), *map(_name_of_alias, facts.aliases)]
    if stem.lower() in ("index", "readme", "_index"):
        names.append(slug(folders.rpartition("/")[2]))
    return tuple(dict.fromkeys(name for name in names if name))


def _name_of_alias(alias: str) -> str:
    """A former path goes by the name of its file."""
    is_path = alias.startswith("/") and is_document(alias)
    return slug(without_ending(alias.rpartition("/")[2]) if is_path else alias)


def _opening(passages: Sequence[Passage]) -> str:
    """The first words of the text, cut between two of them."""
    words = " ".join(next((passage.text for passage in passages if passage.text.strip()), "")[:_LONGEST_READ].split())
    if len(words) <= _OPENING:
        return words
    cut = words[:_OPENING]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut} …"


def _undescribed(path: str, pictures: Sequence[tuple[int, str]]) -> Iterator[Problem]:
    """One note for all pictures of a document that say nothing to people who cannot see them."""
    if not pictures:
        return
    line, address = pictures[0]
    name = address.rpartition("/")[2][-60:] or "picture"
    others = f" {len(pictures) - 1} more on this page have none either." if len(pictures) > 1 else ""
    message = (
        f"The picture “{name}” has no words for people who cannot see it;"
        f" say between its brackets what it shows: ![what it shows]({name}).{others}"
    )
    yield Problem(path, line, message, "note")
