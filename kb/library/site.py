"""`notes/kb.yml`: what holds for the whole library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.library.files import SITE_FILES, read_text
from kb.library.frontmatter import Unreadable, Value, read_block
from kb.library.rules import NotAPattern, PathRule, check_date, compile_pattern
from kb.library.tagnames import TagNames, tag_names, usable
from kb.library.values import as_rule, as_text, as_texts, as_truth, as_visibility
from kb.model import Kind, Problem, Visibility

KEYS = ("title", "description", "default_visibility", "synonyms", "labels", "tags", "rules", "empty_searches")
RULE_KEYS = ("match", "group", "kind", "date", "visibility", "rule")


@dataclass(frozen=True)
class Site:
    """What `kb.yml` says; all of it is optional.

    Attributes:
        title, description: of the site, plain text.
        default_visibility: of documents for which neither they nor their group say one. Where the file cannot be read
            it is `leads`: a mistake must not open a door.
        synonyms: sets of words that search takes as one.
        labels: for each labelled line ("decision") the other words it may begin with.
        tags: for each tag its other names.
        rules: for paths; the first that says something decides.
        empty_searches: are searches that find nothing counted, for admins to look at?
    """

    title: str = "Knowledge Club"
    description: str | None = None
    default_visibility: Visibility = Visibility.PUBLIC
    synonyms: tuple[tuple[str, ...], ...] = ()
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tags: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rules: tuple[PathRule, ...] = ()
    empty_searches: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def tag_names(self) -> TagNames:
        return tag_names(self.tags)


def load_site(notes: Path) -> Site:
    """Read `kb.yml` (or `kb.yaml`) of a library. Never raises; without the file everything has its default."""
    present = [name for name in SITE_FILES if (notes / name).is_symlink() or (notes / name).exists()]
    if not present:
        return Site()
    name = present[0]
    try:
        file = read_text(notes, name)
    except OSError as error:
        return _closed(name, None, f"cannot be read ({(error.strerror or 'it changes').lower()})")
    site = parse_site(file.text, name)
    if len(present) > 1:
        both = Problem(present[1], None, f"Is not read, because there is {name} as well.", "warning")
        return Site(**{**vars(site), "problems": (*site.problems, both)})
    return site


def parse_site(text: str, name: str = "kb.yml") -> Site:
    """The settings in the text of a `kb.yml`; what is wrong with it is among its problems."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        values, lines = read_block(text)
    except Unreadable as error:
        return _closed(name, error.line, f"cannot be read: {error.message}")
    return _Reader(name, values, lines).site()


def _closed(name: str, line: int | None, reason: str) -> Site:
    message = f"This file {reason.rstrip('.')}. Until it is mended, documents without a visibility are for leads only."
    return Site(
        default_visibility=Visibility.LEADS, empty_searches=False, problems=(Problem(name, line, message, "error"),)
    )


