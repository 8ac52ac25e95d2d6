"""Office files and web pages through pandoc, as a tree; never as text, because only a tree tells words from marks."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kb.intake.blocks import Blocks
from kb.intake.converted import Dropped, Piece, Unusable
from kb.intake.headings import arranged
from kb.intake.inlines import Node
from kb.intake.pictures import Pictures

_HEAP = "-M400M"  # of the 512 MB that a converter and what it starts may have each
_BROKEN = "It is damaged or not what it says it is, so it could not be read. Save it again and try once more."


def tree_of(data: bytes, format_: str) -> dict[str, Any]:
    """What pandoc reads: `{"meta": …, "blocks": …}`. Raises Unusable.

    In its sandbox pandoc reads nothing but what it is given; tracked changes are taken as accepted, comments left out.
    """
    done = subprocess.run(  # noqa: S603  # the program is ours, and no word of its command comes from outside
        [program(), "--sandbox", f"--from={format_}", "--to=json", "+RTS", _HEAP, "-RTS"],
        input=data, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unusable(_BROKEN)
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


def program() -> str:
    """The pandoc that comes with pypandoc-binary, else the machine's own. Raises Unusable where there is none."""
    spec = importlib.util.find_spec("pypandoc")
    if spec and spec.origin:
        own = Path(spec.origin).parent / "files" / "pandoc"
        if own.is_file():
            return str(own)
    found = shutil.which("pandoc")
    if found is None:
        raise Unusable("The program that reads such files, pandoc, is not there on this computer.")
    return found


def piece_of(tree: dict[str, Any], resource: Callable[[str], bytes | None], dropped: Dropped) -> Piece:
    """The document that a tree holds. `resource` gives the bytes of a picture by the name the tree has for it."""
    pictures = Pictures(dropped)

    def picture(name: str) -> str | None:
        data = resource(name)
        if data is None:
            dropped.add("picture")
            return None
        return pictures.add(data)

    blocks = Blocks(picture, dropped)
    title, arranged_blocks = arranged(_meta(tree, "title"), tree["blocks"])
    opening = [{"t": "Para", "c": inlines} for key in ("subtitle", "date") if (inlines := _meta(tree, key))]
    return Piece(blocks.document([*opening, *arranged_blocks]), title, pictures=tuple(pictures.all))


def _meta(tree: dict[str, Any], key: str) -> Sequence[Node]:
    value = tree.get("meta", {}).get(key, {})
    found: Sequence[Node] = value["c"] if value.get("t") == "MetaInlines" else []
    return found
