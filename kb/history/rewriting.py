"""A history without some documents, or without a part of what they said: a new repository, that takes the place of the
old one in a moment.

Everything else is in it as it was: contents, dates, authors and reasons. A commit that was about nothing else than what
is erased is not in it. Where documents that are erased lay, the files attached to them go too.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.repo import Repo

from kb.history.listing import FOLDER
from kb.history.places import BEFORE, REGISTER, REWRITTEN, beside, clear, settled
from kb.history.records import CHANGED, HASH, Line, hash_of, message, parts, reworded
from kb.history.register import Register
from kb.history.repository import MAIN, Repository, blob_name

_MAKING = ".rewriting"
_AT_ONCE = 10_000  # objects that are written together
_BYTES_AT_ONCE = 64_000_000

Cut = Callable[[bytes], bytes]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Erasure:
    """What is to be erased: `documents` by their ids; with `cut` not they, but what it takes out of each version."""

    documents: frozenset[str]
    cut: Cut | None = None


class Rewriting:
    """Makes the new repository beside `folder`. To `catch_up` takes long, and can be done while others write; what came
    meanwhile is taken in by another call. `finish` it while nobody writes. Use it as a context."""

    def __init__(self, folder: Path, erasure: Erasure) -> None:
        self._folder = folder
        self._making = beside(folder, _MAKING)
        self._erasure = erasure
        self._source = Repository(folder)
        shutil.rmtree(self._making, ignore_errors=True)
        self._target = Repository(self._making)
        self._target.make()
        self._old = Repo(str(folder))
        self._new = Repo(str(self._making))
        self._known: str | None = None
        self._before: ObjectID | None = None
        self._newest: Commit | None = None
        self._spots: dict[str, bool] = {}
        self._there: set[ObjectID] = set()
        self._filtered: dict[tuple[ObjectID, str], ObjectID | None] = {}
        self._cut: dict[str, bytes] = {}
        self._waiting: list[ShaFile] = []
        self._bytes = 0
        self.commits = 0

    def __enter__(self) -> Rewriting:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._old, self._new, self._source, self._target):
            each.close()
        shutil.rmtree(self._making, ignore_errors=True)

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take in the commits that are new since the last call. Raises OSError."""
        head = self._source.head
        for told in reversed(list(self._source.since(self._known))):
            self._take(ObjectID(told.id.encode()))
            if progress:
                progress(1)
        self._write()
        if self._newest is not None:
            self._new.refs[MAIN] = self._newest.id
        self._known = head

    def finish(self) -> None:
        """Let the new repository take the place of the old one, of which nothing is left. After a crash meanwhile the
        one or the other is there, whole. Raises OSError."""
        register = Register(self._making / REGISTER, self._target)
        register.catch_up()
        register.close()
        os.sync()
        clear(self._folder)
        self._making.rename(beside(self._folder, REWRITTEN))
        self._folder.rename(beside(self._folder, BEFORE))
        settled(self._folder)
        clear(self._folder)

    def _take(self, name: ObjectID) -> None:
        commit = self._old.object_store[name]
        assert isinstance(commit, Commit)
        told = reworded(commit.message, self._line)
        tree = self._tree(commit.tree, "") if self._spots else self._copy_tree(commit.tree)
        was, self._before = self._before, commit.tree
        same = tree == (self._newest.tree if self._newest else None)
        if same and (told is None or (was != commit.tree and not parts(told)[1])):
            return  # it was about nothing else
        made = Commit()
        made.tree = tree or self._empty()
        made.parents = [self._newest.id] if self._newest else []
        made.author, made.committer = commit.author, commit.committer
        made.author_time, made.author_timezone = commit.author_time, commit.author_timezone
        made.commit_time, made.commit_timezone = commit.commit_time, commit.commit_timezone
        made.encoding = commit.encoding
        made.message = message(CHANGED, []) if told is None else told
        self._add(made)
        self._newest = made
        self.commits += 1

    def _line(self, line: Line) -> Line | None:
        """A line of a commit as it shall be, None for none; and who lies where from here on."""
        ours = line.document in self._erasure.documents
        if line.attached and self._erasure.cut is not None:
            return line
        if ours or line.path in self._spots:
            if self._spots.get(line.path) != ours:
                self._filtered.clear()
            self._spots[line.path] = ours
        if not ours:
            return line
        if self._erasure.cut is None:
            return None
        content = self._cut_of(line.blob)
        return replace(line, hash=hash_of(content)[:HASH], blob=blob_name(content))

    def _cut_of(self, blob: str) -> bytes:
        assert self._erasure.cut is not None
        if blob not in self._cut:
            found = self._old.object_store[ObjectID(blob.encode())]
            assert isinstance(found, Blob)
            self._cut[blob] = self._erasure.cut(found.data)
        return self._cut[blob]

    def _tree(self, name: ObjectID, path: str) -> ObjectID | None:
        """The tree without what is erased; None where nothing is left in it."""
        below = [each for each, ours in self._spots.items() if ours and each.startswith(path)]
        if not below and not any(path.startswith(f"{_stem(each)}/") for each, ours in self._spots.items() if ours):
            return self._copy_tree(name)
        key = (name, path)
        if key not in self._filtered:
            self._filtered[key] = self._made_tree(name, path)
        return self._filtered[key]

    def _made_tree(self, name: ObjectID, path: str) -> ObjectID | None:
        old, made = self._old.object_store[name], Tree()
        assert isinstance(old, Tree)
        for entry in old.iteritems():
            assert entry.path is not None
            assert entry.mode is not None
            place = path + os.fsdecode(entry.path)
            kept: ObjectID | None = entry.sha
            if entry.mode == FOLDER:
                kept = None if self._is_attached(f"{place}/") else self._tree(entry.sha, f"{place}/")
            elif self._is_attached(place):
                kept = None
            elif self._spots.get(place):
                kept = self._cut_blob(entry.sha)
            else:
                self._copy(entry.sha)
            if kept is not None:
                made.add(entry.path, entry.mode, kept)
        if not len(made):
            return None
        self._add(made)
        return made.id

    def _is_attached(self, path: str) -> bool:
        """Does this lie in the folder of a document that is erased as a whole?"""
        if self._erasure.cut is not None:
            return False
        return any(ours and path.startswith(f"{_stem(each)}/") for each, ours in self._spots.items())

    def _cut_blob(self, name: ObjectID) -> ObjectID | None:
        if self._erasure.cut is None:
            return None
        blob = Blob.from_string(self._cut_of(name.decode()))
        self._add(blob)
        return blob.id

    def _copy_tree(self, name: ObjectID) -> ObjectID:
        if name not in self._there:
            tree = self._old.object_store[name]
            assert isinstance(tree, Tree)
            for entry in tree.iteritems():
                assert entry.sha is not None
                if entry.mode == FOLDER:
                    self._copy_tree(entry.sha)
                else:
                    self._copy(entry.sha)
            self._add(tree)
        return name

    def _copy(self, name: ObjectID) -> None:
        if name not in self._there:
            self._add(self._old.object_store[name])

    def _empty(self) -> ObjectID:
        self._add(Tree())
        return Tree().id

    def _add(self, made: ShaFile) -> None:
        if made.id in self._there:
            return
        self._there.add(made.id)
        self._waiting.append(made)
        self._bytes += made.raw_length()
        if len(self._waiting) >= _AT_ONCE or self._bytes >= _BYTES_AT_ONCE:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._new.object_store.add_objects([(each, None) for each in self._waiting])
        self._waiting, self._bytes = [], 0


def _stem(path: str) -> str:
    return path.rpartition(".")[0]
