"""docs/benchmarks.md: each maker of figures owns the part between its two markers and leaves the rest as it is."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.sentences import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "benchmarks.md"


def write_section(document: Path, name: str, text: str) -> None:
    """Replace what stands between the markers of `name`; at the end of the document where it has none."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    old = document.read_text(encoding="utf-8") if document.exists() else "# Benchmarks\n"
    section = f"{begin}\n\n{text.strip()}\n\n{end}"
    if begin in old and end in old:
        before, _, rest = old.partition(begin)
        new = before + section + rest.partition(end)[2]
    else:
        new = f"{old.rstrip()}\n\n{section}\n"
    document.write_text(new, encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left and the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """The machine in one line, with today's date; nothing that names it."""
    python = f"Python {platform.python_version()}"
    return f"{date.today():%d %B %Y}; {_processor()}, {os.cpu_count()} cores; {platform.system()}, {python}".lstrip("0")


def stop(sentence: str) -> None:
    """End with a sentence and exit status 1."""
    print(sentence, file=sys.stderr)
    sys.exit(1)


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
