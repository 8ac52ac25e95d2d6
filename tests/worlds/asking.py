"""What is asked of the pages of each kind: by their ids, with words and filters, as forms.

From what is known of both worlds (their ids, names and words, the hidden ones above all) to what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode
from zlib import crc32

from kb.library import Catalog
from kb.model import Document
from tests.worlds.walking import Ask

QUERIES = (
    "market engagement",
    '"market engagement"',
    "market -treacle",
    "treacle OR xylophone",
    "xylophone",  # in hidden documents alone, as those that follow
    "xylophne",
    "vermilion quixotry",
    "umbrag",
    "wombat rota",
    "SIB",
    "ZHI",
    "zero harm index",
    "social impact bonds",
    "payment by results",
    "marke",
    "trumphs",
    "engagemant",
    "hom*",
    "x*",
    "*ket",
    "#umbrage",
    "#procurement",
    "tag:zeppelin",
    "group:west market",
    'title:"market engagement"',
    "date:2024-01-15",
    "market in January 2024",
    "what slows procurement down?",
    "data from:2031",
    "ada hidden",
    "",
)
"""Words that are public, hidden, or near either; each way to write a query."""

FEW = ("market engagement", "xylophone", "")
FILTERS = (
    "tag=procurement",
    "tag=zeppelin",
    "tag=procurement&tag=umbrage",
    "group=north",
    "group=west",
    "group=north-west&group=north",
    "kind=notes",
    "kind=agenda",
    "year=2024",
    "year=2031",
    "from=2024-01&to=2024-02",
    "to=2018",
)
SORTED = ("sort=newest", "sort=oldest", "sort=newest&page=2&per_page=3", "per_page=4&page=3", "page=9")
TYPED = (
    "m",
    "ma",
    "mark",
    "market eng",
    "xy",
    "xylo",
    "verm",
    "umb",
    "wom",
    "tri",
    "triumphs and",
    "nor",
    "we",
    "ze",
    "zh",
    "sib",
    "aug ",
)
NEVER = ("n3v3r1", "mkt00", "h1dd3", "0", "../secret", "%2e%2e", "h1dd3n%00", "H1DD3N")
"""Ids that no document has."""


@dataclass(frozen=True)
class Known:
    """Everything that has a name in either world; `files` are names of attached files with their documents' ids."""

    documents: Sequence[Document]
    groups: Sequence[str]
    tags: Sequence[str]

    @classmethod
    def of(cls, catalogs: Iterable[Catalog]) -> Known:
        documents = {d.id: d for catalog in catalogs for d in catalog.every()}
        groups = {d.group: None for d in documents.values() if d.group}
        tags = {tag.slug: None for d in documents.values() for tag in d.tags}
        return cls(list(documents.values()), list(groups), list(tags))

    @property
    def files(self) -> Iterator[tuple[str, str]]:
        for document in self.documents:
            for file in document.files:
                yield document.id, file.name

    @property
    def meetings(self) -> Iterator[tuple[str, str]]:
        yield from dict.fromkeys((d.group, d.meeting_key) for d in self.documents if d.group and d.meeting_key)


Asks = Callable[[Known], Iterable[Ask]]
T = TypeVar("T")


def at(*addresses: str) -> Asks:
    return lambda _: [Ask(address) for address in addresses]


def post(address: str, *forms: dict[str, str]) -> Asks:
    return lambda _: [Ask(address, "POST", form=form) for form in forms]


def searched(path: str, queries: Sequence[str] = QUERIES) -> Asks:
    """A search of each kind: queries, filters, orders and pages, and within one document."""

    def asks(known: Known) -> Iterator[Ask]:
        for query in queries:
            yield Ask(f"{path}?{urlencode({'q': query})}")
        for query in FEW:
            for more in (*FILTERS, *SORTED):
                yield Ask(f"{path}?{urlencode({'q': query})}&{more}")
        for document in fifth(known.documents, path):
            yield Ask(f"{path}?q=market&in={document.id}")

    return asks


