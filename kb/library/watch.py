"""Being told when something in notes/ changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

_DEBOUNCE = 150  # milliseconds in which changes that belong together come together
_STEP = 50
_RETRY = 2.0  # seconds until a folder that is not there is looked for again

log = logging.getLogger("kb")


def watch(notes: Path, on_change: Callable[[frozenset[str]], None], stop: threading.Event) -> None:
    """Call `on_change` with the paths below notes/ that changed, until `stop` is set.

    Where the system cannot tell, files are looked at every now and then instead. Changes can be missed all the same (a
    network drive, too many at once), so the caller looks at the whole folder from time to time. While notes/ is not
    there it waits for it.
    """
    polling = False
    while not stop.is_set():
        root = notes.resolve()
        if not root.is_dir():
            stop.wait(_RETRY)
            continue
        try:
            for changes in watchfiles.watch(
                root,
                watch_filter=None,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=stop,
                rust_timeout=1000,
                yield_on_timeout=False,
                raise_interrupt=False,
                force_polling=polling or None,
            ):
                if paths := _below(root, {Path(path) for _, path in changes}):
                    on_change(paths)
        except (OSError, RuntimeError) as error:
            log.warning("the folder cannot be watched (%s): it is looked at every now and then instead", error)
            polling = True
            stop.wait(_RETRY)


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
