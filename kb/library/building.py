"""From readings to documents: what holds for each once its group, the library and all the others have been asked."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.library.infer import Place
from kb.library.reading import Reading, derived_id
from kb.library.site import Site
from kb.library.values import NO_RULE
from kb.model import AttachedFile, Document, Kind, Problem, Visibility, slug

_STRICTNESS = list(Visibility)


@dataclass(frozen=True)
class GroupDefaults:
    """What a group's own documents say for all of it.

    Attributes:
        visibility, rule: None where they say nothing.
        closed: paths of those that cannot be read or are drafts; where there are any, nothing of the group is open
            that does not say so itself.
        homes: paths of its documents of kind `group`, the one that counts first.
        title: of that one.
    """

    visibility: Visibility | None = None
    rule: str | None = None
    closed: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    title: str | None = None


Touched = Sequence[tuple[Reading | None, Reading | None]]
"""Readings that are not what they were: each before and after, None where there was or is none."""


@dataclass(frozen=True)
class Roles:
    """Who is who in a library.

    Attributes:
        ids: of each path; by_id: the other way round.
        twice: the ids that several files claim, with their paths; closed: all these paths.
        shifted: somewhere an id came from a path at a second try, as another has the first.
        groups: what each group's own documents say for it.
        by_alias: the paths of the documents that have an alias, in their order.
    """

    ids: Mapping[str, str]
    by_id: Mapping[str, str]
    twice: Mapping[str, tuple[str, ...]]
    closed: frozenset[str]
    shifted: bool
    groups: Mapping[str, GroupDefaults]
    by_alias: Mapping[str, list[str]]

    @classmethod
    def of(cls, readings: Mapping[str, Reading]) -> Roles:
        ids, twice = assign_ids(readings)
        by_alias: dict[str, list[str]] = defaultdict(list)
        for path in sorted(path for path, reading in readings.items() if reading.facts.aliases):
            for alias in readings[path].facts.aliases:
                by_alias[alias].append(path)
        return cls(
            ids=ids,
            by_id={identifier: path for path, identifier in ids.items()},
            twice=twice,
            closed=frozenset(path for paths in twice.values() for path in paths),
            shifted=any(ids[path] not in (each.facts.id, each.path_id) for path, each in readings.items()),
            groups=group_defaults(readings.values()),
            by_alias=by_alias,
        )

    def after(self, touched: Touched) -> Roles | None:
        """Who is who with these readings, where nobody else is concerned; None where all have to be asked.

        So it is where somebody edits the text of a document, adds one or takes one away, and no group's page is
        among them.
        """
        gone: dict[str, str] = {}
        come: dict[str, str] = {}
        for old, new in touched:
            if any(each and speaks_for(each) for each in (old, new)) or _aliases(old) != _aliases(new):
                return None
            if old and new and old.facts.id == new.facts.id:
                continue
            if old:
                gone[old.path] = self.ids[old.path]
            if new:
                come[new.path] = new.facts.id or new.path_id
        if not (gone or come):
            return self
        taken = set(come.values())
        if self.twice or self.shifted or len(taken) < len(come) or not taken.isdisjoint(self.by_id):
            return None
        ids = {**self.ids, **come}
        by_id = {**self.by_id, **{identifier: path for path, identifier in come.items()}}
        for path, identifier in gone.items():
            if path not in come:
                del ids[path]
            del by_id[identifier]
        return replace(self, ids=ids, by_id=by_id)


def _aliases(reading: Reading | None) -> tuple[str, ...]:
    return reading.facts.aliases if reading else ()


def group_defaults(readings: Iterable[Reading]) -> dict[str, GroupDefaults]:
    """For each group what its home says. Of several the strictest visibility and any rule hold."""
    of: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if group := speaks_for(reading):
            of[group].append(reading)
    return {group: _joined(found) for group, found in of.items()}


def speaks_for(reading: Reading) -> str | None:
    """The group of which this is the page.

    So may be a file that nobody can read but whose name is that of its group, or that is in none: it may have said who
    may read all of it.
    """
    facts = reading.facts
    if facts.kind is Kind.GROUP:
        return facts.group
    if not facts.broken:
        return None
    name = slug(Place.of(reading.path).own_name)
    return name if facts.group in (name, None) else None


def _joined(homes: list[Reading]) -> GroupDefaults:
    visibilities = [reading.facts.visibility for reading in homes if reading.facts.visibility]
    rules = [reading.facts.rule for reading in homes if reading.facts.rule and reading.facts.rule != NO_RULE]
    pages = [reading for reading in homes if reading.facts.kind is Kind.GROUP]
    pages.sort(key=lambda reading: (reading.path.count("/"), reading.path))
    return GroupDefaults(
        visibility=max(visibilities, key=_STRICTNESS.index, default=None),
        rule=rules[0] if rules else None,
        closed=tuple(sorted(reading.path for reading in homes if reading.facts.closed)),
        homes=tuple(reading.path for reading in pages),
        title=pages[0].facts.title if pages else None,
    )


def assign_ids(readings: Mapping[str, Reading]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The id of each path, all different; and the ids that several files claim, with their paths.

    An id in front matter counts where it is there once. All others come from the path, with another try where the
    result is taken.
    """
    claims: dict[str, list[str]] = defaultdict(list)
    for path, reading in readings.items():
        if reading.facts.id:
            claims[reading.facts.id].append(path)
    twice = {claimed: tuple(sorted(paths)) for claimed, paths in claims.items() if len(paths) > 1}
    ids = {paths[0]: claimed for claimed, paths in claims.items() if len(paths) == 1}
    taken = set(claims)
    for path in sorted(readings.keys() - ids.keys()):
        found, attempt = readings[path].path_id, 0
        while found in taken:
            attempt += 1
            found = derived_id(path, attempt)
        taken.add(found)
        ids[path] = found
    return ids, twice


