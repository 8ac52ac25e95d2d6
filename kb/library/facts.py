"""The facts of one document: front matter first, then path rules, then what path and text suggest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.library.frontmatter import FrontMatter
from kb.library.infer import (
    Place,
    date_in_path,
    date_in_text,
    infer_group,
    infer_kind,
    infer_title,
    path_has_day,
)
from kb.library.permission import Permission, permission
from kb.library.rules import RuleFacts
from kb.library.values import as_citing, as_tags, as_text, as_texts, as_words
from kb.markup import Structure, parse
from kb.markup.datewords import find_date
from kb.model import Kind, PartialDate, Problem, Severity, Tag, Visibility, slug

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
KNOWN_KEYS = frozenset({
    "id", "title", "kind", "group", "date", "date_note", "meeting", "tags", "tag", "category", "categories",
    "keywords", "visibility", "rule", "url", "description", "aliases", "alias", "redirect_from", "draft",
    "published", "cited_by",
})  # fmt: skip
TAG_KEYS = ("tags", "tag", "category", "categories", "keywords")
_ALIAS_KEYS = ("aliases", "alias", "redirect_from")
_LONGEST_TITLE = 300  # characters
_LONGEST_EXTRA = 1000
_LATER_THAN_A_DAY = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[Tt ]\s*\d{1,2}:\d\d.*")
_WHOLE_DATE = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")


@dataclass(frozen=True)
class Facts:
    """What a document says about itself; None where it says nothing.

    Attributes:
        id: as its front matter gives it, in the line `id_line`.
        visibility, rule: its own; `rule` "none" takes a document out of its group's.
        closed: something about who may read it cannot be read, so it is for leads; also for drafts.
        broken: nothing in its front matter can be read.
        cited_by: `(address, title)` of pages elsewhere that cite it.
        origins: `(key, words)` pairs: where title, date, kind and group were found.
    """

    title: str
    kind: Kind
    id: str | None = None
    id_line: int | None = None
    group: str | None = None
    group_label: str | None = None
    date: PartialDate | None = None
    date_note: str | None = None
    meeting: str | None = None
    tags: tuple[Tag, ...] = ()
    visibility: Visibility | None = None
    rule: str | None = None
    closed: bool = False
    broken: bool = False
    url: str | None = None
    description: str | None = None
    aliases: tuple[str, ...] = ()
    cited_by: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    origins: tuple[tuple[str, str], ...] = ()


def own_facts(path: str, front: FrontMatter, given: RuleFacts) -> tuple[Facts, Structure, list[Problem]]:
    """Put together what is known about the document at `path`; with its parsed text, and the problems on the way."""
    reader = _Reader(path, front, given)
    return reader.facts(), reader.structure, reader.problems


@dataclass
class _Reader:
    path: str
    front: FrontMatter
    given: RuleFacts
    problems: list[Problem] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = Place.of(self.path)
        self.values = {key.casefold(): value for key, value in self.front.values.items()}
        self.lines = {key.casefold(): line for key, line in self.front.lines.items()}
        for line, message in self.front.problems:
            self.problems.append(Problem(self.path, line, message, "error"))
        self.dated = date_in_path(self.place)
        date, note = self._own_date()
        year = date or self.given.date or (self.dated[0] if self.dated else None)
        self.own_date, self.date_note = date, note
        self.structure = parse(self.front.body, self.front.first_line, year.year if year else None)

    def facts(self) -> Facts:
        title = self._title()
        kind = self._kind()
        group, label = self._group(kind)
        may_read = self._permission()
        return Facts(
            title=title,
            kind=kind,
            id=self._id(),
            id_line=self.lines.get("id"),
            group=group,
            group_label=label,
            date=self._date(title, kind),
            date_note=self.date_note,
            meeting=self._text("meeting"),
            tags=self._tags(),
            visibility=may_read.visibility,
            rule=may_read.rule,
            closed=may_read.closed,
            broken=self.front.broken,
            url=self._text("url"),
            description=self._text("description"),
            aliases=tuple(dict.fromkeys(a for key in _ALIAS_KEYS for a in as_texts(self.values.get(key)))),
            cited_by=self._cited_by(),
            extra=self._extra(),
            origins=tuple(self.origins.items()),
        )

    def _problem(self, key: str, message: str, severity: Severity = "warning") -> None:
        self.problems.append(Problem(self.path, self.lines.get(key), message, severity))

    def _text(self, key: str) -> str | None:
        value = self.values.get(key)
        if isinstance(value, list | dict):
            self._problem(key, f"“{key}” must be one line of text; it is left out.")
        return as_text(value)

    def _title(self) -> str:
        title = self._text("title")
        self.origins["title"] = "front matter"
        if title is None:
            found = infer_title(self.place, self.structure.title)
            title, self.origins["title"] = found.value, found.origin
        return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"

    def _kind(self) -> Kind:
        """An unknown `kind` or `type` of another program is no mistake, but it says nothing either."""
        written = self._text("kind")
        if written and written.lower() in list(Kind):
            self.origins["kind"] = "front matter"
            return Kind(written.lower())
        if written:
            self._problem("kind", f"“{written}” is not a kind; there are {', '.join(Kind)}. It was inferred instead.")
        if self.given.kind:
            self.origins["kind"] = "a path rule"
            return self.given.kind
        found = infer_kind(self.place, has_day=path_has_day(self.place))
        self.origins["kind"] = found.origin if found else "the default"
        return Kind(found.value) if found else Kind.PAGE

    def _group(self, kind: Kind) -> tuple[str | None, str | None]:
        label, origin = self._text("group"), "front matter"
        if "group" in self.values and label is None:
            return None, None  # `group:` with nothing after it: of no group
        if label is None:
            label, origin = self.given.group, "a path rule"
        if label is None:
            found = infer_group(self.place)
            label, origin = (found.value, found.origin) if found else (None, "")
        if label is None and kind is Kind.GROUP:  # a group's page that lies in no folder of its own
            label, origin = self.place.own_name, "the file name"
        if label is None or not slug(label):
            return None, None
        self.origins["group"] = origin
        return slug(label), label

    def _own_date(self) -> tuple[PartialDate | None, str | None]:
        """`date:` and `date_note:`; where `date:` holds words such as "to be confirmed" they are the note."""
        note = as_text(self.values.get("date_note"))
        written = self._text("date")
        if written is None:
            return None, note
        try:
            return read_date(written), note
        except ValueError as error:
            if not any(character.isdigit() for character in written):
                return None, note or written
            self._problem("date", f"The date cannot be read: {error}.")
            return None, note

    def _date(self, title: str, kind: Kind) -> PartialDate | None:
        if self.own_date:
            self.origins["date"] = "front matter"
            return self.own_date
        if self.date_note and "date" in self.values:
            return None  # somebody said that it is not known
        if self.given.date or self.given.no_date:
            self.origins["date"] = "a path rule"
            return self.given.date
        in_text = None
        if not (self.place.is_index or kind is Kind.GROUP):
            headings = [heading.text for heading in self.structure.headings]
            in_text = date_in_text(title, self.structure.first_lines, headings)
        if self.dated:
            self._compare(self.dated, in_text)
        found = self.dated or in_text
        if not found:
            return None
        self.origins["date"] = found[1]
        return found[0]

    def _compare(self, dated: tuple[PartialDate, str], in_text: tuple[PartialDate, str] | None) -> None:
        """Path and text disagree: the path wins, and somebody should know."""
        if in_text is None:
            return
        (path, where), (text, there) = dated, in_text
        if path.first > text.last or path.last < text.first:
            message = f"By {where} the date is {path.iso}, by {there} it is {text.iso}; {path.iso} was taken."
            self.problems.append(Problem(self.path, None, message, "note"))

    def _tags(self) -> tuple[Tag, ...]:
        tags: dict[str, Tag] = {}
        for key in TAG_KEYS:
            found, problem = as_tags(self.values.get(key))
            if problem:
                self._problem(key, f"Look at the tags: {problem}.")
            for tag in found:
                tags.setdefault(tag.slug, tag)
        for tag in map(Tag.named, self.structure.tags):
            if tag.slug:
                tags.setdefault(tag.slug, tag)
        return tuple(tags.values())

    def _id(self) -> str | None:
        written = self._text("id")
        if written is None or _ID.fullmatch(written):
            return written
        self._problem("id", f"“{written}” cannot be an id: only letters, digits, - and _, at most 64. It is left out.")
        return None

    def _permission(self) -> Permission:
        if self.front.broken:
            return Permission(closed=True)
        others = (key for key in self.values if key not in KNOWN_KEYS)
        found = permission(self.values, self.given, others)
        for key, message in found.complaints:
            self._problem(key, message, "error")
        return found

    def _cited_by(self) -> tuple[tuple[str, str], ...]:
        found, problem = as_citing(self.values.get("cited_by"))
        if problem:
            self._problem("cited_by", f"Look at cited_by: {problem}.")
        return tuple(found)

    def _extra(self) -> tuple[tuple[str, str], ...]:
        extra = []
        for key, value in self.values.items():
            if key not in KNOWN_KEYS and (words := as_words(value)) and len(words) <= _LONGEST_EXTRA:
                extra.append((key, words))
        return tuple(extra)


def read_date(text: str) -> PartialDate:
    """A date in front matter: the precision given is kept, a time of day is left out. Raises ValueError."""
    text = text.strip()
    if later := _LATER_THAN_A_DAY.fullmatch(text):
        text = later[1]
    elif whole := _WHOLE_DATE.fullmatch(text):
        text = "-".join(whole.groups())
    try:
        return PartialDate.parse(text)
    except ValueError:
        if found := find_date(text):
            return found
        raise


def describe(facts: Facts) -> dict[str, tuple[str, str]]:
    """For title, date, kind and group: the value, and in words where it was found."""
    origins = dict(facts.origins)
    values: Sequence[tuple[str, object]] = (
        ("title", facts.title),
        ("date", facts.date),
        ("kind", facts.kind),
        ("group", facts.group),
    )
    return {key: (str(value), origins.get(key, "")) for key, value in values if value is not None}