def few(path: str) -> Asks:
    """The same for what is a search in another form."""
    return lambda _: (
        [Ask(f"{path}?{urlencode({'q': query})}") for query in (*FEW, *fifth(QUERIES, path))]
        + [Ask(f"{path}?q=market&{more}") for more in (*FILTERS, *SORTED)]
    )


def suggested(_: Known) -> Iterator[Ask]:
    for typed in (*TYPED, *QUERIES):
        yield Ask(f"/api/v1/suggest?{urlencode({'q': typed})}")


def completed(known: Known) -> Iterator[Ask]:
    for what in ("document", "tag"):
        for typed in fifth(TYPED, what):
            yield Ask(f"/complete?{urlencode({'what': what, 'q': typed})}")
    for document in fifth(known.documents, "/complete"):
        yield Ask(f"/complete?{urlencode({'what': 'heading', 'of': document.title, 'q': ''})}")
    yield Ask("/complete?what=heading&document=h1dd3n")


def ids(known: Known) -> list[str]:
    return [*(d.id for d in known.documents), *NEVER, *(alias for d in known.documents for alias in d.aliases)]


def some_ids(known: Known, path: str) -> list[str]:
    """The ids for one of the pages that go by a document, of which there are many."""
    return [*fifth(ids(known), path), *NEVER[:2]]


def fifth(of: Sequence[T], path: str) -> Sequence[T]:
    """A fifth of them, another one for another path: each is asked for somewhere, and a walk stays short."""
    return of[crc32(path.encode()) % 5 :: 5]


def by_id(path: str) -> Asks:
    return lambda known: [Ask(f"{path}/{quote(each, safe='%')}") for each in ids(known)]


def documents(known: Known) -> Iterator[Ask]:
    for document in known.documents:
        yield Ask(document.address)
    for document in fifth(known.documents, "another-name"):
        yield Ask(f"/d/{document.id}/another-name?q=market")
    for document in known.documents[:12]:
        yield Ask(f"{document.address}?q=market+engagement")
        yield Ask(f"{document.address}?q=treacle")
        yield Ask(f"{document.address}?part=2")
    for never in NEVER:
        yield Ask(f"/d/{never}/market-engagement")


