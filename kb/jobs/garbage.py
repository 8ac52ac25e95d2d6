"""Garbage is looked for in what is new alone.

A catalog and the index of a large library are a million objects that stay: to look through them takes a tenth of a
second, in which nobody is answered, and Python does it every few seconds while pages are asked for.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Look through all there is once more, and then never again through what is kept of it."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
