"""Libraries for tests, written as people would write them."""

from __future__ import annotations

import json
from pathlib import Path


class LibraryFolder:
    """A library's folder: `holds` writes documents and files into its notes/."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.notes = home / "notes"
        self.notes.mkdir(parents=True)

    def holds(self, path: str, text: str | bytes) -> Path:
        """Write a file below notes/."""
        target = self.notes / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def document(self, path: str, text: str = "", **front_matter: object) -> Path:
        """Write a document with front matter; each value as YAML that means just it."""
        lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front_matter.items())
        return self.holds(path, f"---\n{lines}---\n{text}" if lines else text)
