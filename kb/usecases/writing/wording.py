"""What a document says, as a form shows it: its text, and the keys of its front matter that people fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from kb.library import Library, text_of, with_keys, with_text
from kb.library.facts import TAG_KEYS, read_date
from kb.library.frontmatter import Value, read_front_matter
from kb.library.keys import Keys
from kb.library.values import NO_RULE, as_tags, as_text, as_texts
from kb.model import CHATHAM_HOUSE, Kind, Visibility, slug
from kb.usecases.in_step.refused import WrongWords
from kb.usecases.writing.group_pages import UNREADABLE

LONGEST = {"title": 300, "date": 60, "tags": 1000, "description": 500, "url": 2000}
LINES = ("title", "date", "kind", "group", "tags", "visibility", "url", "description")
"""All that stands on one line and is written by hand."""

_LINES = (*LINES, "rule")


@dataclass(frozen=True)
class Wording:
    """A document as a form shows it.

    Attributes:
        title, kind, group: as they hold, be they written or inferred; `group` a slug, "" for none.
        date: as somebody wrote it, "" where it is inferred or not known.
        tags: those of the front matter, with commas between them.
        visibility: "" where it is that of the group or the library, UNREADABLE where nobody can tell.
        rule: its own, NO_RULE where it is out of that of its group; "" where it says nothing.
        text: without front matter, with `\\n` line ends.
    """

    title: str = ""
    date: str = ""
    kind: str = ""
    group: str = ""
    tags: str = ""
    visibility: str = ""
    url: str = ""
    description: str = ""
    text: str = ""
    rule: str = ""


def wording_of(library: Library, path: str, content: bytes) -> Wording:
    """What a file says. Raises FrontMatterUnreadable where it cannot be changed from here."""
    text = text_of(content)
    facts = library.facts_of(path, content)
    values = {key.casefold(): value for key, value in read_front_matter(content.decode()).values.items()}
    visibility = facts.visibility.value if facts.visibility else UNREADABLE if "visibility" in values else ""
    return Wording(
        title=facts.title,
        date=as_text(values.get("date")) or "",
        kind=facts.kind.value,
        group=facts.group or "",
        tags=", ".join(tag.label for tag in as_tags(values.get(_tag_key(values)))[0]),
        visibility=visibility,
        url=facts.url or "",
        description=facts.description or "",
        text=text,
        rule=(facts.rule or "") if "rule" in values else "",
    )


def checked(wanted: Wording, *, new: bool) -> Wording:
    """Each field on one line, and nothing that cannot be. Raises WrongWords."""
    lines = {name: " ".join(_whole(getattr(wanted, name)).split()) for name in _LINES}
    for name, most in LONGEST.items():
        if len(lines[name]) > most:
            raise WrongWords(name, f"That is {len(lines[name])} letters long; at most {most} can be kept here.")
    if new and not slug(lines["title"]):
        raise WrongWords("title", "A document needs a title with a letter or a digit.")
    if lines["date"] and any(character.isdigit() for character in lines["date"]):
        try:
            read_date(lines["date"])
        except ValueError as error:
            raise WrongWords("date", f"The date cannot be read: {error}.") from None
    if problem := as_tags(lines["tags"])[1]:
        raise WrongWords("tags", f"Look at the tags: {problem}.")
    if lines["kind"] not in list(Kind):
        raise WrongWords("kind", "Choose what it is.")
    if lines["visibility"] not in ("", UNREADABLE, *Visibility):
        raise WrongWords("visibility", "Choose who can read it.")
    if lines["rule"] not in ("", NO_RULE, CHATHAM_HOUSE):
        raise WrongWords("rule", "Choose the rule.")
    text = wanted.text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise WrongWords("text", "It holds NUL characters, which no text has.")
    return Wording(**lines, text=_whole(text))


def _whole(text: str) -> str:
    """Without halves of a pair, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def differing(said: Wording, wanted: Wording) -> frozenset[str]:
    """The names of the fields that are not what they were."""
    return frozenset(f.name for f in fields(said) if getattr(said, f.name) != getattr(wanted, f.name))


def reworded(content: bytes, said: Wording, wanted: Wording, identifier: str) -> bytes:
    """The file with what differs, and its id where it has none. Raises FrontMatterUnreadable."""
    values = {key.casefold(): value for key, value in read_front_matter(content.decode()).values.items()}
    keys: dict[str, str | list[str] | None] = {}
    for name in differing(said, wanted) - {"text", "tags"}:
        keys[name] = getattr(wanted, name) or ("" if name == "group" and content else None)
    if "tags" in differing(said, wanted):
        key = _tag_key(values)
        labels = [tag.label for tag in as_tags(wanted.tags)[0]]
        keys[key] = (", ".join(labels) if isinstance(values.get(key), str) else labels) if labels else None
    ordered: Keys = {name: keys[name] for name in sorted(keys, key=_place)}
    if "id" not in values:
        ordered = {"id": identifier, **ordered}
    return with_text(with_keys(content, ordered), wanted.text)


def together(base: Wording, mine: Wording, theirs: Wording, text: str) -> tuple[Wording, frozenset[str]]:
    """The fields with the changes of both, and the names of those that both changed differently."""
    merged = {name: getattr(mine if name in differing(base, mine) else theirs, name) for name in _LINES}
    both = differing(base, mine) & differing(base, theirs) & differing(mine, theirs) - {"text"}
    return Wording(**merged, text=text), both


def in_place(wording: Wording, of: Wording) -> Wording:
    """An earlier wording for today: who can read it, whose it is, and its rule stay as they are now."""
    return replace(wording, visibility=of.visibility, group=of.group, rule=of.rule)


def _tag_key(values: Mapping[str, Value]) -> str:
    """The key that holds the tags: the first that holds any."""
    return next((key for key in TAG_KEYS if as_texts(values.get(key))), "tags")


def _place(name: str) -> int:
    return _LINES.index(name) if name in _LINES else len(_LINES)
