"""A history that was damaged: go on from the newest commit that can still be read, or put it aside and begin anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.objects import Commit, ObjectID
from dulwich.repo import Repo

from kb.history.places import REGISTER
from kb.history.repository import MAIN

_COMMIT = 1  # the number of commits among git's kinds of objects


def mend(folder: Path) -> str:
    """Make the repository in `folder` one that can be written to; gives what had to be done, "" for nothing.

    What is put aside stays on the disk, for whoever can read more of it. For whoever holds the lock of the library.
    """
    if not folder.exists():
        return ""
    try:
        repo = Repo(str(folder))
    except (NotGitRepository, NotADirectoryError):
        return _put_aside(folder)
    try:
        return _mended(repo, folder)
    finally:
        repo.close()


def _mended(repo: Repo, folder: Path) -> str:
    branch = folder / "refs" / "heads" / "main"
    try:
        _commit(repo, repo.refs[MAIN])
    except PermissionError:
        raise
    except Exception:  # whatever is wrong with a repository, dulwich says in many ways
        newest = max(_commits(repo), key=lambda found: (found[0], found[1]), default=None)
        if newest is None:
            return "" if not branch.exists() and not (folder / REGISTER).exists() else _put_aside(folder)
        branch.unlink(missing_ok=True)
        repo.refs[MAIN] = newest[2]
        day = time.strftime("%Y-%m-%d %H:%M", time.gmtime(newest[0]))
        return f"The history was damaged. It goes on from what can be read of it, which ends at {day} UTC."
    return ""


def _commits(repo: Repo) -> Iterator[tuple[int, int, ObjectID]]:
    """Every commit that can be read: its time, and how many others know it as the one before them, fewer being more."""
    found: dict[ObjectID, Commit] = {}
    store = repo.object_store
    for names in (store._iter_loose_objects(), *(pack for pack in _packs(repo))):
        try:
            for name in names:
                try:
                    if store.get_raw(name)[0] == _COMMIT:
                        found[name] = _commit(repo, name)
                except Exception:  # noqa: S112 (one that cannot be read)
                    continue
        except Exception:  # noqa: S112 (a pack that cannot be read)
            continue
    parents = {parent for commit in found.values() for parent in commit.parents}
    yield from ((int(commit.commit_time), -int(name in parents), name) for name, commit in found.items())


def _packs(repo: Repo) -> Iterator[Iterator[ObjectID]]:
    try:
        yield from (iter(pack) for pack in repo.object_store.packs)
    except Exception:  # the folder of packs cannot be read
        return


def _commit(repo: Repo, name: ObjectID) -> Commit:
    found = repo.object_store[name]
    if not isinstance(found, Commit):
        raise KeyError(name)
    return found


def _put_aside(folder: Path) -> str:
    aside = folder.with_name(f"history-damaged-{time.strftime('%Y-%m-%dT%H-%M-%S', time.gmtime())}.git")
    folder.rename(aside)
    return (
        "The history was damaged and nothing in it could be read, so it begins anew. "
        f"It was put aside as {aside.name}; a backup may hold a better one."
    )
