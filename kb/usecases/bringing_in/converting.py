"""Documents of the library out of what was taken in from other programs' files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from kb.intake import ATTACHED, Bytes, Piece, Taken
from kb.intake.escaping import escaped
from kb.intake.knowing import group_in, kind_in, labelled_date
from kb.intake.points import with_labels
from kb.library import Library, derived_id, with_values
from kb.library.values import NO_RULE, as_rule, as_visibility
from kb.markup.datewords import find_date
from kb.model import Kind, Visibility, slug
from kb.usecases.bringing_in.own_facts import readable

_RESOURCES = ("pptx", "xlsx", "csv")
"""Formats that notes and agendas hardly ever have."""

_LONGEST_NAME = 80  # characters
_PATH = ("the file name", "the folder")


@dataclass(frozen=True)
class Document:
    """A file to write below notes/, with those that belong to it; each by its path.

    Attributes:
        permission: what its own front matter says as `visibility` and `rule`; `content` has only what closes it.
        facts: what it says of itself beside that; `content` has what can be read.
    """

    path: str
    content: bytes
    files: tuple[Bytes, ...] = ()
    permission: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


def documents_of(
    library: Library, path: str, taken: Taken, given: Mapping[str, str | list[str]], *, group: str | None = None
) -> Iterator[Document]:
    """The documents in a file that would lie at `path`; for one that stays a file the resource that holds it.

    `given`: front matter that was wished for, which comes before what is inferred. `group`: that of the message which
    the file was attached to, "" where it has none, None where it was attached to none.
    """
    stem, _ = without_ending(path)
    if taken.kept is not None:
        yield _resource(library, f"{stem}.md", taken, given, group)
    elif len(taken.pieces) == 1:
        yield _document(library, f"{stem}.md", taken.pieces[0], taken, given, group)
    else:
        names: set[str] = set()
        for number, piece in enumerate(taken.pieces, 1):
            name = "-".join(part for part in (piece.date, slug(piece.title)[:_LONGEST_NAME].strip("-")) if part)
            name = name or f"{number:03}"
            name = name if name not in names else f"{name}-{number}"
            names.add(name)
            yield _document(library, f"{stem}/{name}.md", piece, taken, given, group)


def without_ending(path: str) -> tuple[str, str]:
    """A path without the ending of its name, and the ending, "" for none."""
    stem, _, ending = path.rpartition(".")
    return (stem, ending) if stem and "/" not in ending else (path, "")


def _document(
    library: Library, path: str, piece: Piece, taken: Taken, given: Mapping[str, str | list[str]], group: str | None
) -> Document:
    own = path.removesuffix(".md")
    text = with_labels(piece.text).replace(f"({ATTACHED}", f"({quote(PurePosixPath(own).name)}/")
    body = f"# {escaped(piece.title)}\n\n{text}" if piece.title else text
    values: dict[str, str | list[str]] = {"id": derived_id(path), **given}
    if not piece.title:
        values["title"] = _title_of(path)
    settled = {*given, "group"}  # which a draft may take from the file: it is read before others can see it
    values |= {key: said for key, said in readable(piece.facts).items() if key not in settled}
    values |= _found(library, path, piece, taken, values, body, group)
    values |= _closing(library, path, piece, values, body)
    files = tuple(Bytes(f"{own}/{picture.name}", picture.data) for picture in piece.pictures)
    return Document(path, _under(values, body), files, piece.permission, piece.facts)


def _under(values: Mapping[str, str | list[str]], body: str) -> bytes:
    """A text under front matter of its own: what it begins with never counts as that."""
    return with_values(b"---\n---\n" + body.encode(), values)


def _closing(
    library: Library, path: str, piece: Piece, values: Mapping[str, str | list[str]], body: str
) -> dict[str, str]:
    """What a file says of its readers and its rule, as far as fewer can read it then: a message may bring a file that
    somebody else wrote."""
    said = dict(piece.permission)
    if as_rule(said.get("rule", NO_RULE))[0] == NO_RULE:
        said.pop("rule", None)
    if "visibility" in said and (written := as_visibility(said["visibility"])[0]):
        usual = library.would_be(path, _under(values, body)).visibility
        if list(Visibility).index(written) <= list(Visibility).index(usual):
            del said["visibility"]
    return said


def _found(
    library: Library, path: str, piece: Piece, taken: Taken, values: Mapping[str, str | list[str]], body: str,
    group: str | None,
) -> dict[str, str | list[str]]:  # fmt: skip
    """What neither the path nor the library's own reading of the text tells."""
    facts = library.facts_of(path, _under(values, body))
    origins = dict(facts.origins)
    found: dict[str, str | list[str]] = {}
    if not origins.get("date", "").startswith(_PATH) and (date := _date(piece, told=facts.date is not None)):
        found["date"] = date
    if origins.get("kind") == "the default":
        kind = piece.kind or kind_in(piece.title, piece.text)
        found["kind"] = str(kind or (Kind.RESOURCE if taken.format.name in _RESOURCES else Kind.PAGE))
    unknown = facts.group is None if group is None else not group
    if unknown and "group" not in values:
        named = group_in(groups_of(library), (piece.title, PurePosixPath(path).stem, piece.text))
        if named or group is not None:  # the folder of a message is no group
            found["group"] = named or ""
    elif group and facts.group != group:
        found["group"] = group
    if piece.tags and "tags" not in values:
        found["tags"] = list(piece.tags)
    return {key: value for key, value in found.items() if key not in values}


def _date(piece: Piece, *, told: bool) -> str:
    """What a calendar says holds; a subject may name the day of the call, a message was only sent on its own."""
    if piece.date_from == "the calendar":
        return piece.date
    in_title = find_date(piece.title)
    if in_title and in_title.day:
        return str(in_title)
    labelled = labelled_date(piece.text)
    if labelled:
        return str(labelled)
    return "" if told and not piece.date else piece.date


def _resource(
    library: Library, path: str, taken: Taken, given: Mapping[str, str | list[str]], group: str | None
) -> Document:
    """A document whose text is a link to its file, or the picture itself."""
    assert taken.kept is not None
    own = path.removesuffix(".md")
    title = _title_of(path)
    address = f"{quote(PurePosixPath(own).name)}/{quote(taken.kept.name)}"
    text = f"[{escaped(taken.kept.name)}]({address})\n"
    if taken.format.label in ("a picture", "a drawing"):
        text = f"![]({address})\n"
    elif taken.format.label == "a recording":
        text = f"![{escaped(title)}]({address})\n\n{text}"
    values: dict[str, str | list[str]] = {"id": derived_id(path), **given, "title": title}
    facts = library.facts_of(path, b"")
    if dict(facts.origins).get("kind") == "the default" and "kind" not in given:
        values["kind"] = str(Kind.RESOURCE)
    if group is not None and (facts.group or "") != group:
        values.setdefault("group", group)
    content = with_values(text.encode(), values)
    return Document(path, content, (Bytes(f"{own}/{taken.kept.name}", taken.kept.data),))


def groups_of(library: Library) -> dict[str, tuple[str, ...]]:
    """The names by which each group may be called in a text."""
    homes = (document for document in library.catalog.every() if document.kind is Kind.GROUP and document.group)
    return {home.group: (home.group, home.title) for home in homes if home.group}


def _title_of(path: str) -> str:
    """The words of a file's name, without the number that keeps files in order."""
    name = PurePosixPath(path).stem
    words = " ".join(re.sub(r"_+|(?<=\w)-(?=\w)(?<!\d-)(?!\d)", " ", name).split())
    return re.sub(r"^\d{1,3}[-_. ]+(?=[^\W\d])", "", words) or name