class _Reader:
    def __init__(self, name: str, values: dict[str, Value], lines: dict[str, int]) -> None:
        self._name, self._values, self._lines = name, values, lines
        self._problems: list[Problem] = []
        self._close = False

    def site(self) -> Site:
        for key in self._values:
            if key not in KEYS:
                self._problem(key, f"“{key}” is not a setting; there are {', '.join(KEYS)}.")
                self._close = self._close or "visib" in key.lower() or "default" in key.lower()
        rules = self._rules()
        visibility = self._default_visibility()
        return Site(
            title=as_text(self._values.get("title")) or Site.title,
            description=as_text(self._values.get("description")),
            default_visibility=Visibility.LEADS if self._close else visibility,
            synonyms=self._synonyms(),
            labels=self._labels(),
            tags=self._tags(),
            rules=rules,
            empty_searches=self._empty_searches(),
            problems=tuple(self._problems),
        )

    def _problem(self, key: str, message: str, *, error: bool = False) -> None:
        self._problems.append(Problem(self._name, self._lines.get(key), message, "error" if error else "warning"))

    def _default_visibility(self) -> Visibility:
        if "default_visibility" not in self._values:
            return Visibility.PUBLIC
        visibility, message = as_visibility(self._values["default_visibility"])
        if visibility is None:
            self._problem("default_visibility", f"{message} Until then it is leads.", error=True)
        return visibility or Visibility.LEADS

    def _empty_searches(self) -> bool:
        """What cannot be read turns it off: nothing is kept that somebody may have meant not to be."""
        if "empty_searches" not in self._values:
            return True
        wanted = as_truth(self._values["empty_searches"])
        if wanted is None:
            self._problem("empty_searches", "“empty_searches” must be on or off. Until then it is off.")
        return bool(wanted)

    def _synonyms(self) -> tuple[tuple[str, ...], ...]:
        """A list of lists of words, or `SIB: social impact bond`, or `SIB: [social impact bond, …]`."""
        value = self._values.get("synonyms")
        if isinstance(value, dict):
            sets = [(key, *as_texts(words)) for key, words in value.items()]
        elif isinstance(value, list):
            sets = [as_texts(words) for words in value]
        else:
            sets = []
            if value is not None:
                self._problem("synonyms", "“synonyms” must be a list of lists: - [SIB, social impact bond].")
        if any(len(words) < 2 for words in sets):
            self._problem("synonyms", "A set of synonyms needs at least two words.")
        return tuple(words for words in sets if len(words) >= 2)

    def _labels(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        value = self._values.get("labels")
        if value is None:
            return ()
        if not isinstance(value, dict):
            self._problem("labels", "“labels” must say words for each label: decision: [agreed, resolved].")
            return ()
        return tuple((key, as_texts(words)) for key, words in value.items())

    def _tags(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        value = self._values.get("tags")
        if value is None:
            return ()
        if not isinstance(value, dict):
            self._problem("tags", "“tags” must say other names for each tag: procurement: [buying, purchasing].")
            return ()
        found = []
        for label, others in value.items():
            names = usable(" ".join(label.split()), as_texts(others))
            if names is None or len(names[1]) < len(as_texts(others)):
                self._problem(
                    "tags", f"“{label}” or a name of it cannot be a tag: it needs a letter or digit, no comma."
                )
            if names:
                found.append(names)
        for message in tag_names(tuple(found)).contradictions:
            self._problem("tags", message)
        return tuple(found)

    def _rules(self) -> tuple[PathRule, ...]:
        value = self._values.get("rules")
        if value is None:
            return ()
        if not isinstance(value, list):
            self._problem("rules", "“rules” must be a list; each of them begins with - match:", error=True)
            self._close = True
            return ()
        return tuple(rule for number, each in enumerate(value, 1) if (rule := self._rule(number, each)))

    def _rule(self, number: int, value: Value) -> PathRule | None:
        """One rule. One that cannot be read but may have kept something closed closes the library's default."""
        values = value if isinstance(value, dict) else {}
        problems = [
            f"has “{key}”, which is not one of {', '.join(RULE_KEYS)}" for key in values if key not in RULE_KEYS
        ]
        match = as_text(values.get("match"))
        kind = as_text(values.get("kind"))
        date = as_text(values.get("date"))
        try:
            compile_pattern(match or "")
        except NotAPattern as error:
            problems.append(f"cannot use “{match}”: {error}")
            match = None
        if not match:
            self._close = True
            reason = "; ".join([*problems, "has no “match:” that can be used"])
            self._problem("rules", f"Rule {number} {reason}; it is left out.", error=True)
            return None
        if date is not None:
            try:
                check_date(date)
            except NotAPattern as error:
                problems.append(f"cannot use the date “{date}”: {error}")
                date = None
        if kind is not None and kind not in list(Kind):
            problems.append(f"has the kind “{kind}”, which is not one of {', '.join(Kind)}")
            kind = None
        for key, read in (("visibility", as_visibility), ("rule", as_rule)):
            if key in values and read(values[key])[0] is None:
                problems.append(f"has the {key} “{as_text(values[key]) or ''}”, so its documents are for leads")
        if problems:
            self._problem("rules", f"Rule {number} ({match}) {'; '.join(problems)}.")
        return PathRule(
            match,
            as_text(values.get("group")),
            Kind(kind) if kind else None,
            date,
            (as_text(values["visibility"]) or "") if "visibility" in values else None,
            (as_text(values["rule"]) or "") if "rule" in values else None,
        )