HEADERS: Sequence[dict[str, str]] = (
    {"Range": "bytes=2-5"},
    {"Range": "bytes=900-"},
    {"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
    {"Range": "bytes=0-3", "If-Range": '"some"'},
    {"If-None-Match": "*"},
)


def files(known: Known) -> Iterator[Ask]:
    ids = ("mkt001", "h1dd3n", *NEVER[:2])
    names = list(known.files) + [(each, name) for each in ids for name in ("whiteboard.png", "loose.png", "rota.png")]
    for identifier, name in names:
        address = f"/d/{identifier}/files/{quote(name)}"
        yield Ask(address)
    for number, (identifier, name) in enumerate(names):
        address = f"/d/{identifier}/files/{quote(name)}"
        yield Ask(f"{address}?{('w=320', 'v=1')[number % 2]}")
        yield Ask(address, headers=HEADERS[number % len(HEADERS)])
        yield Ask(f"/d/{identifier}/files/{quote(name)}?{('v=2&w=640', 'w=9&page=2', 'v=9')[number % 3]}")


def embeds(known: Known) -> Iterator[Ask]:
    for identifier in some_ids(known, "embed"):
        yield Ask(f"/d/{quote(identifier, safe='%')}/embed")
        yield Ask(f"/d/{quote(identifier, safe='%')}/embed?at=discussion&theme=dark")
        yield Ask(f"/d/{quote(identifier, safe='%')}/embed?v=1")


def oembeds(known: Known) -> Iterator[Ask]:
    for number, identifier in enumerate(some_ids(known, "oembed")):
        address = quote(f"http://127.0.0.1:8000/d/{identifier}/a-title", safe="")
        yield Ask(f"/oembed?url={address}&format={('json', 'xml')[number % 2]}")
    others = [f"http://127.0.0.1:8000/groups/{group}/{key}" for group, key in known.meetings]
    for address in (*others, "http://evil.example/d/mkt001", "http://127.0.0.1:8000/search?q=xylophone", ""):
        yield Ask(f"/oembed?url={quote(address, safe='')}")


def citations(known: Known) -> Iterator[Ask]:
    for number, identifier in enumerate(some_ids(known, "cite")):
        address = f"/d/{quote(identifier, safe='%')}/cite"
        yield Ask(f"{address}.{('bib', 'ris', 'json', 'txt', 'pdf')[number % 5]}")
        yield Ask(f"{address}.txt?{('at=discussion', 'day=2031')[number % 2]}")


def of_documents(*paths: str) -> Asks:
    """Pages of a document beside its own, for each there is and for some that never were."""
    return lambda known: [Ask(f"/d/{quote(each, safe='%')}/{path}") for path in paths for each in some_ids(known, path)]


def to_documents(path: str, **form: str) -> Asks:
    """A form sent to a public document, to hidden ones and to one that never was; it comes from nowhere of ours."""
    return lambda _: [Ask(f"/d/{each}/{path}", "POST", form=form) for each in ("mkt001", "h1dd3n", "n3v3r1")]


def versions(*more: str) -> Asks:
    """Names of versions that none has, of a public document, hidden ones and one that never was."""
    names = ("HEAD", "HEAD~1", "-rf", "..%2f..", "aaaaaaaaaa")
    return lambda _: [
        Ask(f"/d/{each}/history/{name}{end}")
        for each in ("mkt001", "h1dd3n", "n3v3r1")
        for name in names
        for end in more or ("",)
    ]


def groups(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "nord", "westerners", "North-West", "never"):
        yield Ask(f"/groups/{group}")


def meetings(known: Known) -> Iterator[Ask]:
    for group, key in (*known.meetings, ("north", "2024-01-16"), ("nord", "2024-01-15"), ("west", "never")):
        yield Ask(f"/groups/{group}/{key}")


def of_each_group(*paths: str) -> Asks:
    """Pages of a group beside its own, for each there is, for former names and for what never was."""
    return lambda known: [
        Ask(f"/groups/{group}/{path}") for path in paths for group in (*known.groups, "nord", "westerners", "never")
    ]


def of_each_meeting(path: str) -> Asks:
    """A page of a meeting beside its own."""
    never = (("north", "2024-01-16"), ("west", "never"))
    return lambda known: [
        Ask(f"/groups/{group}/{key}/{path}") for group, key in (*fifth([*known.meetings], path), *never)
    ]


def tags(known: Known) -> Iterator[Ask]:
    for tag in (*known.tags, "Procurement", "early-talks", "never"):
        yield Ask(f"/tags/{quote(tag)}")
    yield Ask("/tags/procurement?page=2")


def feeds_of_tags(known: Known) -> Iterator[Ask]:
    for tag in (*known.tags, "Procurement", "never"):
        yield Ask(f"/tags/{quote(tag)}/feed.atom")
    yield Ask("/tags/procurement/feed.json?page=2")


def of_meetings(known: Known) -> Iterator[Ask]:
    yield Ask("/api/v1/meetings")
    for group in (*known.groups, "never"):
        yield Ask(f"/api/v1/meetings?group={group}")


def to_groups(path: str, **form: str) -> Asks:
    """A form sent to a hidden group and to one that never was."""
    return lambda _: [Ask(f"/groups/{group}/{path}", "POST", form=form) for group in ("west", "north-west", "never")]


def to_nobody(what: str, **form: str) -> Asks:
    """An admin's form about an account that is there, and about one that is not; no world changes by it, as it comes
    from nowhere of ours."""
    return lambda _: [Ask(f"/admin/people/{number}/{what}", "POST", form=form) for number in (1, 99)]


SETUP = {"email": "eve@example.org", "name": "Eve", "password": "quite a long password"}

NO_DRAFTS = ("5f0c3a9be27d41c886a2f1d0", "h1dd3n", "..%2fkb.db")
"""Ids that no draft has: each is random."""


def drafts(*more: str) -> Asks:
    return lambda _: [Ask(f"/drafts/{each}{end}") for each in NO_DRAFTS for end in more or ("",)]


def to_drafts(end: str, method: str, **form: str) -> Asks:
    return lambda _: [Ask(f"/drafts/{each}{end}", method, form=form) for each in NO_DRAFTS]
