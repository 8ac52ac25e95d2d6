"""Templates: the library's own first, then ours; with the few names every page may use."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from kb.web import addresses, words

_HUES = 12

OWN = next(p for p in (Path(__file__).parents[1] / "templates", Path(__file__).parents[2] / "templates") if p.is_dir())
"""Ours: inside the package where it is installed, at the top of a checkout."""


class Templates:
    """Pages and static files of a library.

    `folders` are searched in order: a library overrides a page or a static file by putting one of the same name into
    its own `templates/`.
    """

    def __init__(self, home: Path, public_path: str = "") -> None:
        self.folders = [folder for folder in (home / "templates", OWN) if folder.is_dir()]
        self._public_path = public_path
        self._fingerprints: dict[Path, tuple[int, str]] = {}
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self.folders]),
            autoescape=select_autoescape(("html", "xml")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            link=self.link,
            static=self.static_address,
            search_address=addresses.search_address,
            document_address=addresses.document_address,
            file_address=addresses.file_address,
            passage_address=addresses.passage_address,
            inside_address=addresses.inside_address,
            tag_address=addresses.tag_address,
            group_address=addresses.group_address,
            meeting_address=addresses.meeting_address,
            kind_name=words.kind,
            hue=_hue,
        )
        self._environment.filters.update(bytes=_size)

    def render(self, name: str, **values: Any) -> str:
        return self._environment.get_template(name).render(**values)

    def link(self, address: str) -> str:
        """An address of ours as it must stand in a page: with the path the site is served under."""
        return self._public_path + address

    def static_path(self, name: str) -> Path | None:
        """The static file of this name, or None. A name cannot lead out of a `static/` folder."""
        for folder in self.folders:
            root = (folder / "static").resolve()
            with contextlib.suppress(OSError, ValueError):  # a name that no file can have
                path = (root / name).resolve()
                if path.is_relative_to(root) and path.is_file():
                    return path
        return None

    def static_address(self, name: str) -> str:
        """The address of a static file, with its fingerprint, so that it may be cached for ever."""
        path = self.static_path(name)
        if path is None:
            raise FileNotFoundError(f"no static file {name}")
        return self.link(f"/static/{quote(name)}?v={self.fingerprint(path)}")

    def fingerprint(self, path: Path) -> str:
        changed = path.stat().st_mtime_ns
        known = self._fingerprints.get(path)
        if known is None or known[0] != changed:
            known = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
            self._fingerprints[path] = known
        return known[1]


def _hue(group: str | None) -> str:
    """The class that gives a group its colour: one of twelve, always the same for the same slug."""
    return f"hue-{int.from_bytes(hashlib.sha256(group.encode()).digest()[:2]) % _HUES}" if group else ""


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
