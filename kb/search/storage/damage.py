"""One error for whatever reading a damaged file raises. Used around reads alone, so that it never hides a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kb.search.index import IndexUnusable


@contextmanager
def damage_said() -> Iterator[None]:
    """Turns any failure into IndexUnusable: Whoosh, numpy, zlib and pickle each have their own errors."""
    try:
        yield
    except IndexUnusable:
        raise
    except Exception as error:
        raise IndexUnusable(f"a part of the index cannot be read: {type(error).__name__} {error}".strip()) from error
