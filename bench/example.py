"""The example library, served from a copy so that the checkout stays as it is, and where each kind of page is in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.sentences import CHECKOUT
from bench.serving import serving

QUERY = "market+engagement"

KINDS = {
    "home": "/",
    "search": f"/search?q={QUERY}",
    "search-filtered": f"/search?q={QUERY}&group=pogo&kind=notes",
    "over-time": "/over-time?q=treacle",
    "nothing-found": "/search?q=zeppelin",
    "group": "/groups/pogo",
    "meeting": "/groups/pogo/2020-03-31",
    "document": f"/d/k7w3qd/monthly-call-pre-procurement-market-engagement?q={QUERY}",
    "resource": "/d/kqemew/triumphs-and-treacle",
    "resource-link": "/d/8l4dbv/go-lab-projects-database",
    "tags": "/tags",
    "tag": "/tags/procurement",
    "not-found": "/nowhere",
}
"""The address of one page of every kind; documents have the identifiers of their front matter or of their place."""

OFF_THE_WAY = {
    "share": "/d/k7w3qd/share?at=drawing-the-line",
    "embed": "/d/k7w3qd/embed?at=drawing-the-line",
}
"""Pages that nobody finds with a search engine."""


@contextmanager
def serving_example() -> Iterator[str]:
    """Serve the example library until the block ends; gives the address of the site, without a slash at its end."""
    with tempfile.TemporaryDirectory(prefix="kb-pages-") as folder:
        shutil.copytree(CHECKOUT / "notes", Path(folder) / "notes")
        with serving(Path(folder)) as server:
            yield server.url
