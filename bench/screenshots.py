"""`python -m bench.screenshots`: a picture of every kind of page, on a desk and on a telephone, light and dark.

Written into docs/screenshots/ as WebP by Chromium itself, each small enough for a repository, with a table of all.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.example import KINDS, OFF_THE_WAY, serving_example
from bench.report import stop
from bench.sentences import CHECKOUT
from tests.browsing import DESKTOP, PHONE, chromium

FOLDER = CHECKOUT / "docs" / "screenshots"
MOST_BYTES = 60_000  # of one picture; better a little blurred than a heavy repository

NAMES = {
    "home": "Home",
    "suggestions": "Suggestions while typing",
    "search": "Results of a search",
    "search-filtered": "Results, filtered",
    "over-time": "A subject over time",
    "nothing-found": "Nothing found",
    "group": "A group",
    "meeting": "A meeting",
    "document": "A document, opened from a search",
    "resource": "A resource",
    "resource-link": "A resource that is only a link",
    "tags": "All tags",
    "tag": "A tag",
    "not-found": "No such page",
    "share": "All the ways to share a passage",
    "embed": "A passage as it stands in a blog",
}
"""Every picture: the stem of its file, and what it shows. Its address is that of the kind in bench.example."""

Size = dict[str, int]
"""Of a window: `width` and `height` in pixels."""

_TYPED_INTO = "home"
_SCHEMES = ("light", "dark")
_SIZES = (DESKTOP, PHONE)
_QUALITIES = range(80, 10, -10)  # of WebP, the best first that is small enough
_THUMBNAIL = {1280: 240, 390: 90}  # pixels of width in the table


def main(arguments: Sequence[str] | None = None) -> None:
    """Take all pictures anew and write the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where they are written")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    with serving_example() as site, chromium() as browser:
        for size in _SIZES:
            for scheme in _SCHEMES:
                for stem, page in _pages(browser, site, size, scheme):
                    (folder / _file(stem, size, scheme)).write_bytes(_picture(page, size))
    (folder / "README.md").write_text(_table(), encoding="utf-8")


def _pages(browser: Browser, site: str, size: Size, scheme: str) -> Iterator[tuple[str, Page]]:
    """Each page as somebody sees it who has just opened it."""
    on_phone = size is PHONE
    context = browser.new_context(
        base_url=site,
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        is_mobile=on_phone,
        has_touch=on_phone,
    )
    page = context.new_page()
    for stem in NAMES:
        answer = page.goto((KINDS | OFF_THE_WAY)[_TYPED_INTO if stem == "suggestions" else stem])
        if not answer or answer.status != (404 if stem == "not-found" else 200):
            stop(f"{page.url} has no page to take a picture of: {answer and answer.status}")
        if stem == "suggestions":
            page.get_by_role("combobox").first.press_sequentially("market")
            page.get_by_role("option").first.wait_for()
        page.wait_for_load_state("networkidle")
        yield stem, page
    context.close()


def _picture(page: Page, size: Size) -> bytes:
    """The window's part of the page as WebP."""
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": page.evaluate("scrollY"), **size, "scale": 1}
    for quality in _QUALITIES:
        taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality, "clip": clip})
        picture = base64.b64decode(taken["data"])
        if len(picture) <= MOST_BYTES:
            break
    session.detach()
    return picture


def _table() -> str:
    heads = [f"{size['width']} pixels, {scheme}" for size in _SIZES for scheme in _SCHEMES]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    for stem, name in NAMES.items():
        cells = [_cell(stem, name, size, scheme) for size in _SIZES for scheme in _SCHEMES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return f"""\
# Every kind of page

Pages of the example library as a browser shows them. `make screenshots` takes the pictures anew, and writes this table.

{chr(10).join(lines)}
"""


def _cell(stem: str, name: str, size: Size, scheme: str) -> str:
    file, width = _file(stem, size, scheme), _THUMBNAIL[size["width"]]
    alt = f"{name}, {size['width']} pixels wide, {scheme}"
    return f'<a href="{file}"><img src="{file}" width="{width}" alt="{alt}"></a>'


def _file(stem: str, size: Size, scheme: str) -> str:
    return f"{stem}-{size['width']}-{scheme}.webp"


if __name__ == "__main__":
    main()