def effective(
    reading: Reading,
    identifier: str,
    group: GroupDefaults | None,
    site: Site,
    files: tuple[AttachedFile, ...],
    *,
    twice: bool,
) -> Document:
    """The document as it holds. `twice`: another file has the same id, so it is for leads until that is mended."""
    facts = reading.facts
    group = group or GroupDefaults()
    visibility = facts.visibility or group.visibility or site.default_visibility
    rule = facts.rule or group.rule
    closed_by_group = bool(group.closed) and not (facts.visibility and facts.rule)
    visibility = Visibility.LEADS if facts.closed or twice or closed_by_group else visibility
    return Document(
        id=identifier,
        path=reading.path,
        title=facts.title,
        kind=facts.kind,
        group=facts.group,
        group_label=_label(group, visibility, site) or facts.group_label,
        date=facts.date,
        date_note=facts.date_note,
        meeting=facts.meeting,
        tags=site.tag_names.of(facts.tags),
        visibility=visibility,
        rule=None if rule == NO_RULE else rule,
        url=facts.url,
        description=facts.description,
        aliases=facts.aliases,
        cited_by=facts.cited_by,
        files=files,
        words=reading.words,
        opening=reading.opening,
        extra=facts.extra,
    )


def _label(group: GroupDefaults, visibility: Visibility, site: Site) -> str | None:
    """The group's title, for a document whose readers can all read the group's page too; None for others."""
    home = group.visibility or site.default_visibility
    return group.title if not group.closed and home in (Visibility.PUBLIC, visibility) else None


def problems_between(
    readings: Mapping[str, Reading], twice: Mapping[str, tuple[str, ...]], groups: Mapping[str, GroupDefaults]
) -> list[Problem]:
    """What is wrong with files that are each in order: one id twice, names that only their case tells apart …"""
    problems = []
    for claimed, claimants in twice.items():
        for path in claimants:
            others = ", ".join(other for other in claimants if other != path)
            message = f"Has the same id, {claimed}, as {others}. Until it is mended only leads see these documents."
            problems.append(Problem(path, readings[path].facts.id_line, message, "error"))
    folded: dict[str, list[str]] = defaultdict(list)
    for path in readings:
        folded[unicodedata.normalize("NFC", path).casefold()].append(path)
    for paths in folded.values():
        for path in sorted(paths)[1:]:
            message = f"Only capitals or accents tell it from {min(paths)}; some computers cannot hold both files."
            problems.append(Problem(path, None, message, "warning"))
    with_documents = {reading.facts.group for reading in readings.values() if not speaks_for(reading)}
    for name, group in groups.items():
        for path in group.homes[1:]:
            message = f"Is a second document of kind group for “{name}”; {group.homes[0]} is taken as its page."
            problems.append(Problem(path, None, message, "warning"))
        for path in group.closed if name in with_documents else ():
            message = f"Because of this page all of “{name}” that does not say its own readers and rule is for leads."
            problems.append(Problem(path, None, message, "note"))
    return problems
