"""What becomes of a file that was taken in: documents, further files within it, and a report of what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

ATTACHED = "kb-attached:"
"""Stands in a document's text before the name of one of its own pictures, until it is known where they lie."""

PERMISSION = ("visibility", "rule")
OWN_FACTS = ("date", "kind", "group", "description", "url")

# What a report says for each thing left out: of one, and of several.
_WORDS: Mapping[str, tuple[str, str]] = {
    "comment": ("one comment", "{} comments"),
    "deleted": ("one deleted passage", "{} deleted passages"),
    "hidden": ("one hidden passage", "{} hidden passages"),
    "header": ("one header or footer", "{} headers and footers"),
    "page number": ("one page number", "{} page numbers"),
    "quoted": ("one line of an earlier message", "{} lines of earlier messages"),
    "signature": ("one signature", "{} signatures"),
    "address": ("one address of somebody invited", "{} addresses of people invited"),
    "picture": ("one picture in a form that browsers do not show", "{} pictures in forms that browsers do not show"),
    "outside picture": ("one picture that lies elsewhere", "{} pictures that lie elsewhere"),
    "local link": ("one link to a file on somebody’s computer", "{} links to files on somebody’s computer"),
    "script": ("one piece of a program", "{} pieces of programs"),
    "page": ("one page beyond the limit", "{} pages beyond the limit"),
    "file": ("one file within it", "{} files within it"),
    "log": ("one line of or for a program", "{} lines of or for programs"),
    "cue": ("one caption without a time", "{} captions without a time"),
}


class Unusable(Exception):
    """A file that nothing can be made of; the message says why, and what to do."""


class OnlyAFile(Exception):
    """A file without text to take out, which can still be kept as a file. The message says why; `data` is what to
    keep, with nothing in it about who made it.
    """

    def __init__(self, why: str, data: bytes) -> None:
        super().__init__(why)
        self.data = data


@dataclass(frozen=True)
class Bytes:
    """A picture of a document, or a file within a file, by its name."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Piece:
    """One document found in a file.

    Attributes:
        text: Markdown, without the title.
        title: "" where the file has none of its own.
        date: as kb.model.PartialDate writes it, "" for none; `date_from` says in words where it stood.
        kind: "" where the format does not tell.
        pictures: which the text shows as `kb-attached:NAME`.
        permission: what front matter of its own says as PERMISSION, in one line each; "" for what is none.
        facts: the same for OWN_FACTS, without what is none.
    """

    text: str
    title: str = ""
    date: str = ""
    date_from: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[Bytes, ...] = ()
    permission: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Dropped:
    """Counts what is left out while a file is read."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, count: int = 1) -> None:
        """`what` is one of those known here."""
        if count:
            self.counts[what] += count

    def sentence(self) -> str:
        """For people: "Left out: 3 comments, one header or footer."; "" where nothing was."""
        parts = [
            _WORDS[what][count > 1].format(f"{count:,}") for what, count in sorted(self.counts.items()) if count > 0
        ]
        return f"Left out: {', '.join(parts)}." if parts else ""


@dataclass(frozen=True)
class Converted:
    """What a format's function makes of a file: documents, files within it to be taken in too, and the counts."""

    pieces: tuple[Piece, ...]
    files: tuple[Bytes, ...] = ()
    dropped: Dropped = field(default_factory=Dropped)
