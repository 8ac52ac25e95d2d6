"""The knowledge of the whole library at one moment.

A catalog never changes; the next one takes its place. Every lookup names the audiences it is for, and what they may not
see does not exist for it: not as an answer, a neighbour, a label or a count. Only `every`, `by_path`, `problems` and
`dead_links` look at everything: they are for the index and for those who mend files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property

from kb.access import audience_of, may_read
from kb.library.attached import Files, attach, with_folders_of
from kb.library.building import GroupDefaults, Roles, Touched, effective, problems_between
from kb.library.persistent import PersistentMap
from kb.library.reading import Reading
from kb.library.resolving import FoundFile, Resolver
from kb.library.sources import Sources
from kb.library.view import Neighbours, View
from kb.model import AttachedFile, Audience, Document, Group, Kind, Link, Meeting, Problem, slug

_VIEWS_KEPT = 64
_LATEST = 4_102_444_800  # 2100: no file is of a later time


class Catalog:
    """All documents of a library as they hold. `previous` makes it quick where little has changed since."""

    def __init__(self, sources: Sources, previous: Catalog | None = None) -> None:
        self.sources = sources
        self.site = sources.site
        touched = _touched(previous.sources.readings, sources.readings) if previous else []
        roles = previous._roles.after(touched) if previous else None
        self._roles: Roles = roles or Roles.of(sources.readings)
        self._attached: dict[str, tuple[AttachedFile, ...]]
        self._owners: dict[str, str]
        same = None
        if previous and roles and sources.files == previous.sources.files and _same_files(sources.files, touched):
            self._attached, self._owners = previous._attached, previous._owners
            same = previous if previous.site == self.site else None
        else:
            self._attached, self._owners = attach(sources.files, sources.readings)
        self._documents = self._edited(same, touched) if same else self._build(previous)
        self._views: dict[frozenset[Audience], View] = {}
        self._linked: dict[tuple[Kind, frozenset[Audience], int], tuple[tuple[Document, int], ...]] = {}

    def document(self, identifier: str, audiences: frozenset[Audience]) -> Document | None:
        """A document by its id, else by one of its former ids."""
        by_id = self._roles.by_id.get(identifier)
        paths = [*([by_id] if by_id else ()), *self._roles.by_alias.get(identifier, ())]
        return self._first(paths, audiences)

    def at(self, path: str, audiences: frozenset[Audience]) -> Document | None:
        """The document of a file below notes/."""
        return self._first((path,), audiences)

    def documents(self, audiences: frozenset[Audience]) -> tuple[Document, ...]:
        """All of them, in the order of their paths."""
        return self._view(audiences).documents

    def groups(self, audiences: frozenset[Audience]) -> tuple[Group, ...]:
        """Groups of which at least one document may be seen, in the order of their titles."""
        return self._view(audiences).groups

    def group(self, name: str, audiences: frozenset[Audience]) -> Group | None:
        """A group by its slug, however it is written, or by a former one among its document's aliases."""
        return self._view(audiences).group(name)

    def meetings(self, audiences: frozenset[Audience], group: str | None = None) -> tuple[Meeting, ...]:
        """Of all groups or of one: those whose date is not known first, then the newest."""
        return self._view(audiences).meetings_of(group)

    def meeting(self, group: str, key: str, audiences: frozenset[Audience]) -> Meeting | None:
        """A meeting by its key, else by a former one among the aliases of its documents."""
        return self._view(audiences).meeting(group, key)

    def around(self, document: Document, audiences: frozenset[Audience]) -> Neighbours:
        """The other documents of the same meeting, and the meetings before and after it."""
        return self._view(audiences).around(document)

    def backlinks(self, document: Document, audiences: frozenset[Audience]) -> tuple[Document, ...]:
        """The documents whose links lead to this one, in the order of their paths."""
        return tuple(each for each in self._naming(document, audiences) if self._leads(each, document, audiences))

    def link_between(self, source: Document, there: Document, audiences: frozenset[Audience]) -> Link | None:
        """The first link of a document that leads to this one."""
        reading = self.sources.readings.get(source.path)
        return next(self._links(reading, source, there, audiences), None) if reading else None

    def most_linked(self, kind: Kind, audiences: frozenset[Audience], most: int) -> tuple[tuple[Document, int], ...]:
        """The documents of a kind that most others lead to, with how many: the first `most`, none without any."""
        key = (kind, audiences, most)
        if key not in self._linked:
            naming = [(d, self._naming(d, audiences)) for d in self.documents(audiences) if d.kind is kind]
            named = sorted((pair for pair in naming if pair[1]), key=lambda pair: -len(pair[1]))[: 3 * most]
            counted = [(d, sum(self._leads(each, d, audiences) for each in those)) for d, those in named]
            found = sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])[:most]
            if len(self._linked) < _VIEWS_KEPT:
                self._linked[key] = tuple(found)
            return tuple(found)
        return self._linked[key]

    def resolve(
        self, target: str, source: Document, audiences: frozenset[Audience], *, wiki: bool = False
    ) -> Document | FoundFile | None:
        """Where a link in `source` leads for these audiences: a document, a file with its document, or nowhere.

        `target` is the link without its fragment, percent-decoded; with `wiki` what stands in `[[target]]`.
        """
        return self._resolver.resolve(target, source, lambda document: may_read(document, audiences), wiki=wiki)

    def changed(self, document: Document) -> datetime:
        """When its file was last changed, to the second; where the file's own time cannot be meant, the nearest."""
        reading = self.sources.readings.get(document.path)
        seconds = reading.stamp.mtime_ns // 10**9 if reading else 0
        return datetime.fromtimestamp(min(max(seconds, 0), _LATEST), UTC)

    def every(self) -> tuple[Document, ...]:
        """All documents, whoever may read them."""
        return tuple(self._documents.values())

    @property
    def attached(self) -> Mapping[str, tuple[AttachedFile, ...]]:
        """The files of each document that has some, by its path; the same object as before where none has changed."""
        return self._attached

    @cached_property
    def audiences(self) -> frozenset[Audience]:
        """All sets of readers that any document is for: what an admin belongs to."""
        return frozenset(audience_of(document) for document in self._documents.values())

    def by_path(self, path: str) -> Document | None:
        return self._documents.get(path)

    def would_be(self, reading: Reading, identifier: str) -> Document:
        """The document that a file would be, with all that holds for it, as far as its group and the library tell."""
        facts = reading.facts
        group = self._roles.groups.get(facts.group or "")
        if facts.kind is Kind.GROUP:  # it says it for its group, and so for itself
            group = GroupDefaults(facts.visibility, facts.rule)
        return effective(reading, identifier, group, self.site, (), twice=False)

    def changed_since(self, before: Catalog) -> tuple[str, ...]:
        """Paths of the documents whose text, or anything that holds for them, is not what it was."""
        old, new = before._documents, self._documents
        hashes, old_hashes = self.sources.readings, before.sources.readings
        return tuple(
            path
            for path in new.differing(old)
            if path in new and (old.get(path) != new[path] or hashes[path].hash != old_hashes[path].hash)
        )

    def gone_since(self, before: Catalog) -> tuple[str, ...]:
        return tuple(path for path in self._documents.differing(before._documents) if path not in self._documents)

    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with files, in the order of path and line."""
        sources = self.sources
        found = [*sources.problems, *sources.site.problems]
        found += [problem for reading in sources.readings.values() for problem in reading.problems]
        found += problems_between(sources.readings, self._roles.twice, self._roles.groups)
        return tuple(sorted(found, key=lambda problem: (problem.path, problem.line or 0, problem.message)))

    def dead_links(self) -> tuple[Problem, ...]:
        """Links that lead nowhere in the library, whoever follows them."""
        problems = []
        for path, reading in self.sources.readings.items():
            for link in reading.links:
                if not self._resolver.resolve(link.target, self._documents[path], lambda _: True, wiki=link.wiki):
                    message = f"The link to “{link.target}” leads nowhere."
                    problems.append(Problem(path, link.line, message, "warning"))
        return tuple(problems)

    def _edited(self, previous: Catalog, touched: Touched) -> PersistentMap[Document]:
        """The documents before with those read anew, where nothing else has changed."""
        paths = {each.path for both in touched for each in both if each}
        there = self.sources.readings
        return previous._documents.changed({path: self._effective(path) if path in there else None for path in paths})

    def _build(self, previous: Catalog | None) -> PersistentMap[Document]:
        """Every document; one for which nothing has changed is the same object as before."""
        same = self._unchanged(previous) if previous else {}
        return PersistentMap({path: same.get(path) or self._effective(path) for path in self.sources.readings})

    def _effective(self, path: str) -> Document:
        reading = self.sources.readings[path]
        defaults = self._roles.groups.get(reading.facts.group or "")
        files = self._attached.get(path, ())
        return effective(reading, self._roles.ids[path], defaults, self.site, files, twice=path in self._roles.closed)

    def _unchanged(self, previous: Catalog) -> dict[str, Document]:
        """The documents before that hold as they are."""
        if previous.site.default_visibility is not self.site.default_visibility:
            return {}
        before, after = previous.sources.readings, self.sources.readings
        regrouped = {
            name
            for name in self._roles.groups.keys() | previous._roles.groups.keys()
            if self._roles.groups.get(name) != previous._roles.groups.get(name)
        }
        moved = self._roles.closed ^ previous._roles.closed
        same_names = previous.site.tags == self.site.tags
        return {
            path: document
            for path, document in previous._documents.items()
            if before[path] is after.get(path)
            and document.group not in regrouped
            and document.id == self._roles.ids[path]
            and document.files == self._attached.get(path, ())
            and path not in moved
            and (same_names or not document.tags)
        }

    def _naming(self, document: Document, audiences: frozenset[Audience]) -> list[Document]:
        """The documents with a link that may lead to this one, by the name it gives, in the order of their paths."""
        reading = self.sources.readings.get(document.path)
        if reading is None:
            return []
        names = {*reading.names, slug(document.id), *(slug(alias) for alias in document.aliases)}
        candidates = {path for name in names for path in self._mentioned.get(name, ())} - {document.path}
        return [each for path in sorted(candidates) if may_read(each := self._documents[path], audiences)]

    def _leads(self, source: Document, there: Document, audiences: frozenset[Audience]) -> bool:
        return any(self._links(self.sources.readings[source.path], source, there, audiences))

    def _links(
        self, reading: Reading, source: Document, there: Document, audiences: frozenset[Audience]
    ) -> Iterator[Link]:
        for link in reading.links:
            if self.resolve(link.target, source, audiences, wiki=link.wiki) is there:
                yield link

    def _first(self, paths: Iterable[str], audiences: frozenset[Audience]) -> Document | None:
        found = (self._documents[path] for path in paths if path in self._documents)
        return next((document for document in found if may_read(document, audiences)), None)

    def _view(self, audiences: frozenset[Audience]) -> View:
        view = self._views.get(audiences)
        if view is None:
            visible = tuple(document for document in self._documents.values() if may_read(document, audiences))
            homes = {name: defaults.homes for name, defaults in self._roles.groups.items()}
            view = View(visible, homes)
            if len(self._views) < _VIEWS_KEPT:
                self._views[audiences] = view
        return view

    @cached_property
    def _mentioned(self) -> dict[str, list[str]]:
        return _grouped((name, path) for path, reading in self.sources.readings.items() for name in reading.mentions)

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._documents, self.sources, self._roles.by_id, self._owners)


def _touched(before: PersistentMap[Reading], after: PersistentMap[Reading]) -> Touched:
    return [(before.get(path), after.get(path)) for path in after.differing(before)]


def _same_files(files: Files, touched: Touched) -> bool:
    """Does each document keep the files it has? One that comes or goes may own what lies in its folder."""
    if any((old.targets if old else ()) != (new.targets if new else ()) for old, new in touched):
        return False
    return not with_folders_of(files, [each.path for old, new in touched if not (old and new) and (each := old or new)])


def _grouped(pairs: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, path in pairs:
        found[key].append(path)
    return found
