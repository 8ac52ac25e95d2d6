"""The engines that are measured, each behind the same few methods and each used as its own documentation advises.

All index the same passages and make the same page: ten documents with the snippets of up to three passages each, the
exact total, four facets counted over all results (a facet that filters counts as if it did not), and only what a
visitor may read. What an engine cannot do by itself is done the way its users do it, and said in its docstring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol

from bench.asks import Ask
from bench.engines import system
from kb.search import Entry

SHOWN = 10
"""Documents on a page."""

PASSAGES = 3
"""Passages shown of each document, at most."""

_STOP_WORDS = """
a an and are as at be by for from had has have he i if in is it its of on or our she so that the their there they this
to was we were what when which who why how will with you your did does do not
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Left out of a question by those who have to name its words themselves."""


@dataclass(frozen=True)
class Shown:
    """A document on a page: its path, and the snippets of its passages."""

    path: str
    snippets: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What an engine answers. `facets`: for tag, group, kind and year how many documents have which value."""

    total: int
    shown: tuple[Shown, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class Engine(Protocol):
    """An open index. May be read from several threads while one thread puts."""

    def page(self, ask: Ask) -> Page: ...

    def put(self, entry: Entry) -> None:
        """Add or replace one document; found by every page that is asked for afterwards."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Kind:
    """An engine by name: how its index is built in an empty folder, and how it is opened."""

    name: str
    build: Callable[[Path, Iterable[Entry]], None]
    open: Callable[[Path], Engine]


OURS = "Knowledge Club"
_MODULES = {  # name in the tables → module here, and what must be installed for it: a package and its compiled part
    OURS: ("knowledge_club", "kb", ""),
    "SQLite FTS5": ("sqlite_fts5", "sqlite3", ""),
    "tantivy": ("tantivy_index", "tantivy", ""),
    "Xapian": ("xapian_index", "xapian", "_xapian"),
    "stock Whoosh": ("stock_whoosh", "whoosh", ""),
}

NAMES = tuple(_MODULES)


def installed() -> tuple[str, ...]:
    """Names of the engines that can be measured here, ours first."""
    return tuple(name for name, (_, package, compiled) in _MODULES.items() if system.has(package, compiled))


def engine(name: str) -> Kind:
    """An engine by its name in the tables."""
    module = import_module(f"bench.engines.{_MODULES[name][0]}")
    return Kind(name, module.build, module.open_index)
