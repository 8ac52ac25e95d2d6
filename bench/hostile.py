"""The dearest questions we know, asked of a library's index: how long each takes at worst, and how much memory."""

from __future__ import annotations

import gc
import itertools
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.child import in_child, megabytes_now, peak_megabytes, start_peak_anew
from bench.figures import Pages
from bench.measure import time_pages
from bench.report import table
from kb.model import PUBLIC, Document, Kind, PartialDate, Passage, Tag
from kb.search import Entry, Query, Sort, WhooshIndex

ROUNDS = 20
"""How often each is asked again."""

TAGS = 20_000
SORTS: tuple[Sort, ...] = ("best", "newest", "oldest")

_PAGES = 12  # of all that a question found, evenly from the first to the last
_VISITOR = frozenset({PUBLIC})
_LETTERS = string.ascii_lowercase
_EVERYWHERE = "the"
_COMMON = (
    "about people think really going would could something because want know maybe make time work just like need also "
    "look point question start little different whether important actually support group"
)

WORST: Mapping[str, str] = {
    "200 wildcards": " ".join(f"{a}{b}*" for a, b in itertools.islice(itertools.product(_LETTERS, repeat=2), 200)),
    "`a* b* c* …`, all letters": " ".join(f"{letter}*" for letter in _LETTERS),
    "`*a*`": "*a*",
    "`*a* *b* *c* …`, all letters": " ".join(f"*{letter}*" for letter in _LETTERS),
    "`((((( …`, 5,000 of them": "(" * 5000,
    "a query of 64 KB": "words and more words " * 3200,
    "10,000 ORs": " OR ".join(f"word{number}" for number in range(10_001)),
    "30 words of most documents": _COMMON,
    "fuzzy on 1,000 words": " ".join(
        f"{word}{a}{b}"
        for word in ("procuremn", "evaluatoi")
        for a, b in itertools.product(_LETTERS[:20], _LETTERS[:25])
    ),
    "64 times five words written as one": " ".join(
        "".join(itertools.islice(itertools.cycle(_COMMON.split()), at, at + 5)) for at in range(64)
    ),
    "text like a regular expression": r"(a+)+$ [a-z]* \d{1,9999} .*?(?=x) ^(([a-z])+.)+[A-Z]([a-z])+$ " * 40,
    "a word of every document": _EVERYWHERE,
    "a phrase of words of every document": '"and the"',
}  # fmt: skip
"""What is asked, and the text for it."""


@dataclass(frozen=True)
class Asked:
    """One row: its pages, and by how many MB the memory of a fresh process grew at the peak."""

    name: str
    pages: Pages
    megabytes: float


def measure_worst(folder: Path) -> list[Asked]:
    """Ask everything of the index in `folder`, each row in a process of its own."""
    rows = [in_child(_text, folder, name) for name in WORST]
    rows += [in_child(_to_the_end, folder, sort) for sort in SORTS]
    rows.append(in_child(_many_tags))
    return rows


def worst_part(rows: Iterable[Asked], passages: int) -> str:
    """The table, as a part of the speed section."""
    lines = [
        [
            row.name,
            f"{row.pages.first.p95:,.0f}",
            f"{row.pages.warm.p50:,.0f} / {row.pages.warm.p95:,.0f}",
            f"{row.megabytes:,.0f}",
        ]
        for row in rows
    ]
    return "\n\n".join(
        [
            "### Worst queries",
            f"Ours at {passages:,} passages, in process; milliseconds, of several pages p95 when first asked for. Each "
            "row has a fresh process in which one common word was asked for before: memory is by how much that grew at "
            "the peak, what it keeps for the next question included.",
            table(["", "first", "again, p50 / p95", "memory, MB"], lines),
        ]
    )


def _text(folder: Path, name: str) -> Asked:
    return _asked(name, WhooshIndex(folder), [Query(WORST[name])], ROUNDS)


def _to_the_end(folder: Path, sort: Sort) -> Asked:
    index = WhooshIndex(folder)
    total = index.search(Query(_EVERYWHERE), _VISITOR).total
    last = max(-(-total // 10), 1)
    pages = sorted({1 + (last - 1) * step // (_PAGES - 1) for step in range(_PAGES)})
    queries = [Query(_EVERYWHERE, sort=sort, page=page) for page in pages]
    return _asked(f"a word of every document, {sort} first, {_PAGES} of {last:,} pages to the last", index, queries, 2)


def _many_tags() -> Asked:
    index = WhooshIndex(None)
    index.rebuild(_tagged())
    return _asked(f"facets of {TAGS:,} tags, on 2,000 documents", index, [Query("treacle")], ROUNDS)


def _asked(name: str, index: WhooshIndex, queries: list[Query], rounds: int) -> Asked:
    index.search(Query("market"), _VISITOR)  # imports and opening are no question's fault
    gc.collect()
    start_peak_anew()
    before = megabytes_now()
    pages = time_pages(lambda query: index.search(query, _VISITOR), queries, rounds)
    grown = max(peak_megabytes() - before, 0.0)
    index.close()
    return Asked(name, pages, grown)


def _tagged() -> Iterator[Entry]:
    for number in range(2000):
        tags = tuple(Tag.named(f"tag {number} {each}") for each in range(TAGS // 2000))
        document = Document(
            id=f"d{number}", path=f"{number}.md", title=f"Call {number}", kind=Kind.NOTES, group=None, group_label=None,
            date=PartialDate.parse("2020-03-31"), tags=tags,
        )  # fmt: skip
        yield Entry(document, PUBLIC, (Passage("", "", (), f"treacle {number}"),))
