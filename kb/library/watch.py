"""Being told when something in notes/ changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import watchfiles

_DEBOUNCE = 150  # milliseconds in which changes that belong together come together
_STEP = 20
_LOOK = 1000  # milliseconds between looks whether the folder is still the same one
_RETRY = 1.0  # seconds until a folder that is not there is looked for again

EVERYTHING = frozenset({""})
"""Told where nobody knows what has changed: the folder has been replaced, or could not be watched for a while."""

log = logging.getLogger("kb")

OnChange = Callable[[frozenset[str]], None]


def watch(notes: Path, on_change: OnChange, stop: threading.Event) -> None:
    """Call `on_change` with the paths below notes/ that changed, until `stop` is set.

    Where the system cannot tell, files are looked at every now and then instead. Changes can be missed all the same (a
    network drive, too many at once), so the caller looks at the whole folder from time to time. While notes/ is not
    there it waits for it, and when another folder has taken its place, or after a failure, it says EVERYTHING.
    """
    polling = False
    first = True
    while not stop.is_set():
        identity = _identity(notes)
        if identity is None:
            first = False
            stop.wait(_RETRY)
            continue
        works = False
        try:
            for paths in _changes(notes.resolve(), stop, polling=polling):
                works = True
                if not first:  # now that somebody watches the new folder, or watches again
                    on_change(EVERYTHING)
                    first = True
                if paths:
                    on_change(paths)
                if _identity(notes) != identity:
                    first = False
                    break
        except (OSError, RuntimeError) as error:  # the latter also for a file whose name is no text
            first = False
            if not works and not polling:
                log.warning("the folder cannot be watched (%s): it is looked at every now and then instead", error)
                polling = True
            stop.wait(_RETRY)


def _changes(root: Path, stop: threading.Event, *, polling: bool) -> Iterator[frozenset[str]]:
    """What changed, as paths below `root`; nothing, every second, where nothing did."""
    for changes in watchfiles.watch(
        root,
        watch_filter=None,
        debounce=_DEBOUNCE,
        step=_STEP,
        stop_event=stop,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=polling or None,
        ignore_permission_denied=True,
    ):
        yield _below(root, {Path(path) for _, path in changes})


def _below(root: Path, paths: set[Path]) -> frozenset[str]:
    """As paths below notes/; hidden ones left out, for nothing in them is read and our own writing makes them."""
    found = set()
    for path in paths:
        if not path.is_relative_to(root):
            continue
        parts = path.relative_to(root).parts
        if parts and not any(part.startswith(".") for part in parts):
            found.add("/".join(parts))
    return frozenset(found)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder it is, whatever its name; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if folder.is_dir() else None
