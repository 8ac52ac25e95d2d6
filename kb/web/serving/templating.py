"""Templates: the library's own first, then ours; with the few names every page may use.

A library's own template is read again once it has changed. Ours are those the server started with: an update puts new
files below a running server, whose code does not know what they ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    select_autoescape,
)

from kb.web.plain import addresses, words
from kb.web.plain.hues import hue_class
from kb.web.plain.resource import glance
from kb.web.plain.whole import whole_words
from kb.web.serving.static import Static

OWN = next(p for p in (Path(__file__).parents[n] / "templates" for n in (2, 3)) if p.is_dir())
"""Ours: inside the package where it is installed, at the top of a checkout."""


class Templates:
    """Pages and static files of a library, which overrides either by putting one of the same name into `templates/`."""

    def __init__(self, home: Path, public_path: str = "") -> None:
        own = home / "templates"
        overrides = own if own.is_dir() and own.resolve() != OWN.resolve() else None
        self.static = Static(overrides and overrides / "static", OWN / "static")
        self._public_path = public_path
        loaders: list[BaseLoader] = [FileSystemLoader(overrides)] if overrides else []
        self._environment = Environment(
            loader=ChoiceLoader([*loaders, FunctionLoader(_ours().get)]),
            autoescape=select_autoescape(("html", "xml")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            link=self.link,
            static=self.static_address,
            cited_by_address=addresses.cited_by_address,
            document_address=addresses.document_address,
            calendar_address=addresses.calendar_address,
            feed_address=addresses.feed_address,
            file_address=addresses.file_address,
            passage_address=addresses.passage_address,
            inside_address=addresses.inside_address,
            edit_address=addresses.edit_address,
            attached_address=addresses.attached_address,
            unsaved_address=addresses.unsaved_address,
            go_on_address=addresses.go_on_address,
            remove_address=addresses.remove_address,
            move_address=addresses.move_address,
            undo_address=addresses.undo_address,
            history_address=addresses.history_address,
            paragraphs_address=addresses.paragraphs_address,
            changes_address=addresses.changes_address,
            share_address=addresses.share_address,
            tag_address=addresses.tag_address,
            group_address=addresses.group_address,
            people_address=addresses.people_address,
            group_edit_address=addresses.group_edit_address,
            group_history_address=addresses.group_history_address,
            person_address=addresses.person_address,
            moment=words.moment,
            instant=words.instant,
            kind_name=words.kind,
            glance=glance,
            hue=hue_class,
        )
        self._environment.filters.update(bytes=_size, whole=whole_words)

    def render(self, template: str, /, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)

    def link(self, address: str) -> str:
        """An address of ours as it must stand in a page: with the path the site is served under."""
        return self._public_path + address

    def static_address(self, name: str) -> str:
        """The address of a static file, with its fingerprint, so that it may be cached for ever."""
        found = self.static.find(name)
        if found is None:
            raise FileNotFoundError(f"no static file {name}")
        return self.link(f"/static/{quote(name)}?v={self.static.fingerprint(found)}")


def _ours() -> dict[str, tuple[str, str, Callable[[], bool]]]:
    """Each template of ours as Jinja wants it: its text, where it is from (for the log), and whether it still holds."""
    files = (path for path in OWN.iterdir() if path.is_file())
    return {path.name: (path.read_text(encoding="utf-8"), str(path), lambda: True) for path in files}


def _size(count: int) -> str:
    """A file's size for people: `12 KB`."""
    if count < 1000:
        return f"{count} bytes"
    value = float(count)
    for unit in ("KB", "MB", "GB"):
        value /= 1000
        if value < 1000 or unit == "GB":
            break
    return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
