"""What is wished for an import, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kb.library import FrontMatterUnreadable, Library, derived_id, with_values
from kb.model import CHATHAM_HOUSE, Kind, slug

Outcome = Literal["imported", "draft", "kept as a file", "already there", "different", "left out", "failed"]


@dataclass(frozen=True)
class Wishes:
    """What an import writes into every document that does not say it itself."""

    group: str | None = None
    kind: str | None = None
    tags: tuple[str, ...] = ()
    visibility: str | None = None


@dataclass(frozen=True)
class ImportedFile:
    """What became of one file.

    Attributes:
        source: as it was given; `path` below notes/.
        within: the file it was in (a ZIP, a message), "" for one of its own.
        outcome: `imported`; `draft`, it waits to be read and published; `kept as a file`, a resource was made of it;
            `already there`, the same as an earlier run wrote; `different`, another file has this name and stays as it
            is; `left out` and `failed`, then `reason` says why.
        inferred: for title, date, kind and group the value, and in words what it was inferred from.
        documents: how many were made of it, where it was turned into Markdown.
        report: what was left out of the text, as a sentence.
        group: that of its document, "" for none.
    """

    source: Path
    path: str
    outcome: Outcome
    reason: str = ""
    inferred: dict[str, tuple[str, str]] = field(default_factory=dict)
    documents: int = 0
    report: str = ""
    within: str = ""
    group: str = ""


class NothingToImport(Exception):
    """A path that was given does not exist, or lies where it cannot be imported from."""


class UnderTheRule(Exception):
    """Notes of this group must not be published as they are."""


def with_wishes(content: bytes, path: str, wishes: Wishes) -> bytes:
    """The content with its id and what was wished for; as it is where its front matter cannot be read."""
    try:
        return with_values(content, {"id": derived_id(path), **given(wishes)})
    except FrontMatterUnreadable:
        return content


def given(wishes: Wishes) -> dict[str, str | list[str]]:
    """The front matter that was wished for."""
    values: dict[str, str | list[str]] = {}
    for key, value in (("group", wishes.group), ("kind", wishes.kind), ("visibility", wishes.visibility)):
        if value:
            values[key] = value
    if wishes.tags:
        values["tags"] = list(wishes.tags)
    return values


def refuse_under_the_rule(library: Library, inferred: dict[str, tuple[str, str]]) -> None:
    """Under the Chatham House Rule nothing is published that nobody has read for who said what. Raises UnderTheRule."""
    group = slug(inferred.get("group", ("", ""))[0])
    home = next((d for d in library.catalog.every() if d.kind is Kind.GROUP and d.group == group), None)
    if home and home.rule == CHATHAM_HOUSE:
        raise UnderTheRule(
            f"{home.title} meets under the Chatham House Rule, so nothing is imported into it unread; take out names "
            "and organisations and put the file into its folder yourself"
        )
