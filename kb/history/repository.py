"""The git repository: writing a commit, reading a file of one, and every commit since another."""

from __future__ import annotations

import logging
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from dulwich.errors import NotGitRepository
from dulwich.file import FileLocked
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from kb.history.listing import FILE, FOLDER, Listing
from kb.history.places import REGISTER, number_of, settled
from kb.history.records import author

MAIN = Ref(b"refs/heads/main")
_MANY = 20  # objects; more of them are written as one pack
_LISTINGS = 8  # folders of the newest commits that are kept in memory, where the next commit is likely to be
_LOCKS = 20  # files that a commit locks, and more

log = logging.getLogger("kb")

T = TypeVar("T")
Files = Mapping[str, "bytes | None"]
"""From paths to what they hold now; None where a file is gone."""


@dataclass(frozen=True)
class Told:
    """A commit without its tree."""

    id: str
    parent: str | None
    at: int
    author: bytes
    message: bytes


class Repository:
    """A bare repository in `folder`, made when something is first written. Safe for threads; one process writes.

    Another one may take its place at any time (kb.history.rewriting): that is seen with the next use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._opened: Repo | None = None
        self._listings: dict[ObjectID, Listing] = {}
        self._is: int | None = None

    @property
    def head(self) -> str | None:
        """The newest commit, None where there is none yet."""
        with self._lock:
            repo = self._repo(make=False)
            newest = _newest(repo) if repo else None
            return _text(newest) if newest else None

    def make(self) -> None:
        """Make the repository where there is none."""
        with self._lock:
            self._writable()

    def keep(self, content: bytes) -> None:
        """Keep a file that is not part of any commit yet."""
        with self._lock:
            _without_left_locks(lambda: self._keep(content))

    def keep_all(self, contents: Sequence[bytes]) -> None:
        """The same for several; many of them become one pack."""
        with self._lock:
            _without_left_locks(lambda: self._keep_all(contents))

    def commit(self, files: Files, by: int | None, message: bytes, at: int) -> str:
        """Make a commit on top of the newest one. It is on the disk when this returns. Raises OSError."""
        with self._lock:
            return _without_left_locks(lambda: self._commit(files, by, message, at))

    def read(self, blob: str) -> bytes:
        """Raises KeyError where there is no such file."""
        with self._lock:
            repo = self._repo(make=False)
            if repo is None:
                raise KeyError(blob)
            found = repo.object_store[ObjectID(blob.encode())]
            if not isinstance(found, Blob):
                raise KeyError(blob)
            return found.data

    def told(self, commit: str) -> Told:
        """Raises KeyError where there is no such commit."""
        with self._lock:
            return _told(_commit(self._there(), ObjectID(commit.encode())))

    def held(self, commit: str | None, paths: Iterable[str]) -> dict[str, bytes | None]:
        """What each path held after a commit; None where there was no such file. Each folder is read once."""
        with self._lock:
            repo = self._there()
            if commit is None:
                return dict.fromkeys(paths)

            @cache
            def folder(path: str) -> ShaFile | None:
                return there(path) if path else _tree_of(repo, _commit(repo, ObjectID(commit.encode())).tree)

            def there(path: str) -> ShaFile | None:
                above, _, name = path.rpartition("/")
                around, key = folder(above), name.encode()
                if not isinstance(around, Tree) or key not in around:
                    return None
                return repo.object_store[around[key][1]]

            found = {path: there(path) for path in paths}
            return {path: each.data if isinstance(each, Blob) else None for path, each in found.items()}

    def since(self, known: str | None) -> Iterator[Told]:
        """The commits from the newest one back to `known`, or to the first where that is not among them."""
        with self._lock:
            repo = self._repo(make=False)
            at = _newest(repo) if repo else None
            while repo and at and _text(at) != known:
                commit = _commit_or_none(repo, at)
                if commit is None:
                    log.error("What the history has before a damaged commit cannot be read.")
                    return
                yield _told(commit)
                at = commit.parents[0] if commit.parents else None

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _keep(self, content: bytes) -> None:
        self._writable().object_store.add_object(Blob.from_string(content))

    def _keep_all(self, contents: Sequence[bytes]) -> None:
        store = self._writable().object_store
        blobs = {blob.id: blob for blob in map(Blob.from_string, contents) if blob.id not in store}
        if len(blobs) > _MANY:
            store.add_objects([(each, None) for each in blobs.values()])
        else:
            for each in blobs.values():
                store.add_object(each)

    def _commit(self, files: Files, by: int | None, message: bytes, at: int) -> str:
        repo = self._writable()
        new: dict[ObjectID, ShaFile] = {}
        parent = _newest(repo)
        before = _commit(repo, parent).tree if parent else None
        made = Commit()
        made.tree = self._tree(repo, before, {tuple(p.split("/")): c for p, c in files.items()}, new) or _empty(new)
        made.parents = [parent] if parent else []
        made.author = made.committer = author(by)
        made.author_time = made.commit_time = at
        made.author_timezone = made.commit_timezone = 0
        made.encoding = b"UTF-8"
        made.message = message
        new[made.id] = made
        new = {name: each for name, each in new.items() if name not in repo.object_store}
        if len(new) > _MANY:
            repo.object_store.add_objects([(each, None) for each in new.values()])
        else:
            for each in new.values():
                repo.object_store.add_object(each)
        repo.refs[MAIN] = made.id
        return _text(made.id)

    def _repo(self, *, make: bool) -> Repo | None:
        settled(self._folder)
        if self._opened is not None and self._is != number_of(self._folder):
            self._opened.close()
            self._opened = None
        if self._opened is None:
            try:
                self._opened = Repo(str(self._folder))
            except NotGitRepository:
                if not make:
                    return None
                self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._folder.mkdir(mode=0o700, exist_ok=True)
                made = Repo.init_bare(str(self._folder), default_branch=b"main")
                config = made.get_config()
                config.set((b"core",), b"fsyncObjectFiles", True)
                config.write_to_path()
                made.close()
                self._opened = Repo(str(self._folder))
            self._is = number_of(self._folder)
        return self._opened

    def _there(self) -> Repo:
        repo = self._repo(make=False)
        if repo is None:
            raise KeyError("there is no history yet")
        return repo

    def _writable(self) -> Repo:
        repo = self._repo(make=True)
        assert repo is not None
        return repo

    def _tree(
        self,
        repo: Repo,
        before: ObjectID | None,
        files: Mapping[tuple[str, ...], bytes | None],
        new: dict[ObjectID, ShaFile],
    ) -> ObjectID | None:
        """The tree with these files changed, None where nothing is left in it; what is made for it goes into `new`."""
        listing = self._listing(repo, before) if before else Listing()
        below: dict[str, dict[tuple[str, ...], bytes | None]] = defaultdict(dict)
        for parts, content in sorted(files.items(), key=lambda item: item[1] is not None):  # what is gone comes first
            name = parts[0].encode()
            if len(parts) > 1:
                below[parts[0]][parts[1:]] = content
            elif content is not None:
                blob = Blob.from_string(content)
                new[blob.id] = blob
                listing.put(name, FILE, blob.id)
            elif listing.is_file(name):
                listing.remove(name)
        for folder, inside in below.items():
            name = folder.encode()
            old = listing.folder(name)
            made = self._tree(repo, old, inside, new)
            if made is not None:
                listing.put(name, FOLDER, made)
            elif old is not None:
                listing.remove(name)
        if not len(listing):
            return None
        tree = listing.tree()
        new[tree.id] = tree
        self._listings[tree.id] = listing
        if len(self._listings) > _LISTINGS:
            del self._listings[next(iter(self._listings))]
        return tree.id

    def _listing(self, repo: Repo, name: ObjectID) -> Listing:
        """A folder to be changed, which is not kept any more as it was."""
        return self._listings.pop(name, None) or _listing_of(repo, name)


def _without_left_locks(work: Callable[[], T]) -> T:
    """A process that was killed leaves the locks of files it wrote. Only one writes at a time, and that is us."""
    for _ in range(_LOCKS):
        try:
            return work()
        except FileLocked as lock:
            Path(os.fsdecode(lock.lockfilename)).unlink(missing_ok=True)
    return work()


def _newest(repo: Repo) -> ObjectID | None:
    """Raises ValueError where there is one and nobody can tell which: what is begun anew then would hide it all."""
    try:
        return repo.refs[MAIN]
    except KeyError:
        folder = Path(repo.controldir())
        if (folder / "refs" / "heads" / "main").exists() or (folder / REGISTER).exists():
            raise ValueError("the branch of the history is damaged") from None
        return None


def _empty(new: dict[ObjectID, ShaFile]) -> ObjectID:
    tree = Tree()
    new[tree.id] = tree
    return tree.id


def _listing_of(repo: Repo, name: ObjectID) -> Listing:
    """A folder to be changed. One that is damaged is begun anew: what each version said is found without it."""
    try:
        kind, raw = repo.object_store.get_raw(name)
        assert kind == Tree.type_num
        return Listing(raw)
    except OSError:
        raise
    except Exception:  # whatever is wrong with a repository, dulwich says in many ways
        log.error("A list of files in the history is damaged, and begun anew.")
        return Listing()


def _tree_of(repo: Repo, name: ObjectID) -> Tree:
    found = repo.object_store[name]
    assert isinstance(found, Tree)
    return found


def _commit(repo: Repo, name: ObjectID) -> Commit:
    found = repo.object_store[name]
    assert isinstance(found, Commit)
    return found


def _commit_or_none(repo: Repo, name: ObjectID) -> Commit | None:
    try:
        return _commit(repo, name)
    except OSError:
        raise
    except Exception:  # whatever is wrong with a repository, dulwich says in many ways
        return None


def blob_name(content: bytes) -> str:
    """What git calls a file of this content."""
    return _text(Blob.from_string(content).id)


def _told(commit: Commit) -> Told:
    parent = _text(commit.parents[0]) if commit.parents else None
    return Told(_text(commit.id), parent, int(commit.commit_time), commit.author, commit.message)


def _text(name: bytes) -> str:
    return name.decode("ascii")
