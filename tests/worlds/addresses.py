"""With which addresses each route is asked. A route without an entry here fails the test: give it one.

`ROUTES` has an entry for every route of the application: from what is known of both worlds (their ids, names and words,
the hidden ones above all) to what is asked. An address that only admins may open has its place here as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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

ASKED_AGAIN = 25


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


def _at(*addresses: str) -> Asks:
    return lambda _: [Ask(address) for address in addresses]


def _post(address: str, *forms: dict[str, str]) -> Asks:
    return lambda _: [Ask(address, "POST", form=form) for form in forms]


def _searched(path: str, queries: Sequence[str] = QUERIES) -> Asks:
    """A search of each kind: queries, filters, orders and pages, and within one document."""

    def asks(known: Known) -> Iterator[Ask]:
        for query in queries:
            yield Ask(f"{path}?{urlencode({'q': query})}")
        for query in FEW:
            for more in (*FILTERS, *SORTED):
                yield Ask(f"{path}?{urlencode({'q': query})}&{more}")
        for document in _fifth(known.documents, path):
            yield Ask(f"{path}?q=market&in={document.id}")

    return asks


def _few(path: str) -> Asks:
    """The same for what is a search in another form."""
    return lambda _: (
        [Ask(f"{path}?{urlencode({'q': query})}") for query in (*FEW, *_fifth(QUERIES, path))]
        + [Ask(f"{path}?q=market&{more}") for more in (*FILTERS, *SORTED)]
    )


def _suggested(_: Known) -> Iterator[Ask]:
    for typed in (*TYPED, *QUERIES):
        yield Ask(f"/api/v1/suggest?{urlencode({'q': typed})}")


def _completed(known: Known) -> Iterator[Ask]:
    for what in ("document", "tag"):
        for typed in _fifth(TYPED, what):
            yield Ask(f"/complete?{urlencode({'what': what, 'q': typed})}")
    for document in _fifth(known.documents, "/complete"):
        yield Ask(f"/complete?{urlencode({'what': 'heading', 'of': document.title, 'q': ''})}")
    yield Ask("/complete?what=heading&document=h1dd3n")


def _ids(known: Known) -> list[str]:
    return [*(d.id for d in known.documents), *NEVER, *(alias for d in known.documents for alias in d.aliases)]


def _some_ids(known: Known, path: str) -> list[str]:
    """The ids for one of the pages that go by a document, of which there are many."""
    return [*_fifth(_ids(known), path), *NEVER[:2]]


def _fifth(of: Sequence[T], path: str) -> Sequence[T]:
    """A fifth of them, another one for another path: each is asked for somewhere, and a walk stays short."""
    return of[crc32(path.encode()) % 5 :: 5]


def _by_id(path: str) -> Asks:
    return lambda known: [Ask(f"{path}/{quote(each, safe='%')}") for each in _ids(known)]


def _documents(known: Known) -> Iterator[Ask]:
    for document in known.documents:
        yield Ask(document.address)
    for document in _fifth(known.documents, "another-name"):
        yield Ask(f"/d/{document.id}/another-name?q=market")
    for document in known.documents[:12]:
        yield Ask(f"{document.address}?q=market+engagement")
        yield Ask(f"{document.address}?q=treacle")
        yield Ask(f"{document.address}?part=2")
    for never in NEVER:
        yield Ask(f"/d/{never}/market-engagement")


_HEADERS: Sequence[dict[str, str]] = (
    {"Range": "bytes=2-5"},
    {"Range": "bytes=900-"},
    {"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
    {"Range": "bytes=0-3", "If-Range": '"some"'},
    {"If-None-Match": "*"},
)


def _files(known: Known) -> Iterator[Ask]:
    ids = ("mkt001", "h1dd3n", *NEVER[:2])
    names = list(known.files) + [(each, name) for each in ids for name in ("whiteboard.png", "loose.png", "rota.png")]
    for identifier, name in names:
        address = f"/d/{identifier}/files/{quote(name)}"
        yield Ask(address)
    for number, (identifier, name) in enumerate(names):
        address = f"/d/{identifier}/files/{quote(name)}"
        yield Ask(f"{address}?{('w=320', 'v=1')[number % 2]}")
        yield Ask(address, headers=_HEADERS[number % len(_HEADERS)])
        yield Ask(f"/d/{identifier}/files/{quote(name)}?{('v=2&w=640', 'w=9&page=2', 'v=9')[number % 3]}")


def _embeds(known: Known) -> Iterator[Ask]:
    for identifier in _some_ids(known, "embed"):
        yield Ask(f"/d/{quote(identifier, safe='%')}/embed")
        yield Ask(f"/d/{quote(identifier, safe='%')}/embed?at=discussion&theme=dark")
        yield Ask(f"/d/{quote(identifier, safe='%')}/embed?v=1")


def _oembeds(known: Known) -> Iterator[Ask]:
    for number, identifier in enumerate(_some_ids(known, "oembed")):
        address = quote(f"http://127.0.0.1:8000/d/{identifier}/a-title", safe="")
        yield Ask(f"/oembed?url={address}&format={('json', 'xml')[number % 2]}")
    others = [f"http://127.0.0.1:8000/groups/{group}/{key}" for group, key in known.meetings]
    for address in (*others, "http://evil.example/d/mkt001", "http://127.0.0.1:8000/search?q=xylophone", ""):
        yield Ask(f"/oembed?url={quote(address, safe='')}")


def _citations(known: Known) -> Iterator[Ask]:
    for number, identifier in enumerate(_some_ids(known, "cite")):
        address = f"/d/{quote(identifier, safe='%')}/cite"
        yield Ask(f"{address}.{('bib', 'ris', 'json', 'txt', 'pdf')[number % 5]}")
        yield Ask(f"{address}.txt?{('at=discussion', 'day=2031')[number % 2]}")


def _of_documents(*paths: str) -> Asks:
    """Pages of a document beside its own, for each there is and for some that never were."""
    return lambda known: [
        Ask(f"/d/{quote(each, safe='%')}/{path}") for path in paths for each in _some_ids(known, path)
    ]


def _to_documents(path: str, **form: str) -> Asks:
    """A form sent to a public document, to hidden ones and to one that never was; it comes from nowhere of ours."""
    return lambda _: [Ask(f"/d/{each}/{path}", "POST", form=form) for each in ("mkt001", "h1dd3n", "n3v3r1")]


def _versions(*more: str) -> Asks:
    """Names of versions that none has, of a public document, hidden ones and one that never was."""
    names = ("HEAD", "HEAD~1", "-rf", "..%2f..", "aaaaaaaaaa")
    return lambda _: [
        Ask(f"/d/{each}/history/{name}{end}")
        for each in ("mkt001", "h1dd3n", "n3v3r1")
        for name in names
        for end in more or ("",)
    ]


def _groups(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "nord", "westerners", "North-West", "never"):
        yield Ask(f"/groups/{group}")


def _meetings(known: Known) -> Iterator[Ask]:
    for group, key in (*known.meetings, ("north", "2024-01-16"), ("nord", "2024-01-15"), ("west", "never")):
        yield Ask(f"/groups/{group}/{key}")


def _of_each_meeting(path: str) -> Asks:
    """A page of a meeting beside its own."""
    never = (("north", "2024-01-16"), ("west", "never"))
    return lambda known: [
        Ask(f"/groups/{group}/{key}/{path}") for group, key in (*_fifth([*known.meetings], path), *never)
    ]


def _tags(known: Known) -> Iterator[Ask]:
    for tag in (*known.tags, "Procurement", "early-talks", "never"):
        yield Ask(f"/tags/{quote(tag)}")
    yield Ask("/tags/procurement?page=2")


def _feeds_of_groups(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "nord", "westerners", "never"):
        yield Ask(f"/groups/{group}/feed.atom")
    yield Ask("/groups/north/feed.json")


def _calendars(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "nord", "westerners", "never"):
        yield Ask(f"/groups/{group}/calendar.ics")


def _feeds_of_tags(known: Known) -> Iterator[Ask]:
    for tag in (*known.tags, "Procurement", "never"):
        yield Ask(f"/tags/{quote(tag)}/feed.atom")
    yield Ask("/tags/procurement/feed.json?page=2")


def _of_meetings(known: Known) -> Iterator[Ask]:
    yield Ask("/api/v1/meetings")
    for group in (*known.groups, "never"):
        yield Ask(f"/api/v1/meetings?group={group}")


def _to_groups(path: str, **form: str) -> Asks:
    """A form sent to a hidden group and to one that never was."""
    return lambda _: [Ask(f"/groups/{group}/{path}", "POST", form=form) for group in ("west", "north-west", "never")]


def _people(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "westerners", "never"):
        yield Ask(f"/groups/{group}/people")


def _histories_of_groups(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "westerners", "never"):
        yield Ask(f"/groups/{group}/history")


def _to_edit(known: Known) -> Iterator[Ask]:
    for group in (*known.groups, "westerners", "never"):
        yield Ask(f"/groups/{group}/edit")


def _to_nobody(what: str, **form: str) -> Asks:
    """An admin's form about an account that is there, and about one that is not; no world changes by it, as it comes
    from nowhere of ours."""
    return lambda _: [Ask(f"/admin/people/{number}/{what}", "POST", form=form) for number in (1, 99)]


_SETUP = {"email": "eve@example.org", "name": "Eve", "password": "quite a long password"}

NO_DRAFTS = ("5f0c3a9be27d41c886a2f1d0", "h1dd3n", "..%2fkb.db")
"""Ids that no draft has: each is random."""


def _drafts(*more: str) -> Asks:
    return lambda _: [Ask(f"/drafts/{each}{end}") for each in NO_DRAFTS for end in more or ("",)]


def _to_drafts(end: str, method: str, **form: str) -> Asks:
    return lambda _: [Ask(f"/drafts/{each}{end}", method, form=form) for each in NO_DRAFTS]


ROUTES: dict[str, Asks] = {
    "GET /": _at("/", "/?q=market"),
    "GET /search": _searched("/search"),
    "GET /search.csv": _few("/search.csv"),
    "GET /search.md": _few("/search.md"),
    "GET /feed.{form}": _at(
        "/feed.atom",
        "/feed.json",
        "/feed.rss",
        "/feed.atom?kind=resource",
        "/feed.atom?kind=never",
        "/feed.json?page=2",
        "/feed.atom?full=1",
        "/feed.atom?key=never",
    ),
    "GET /news": lambda known: [
        Ask(f"/news{more}")
        for more in ("", "?page=2", "?page=99", *(f"?group={group}" for group in (*known.groups, "nord", "never")))
    ],
    "GET /news/stop/{secret}": _at("/news/stop/never"),
    "POST /news/stop/{secret}": _post("/news/stop/never", {"List-Unsubscribe": "One-Click"}),
    "GET /calendar.ics": _at("/calendar.ics", "/calendar.ics?key=never"),
    "GET /groups/{slug}/calendar.ics": _calendars,
    "GET /groups/{slug}/feed.{form}": _feeds_of_groups,
    "GET /tags/{slug}/feed.{form}": _feeds_of_tags,
    "GET /search.atom": _few("/search.atom"),
    "GET /search.json": _few("/search.json"),
    "GET /over-time": _few("/over-time"),
    "GET /groups": _at("/groups"),
    "GET /groups/{slug}": _groups,
    "GET /groups/{group}/{key}": _meetings,
    "GET /groups/{slug}/people": _people,
    "GET /groups/{slug}/edit": _to_edit,
    "GET /groups/{slug}/history": _histories_of_groups,
    "POST /groups/{slug}/edit": _to_groups("edit", title="Ours", visibility="public"),
    "POST /groups/{slug}/people/invite": _to_groups("people/invite", email="eve@example.org"),
    "POST /groups/{slug}/people/withdraw": _to_groups("people/withdraw", number="1"),
    "POST /groups/{slug}/people/role": _to_groups("people/role", account="1", role="lead"),
    "POST /groups/{slug}/people/remove": _to_groups("people/remove", account="1"),
    "POST /groups/{slug}/people/answer": _to_groups("people/answer", account="1", let_in="yes"),
    "POST /groups/{slug}/people/leave": _to_groups("people/leave"),
    "POST /groups/{slug}/join": _to_groups("join", message="Please"),
    "GET /join/{secret}": _at("/join/never"),
    "POST /join/{secret}": _post("/join/never", {"email": "eve@example.org", "password": "quite a long password"}),
    "GET /admin": _at("/admin"),
    "GET /admin/health": _at("/admin/health", "/admin/health?links=1"),
    "POST /admin/health/mail": _post("/admin/health/mail", {}),
    "GET /admin/empty-searches": _at("/admin/empty-searches", "/admin/empty-searches?days=90"),
    "POST /admin/empty-searches/forget": _post("/admin/empty-searches/forget", {}),
    "GET /admin/log": _at("/admin/log", "/admin/log?group=west"),
    "GET /admin/groups": _at("/admin/groups"),
    "POST /admin/groups": _post("/admin/groups", {"title": "West of quixotry"}, {"title": "Never was"}),
    "GET /admin/settings": _at("/admin/settings"),
    "GET /admin/settings/history": _at("/admin/settings/history"),
    "POST /admin/settings": _post("/admin/settings", {"title": "Ours", "default_visibility": "public"}),
    "GET /admin/people": _at("/admin/people", "/admin/people?q=ada", "/admin/people?page=2"),
    "POST /admin/people": _post("/admin/people", {"email": "eve@example.org", "group": "west"}),
    "GET /admin/people/{number}": _at("/admin/people/1", "/admin/people/99", "/admin/people/never"),
    **{
        f"POST /admin/people/{{number}}/{what}": _to_nobody(what, **form)
        for what, form in {
            "admin": {"admin": "yes"},
            "role": {"group": "west", "role": "lead"},
            "remove": {"group": "west"},
            "shut": {},
            "open": {},
            "sign-out": {},
            "reset": {},
            "erase": {},
        }.items()
    },
    "GET /tags": _at("/tags", "/tags?letter=z", "/tags?page=2"),
    "GET /tags/{slug}": _tags,
    "GET /d/{identifier}": _by_id("/d"),
    "GET /d/{identifier}/{words}": _documents,
    "GET /d/{identifier}/files/{name:path}": _files,
    "GET /d/{identifier}/embed": _embeds,
    "GET /d/{identifier}/picture": _of_documents("picture"),
    "GET /groups/{group}/{key}/embed": _of_each_meeting("embed"),
    "GET /search/embed": _few("/search/embed"),
    "POST /d/{identifier}/share/links": _to_documents("share/links", days="7"),
    "POST /d/{identifier}/share/links/back": _to_documents("share/links/back", number="never"),
    "GET /s/{secret}": _at("/s/never", "/s/never?part=2"),
    "GET /s/{secret}/files/{name:path}": _at("/s/never/files/whiteboard.png"),
    "GET /d/{identifier}/card.png": _of_documents("card.png"),
    "GET /groups/{group}/{key}/card.png": _of_each_meeting("card.png"),
    "GET /groups/{slug}/card.png": lambda known: [Ask(f"/groups/{each}/card.png") for each in (*known.groups, "never")],
    "GET /d/{identifier}/share": _of_documents("share", "share?at=discussion"),
    "GET /groups/{group}/{key}/share": _of_each_meeting("share"),
    "GET /search/share": _at("/search/share?q=xylophone&tag=umbrage", "/search/share"),
    "GET /oembed": _oembeds,
    "GET /d/{identifier}/cite.{form}": _citations,
    "GET /d/{identifier}/edit": _of_documents("edit"),
    "POST /d/{identifier}/edit": _to_documents("edit", title="Ours", text="Ours", visibility="public"),
    "GET /d/{identifier}/attached": _of_documents("attached"),
    "POST /d/{identifier}/attached": _to_documents("attached"),
    "POST /d/{identifier}/attached/replace": _to_documents("attached/replace", name="whiteboard.png"),
    "POST /d/{identifier}/attached/describe": _to_documents("attached/describe", name="whiteboard.png", words="Ours"),
    "POST /d/{identifier}/attached/remove": _to_documents("attached/remove", name="never.png"),
    "GET /d/{identifier}/remove": _of_documents("remove"),
    "POST /d/{identifier}/remove": _to_documents("remove", revision="never"),
    "GET /mentions": _at("/mentions"),
    "GET /d/{identifier}/cited-by": _of_documents("cited-by"),
    "POST /d/{identifier}/cited-by": _to_documents("cited-by", address="https://blog.example.org/"),
    "POST /d/{identifier}/cited-by/remove": _to_documents("cited-by/remove", address="https://blog.example.org/"),
    "POST /d/{identifier}/cited-by/answer": _to_documents("cited-by/answer", number="1", show="yes"),
    "POST /webmention": _post(
        "/webmention",
        *(
            {"source": "https://blog.example.org/a", "target": f"http://127.0.0.1:8000/d/{each}{more}"}
            for each in ("h1dd3n", "n3v3r1", "..")
            for more in ("", "/secret-budget")
        ),
        {"source": "http://127.0.0.1:8000/d/mkt001", "target": "http://127.0.0.1:8000/d/mkt001"},
    ),
    "GET /d/{identifier}/tell": _of_documents("tell"),
    "POST /d/{identifier}/tell": _to_documents("tell"),
    "GET /d/{identifier}/move": _of_documents("move"),
    "POST /d/{identifier}/move": _to_documents("move", title="Ours", group="west"),
    "POST /d/{identifier}/history/{name}/undo": _to_documents("history/aaaaaaaaaa/undo"),
    "GET /d/{identifier}/history": _of_documents("history"),
    "GET /d/{identifier}/history/{name}": _versions(),
    "POST /d/{identifier}/history/{name}": _to_documents("history/aaaaaaaaaa"),
    "GET /d/{identifier}/history/{name}/changes": _versions("/changes", "/changes?since=-rf", "/changes?view=page"),
    "GET /d/{identifier}/history/by-paragraph": _of_documents("history/by-paragraph"),
    "GET /d/{identifier}/at": _of_documents("at?day=2020-03-31", "at?day=never"),
    "GET /d/{identifier}/at/{day}": _of_documents("at/2020-03-31", "at/2999", "at/-rf", "at/..%2f.."),
    "GET /new": _at("/new", "/new?kind=agenda&group=west", "/new?kind=never&group=never"),
    "POST /new": _post("/new", {"title": "A", "kind": "notes", "group": "west"}, {"title": "B", "group": "never"}),
    "POST /preview": _post("/preview", {"text": "[[Secret budget]]", "document": "h1dd3n"}, {"group": "west"}),
    "GET /upload": _at("/upload", "/upload?group=west", "/upload?group=never"),
    "POST /upload": _post("/upload", {"text": "", "group": "west"}, {"text": "", "group": "never"}),
    "GET /drafts": _at("/drafts", "/drafts?done=gone"),
    "GET /drafts/{number}": _drafts(),
    "POST /drafts/{number}": _to_drafts("", "POST", title="Ours", text="Ours", do="publish"),
    "GET /drafts/{number}/page": _drafts("/page"),
    "GET /drafts/{number}/beside/{identifier}": _drafts("/beside/h1dd3n", "/beside/mkt001"),
    "POST /drafts/{number}/beside/{identifier}": _to_drafts("/beside/h1dd3n", "POST", do="replace"),
    "GET /drafts/{number}/published": _drafts("/published"),
    "POST /drafts/{number}/preview": _to_drafts("/preview", "POST", text="[[Secret budget]]", group="west"),
    "GET /drafts/{number}/files/{name}": _drafts("/files/whiteboard.png", "/files/..%2foriginal"),
    "GET /drafts/{number}/original": _drafts("/original"),
    "POST /api/v1/uploads": _post("/api/v1/uploads", {"group": "west"}, {"group": "never"}),
    "GET /api/v1/drafts/{number}": lambda _: [Ask(f"/api/v1/drafts/{each}") for each in NO_DRAFTS],
    "PATCH /api/v1/drafts/{number}": lambda _: [
        Ask(f"/api/v1/drafts/{each}", "PATCH", form={"title": "A"}) for each in NO_DRAFTS
    ],
    "POST /api/v1/drafts/{number}/publish": lambda _: [
        Ask(f"/api/v1/drafts/{each}/publish", "POST", form={}) for each in NO_DRAFTS
    ],
    "GET /complete": _completed,
    "GET /unsaved": _at("/unsaved"),
    "POST /unsaved/drop": _post("/unsaved/drop", {"key": "neverneverever"}),
    "GET /unsaved/{key}": _at("/unsaved/neverneverever"),
    "POST /unsaved/{key}": _post("/unsaved/neverneverever", {"text": "Ours", "document": "h1dd3n"}),
    "POST /unsaved/{key}/files": _post("/unsaved/neverneverever/files", {}),
    "GET /unsaved/{key}/files/{name}": _at("/unsaved/neverneverever/files/rota.png"),
    "GET /bin": _at("/bin", "/bin?removed=h1dd3n"),
    "POST /bin": _post("/bin", {"document": "h1dd3n"}, {"document": "n3v3r1"}),
    "GET /about": _at("/about"),
    "GET /accessibility": _at("/accessibility"),
    "GET /privacy": _at("/privacy"),
    "GET /sitemap.xml": _at("/sitemap.xml"),
    "GET /robots.txt": _at("/robots.txt"),
    "GET /opensearch.xml": _at("/opensearch.xml"),
    "GET /manifest.webmanifest": _at("/manifest.webmanifest"),
    "GET /favicon.ico": _at("/favicon.ico"),
    "GET /static/{name:path}": _at("/static/style.css", "/static/never.css", "/static/../notes/kb.yml"),
    "GET /healthz": _at("/healthz"),
    "GET /readyz": _at("/readyz"),
    "GET /api/docs": _at("/api/docs"),
    "GET /api/openapi.json": _at("/api/openapi.json"),
    "GET /api/v1/search": _searched("/api/v1/search"),
    "GET /suggest.json": lambda _: [Ask(f"/suggest.json?{urlencode({'q': typed})}") for typed in TYPED],
    "GET /api/v1/suggest": _suggested,
    "GET /api/v1/over-time": _few("/api/v1/over-time"),
    "GET /api/v1/documents": _at(
        "/api/v1/documents?per_page=100", "/api/v1/documents?page=2", "/api/v1/documents?page=99"
    ),
    "GET /api/v1/documents/{identifier}": _by_id("/api/v1/documents"),
    "POST /api/v1/documents": _post("/api/v1/documents", {"title": "A", "group": "west"}),
    "PUT /api/v1/documents/{identifier}": lambda _: [
        Ask(f"/api/v1/documents/{each}", "PUT", form={"title": "A"}) for each in ("mkt001", "h1dd3n", "n3v3r1")
    ],
    "POST /api/v1/documents/{identifier}/move": lambda _: [
        Ask(f"/api/v1/documents/{each}/move", "POST", form={"title": "A"}) for each in ("mkt001", "h1dd3n", "n3v3r1")
    ],
    "DELETE /api/v1/documents/{identifier}": lambda _: [
        Ask(f"/api/v1/documents/{each}", "DELETE") for each in ("mkt001", "h1dd3n", "n3v3r1")
    ],
    "POST /api/v1/documents/{identifier}/files": lambda _: [
        Ask(f"/api/v1/documents/{each}/files", "POST", form={}) for each in ("mkt001", "h1dd3n", "n3v3r1")
    ],
    "PUT /api/v1/documents/{identifier}/files/{name:path}": lambda _: [
        Ask(f"/api/v1/documents/{each}/files/rota.png", "PUT", form={}) for each in ("mkt001", "h1dd3n", "n3v3r1")
    ],
    "DELETE /api/v1/documents/{identifier}/files/{name:path}": lambda _: [
        Ask(f"/api/v1/documents/{each}/files/rota.png", "DELETE") for each in ("mkt001", "h1dd3n", "n3v3r1")
    ],
    "GET /api/v1/tags": _at("/api/v1/tags"),
    "GET /api/v1/groups": _at("/api/v1/groups"),
    "GET /api/v1/meetings": _of_meetings,
    "GET /login": _at("/login", "/login?next=/d/h1dd3n", "/login?next=//elsewhere"),
    "POST /login": _post("/login", {"email": "eve@example.org", "password": "wrong"}, {"email": "sam@example.org"}),
    "GET /login/oidc": _at("/login/oidc", "/login/oidc?next=/d/h1dd3n"),
    "GET /login/oidc/back": _at("/login/oidc/back", "/login/oidc/back?state=never&code=never"),
    "POST /logout": _post("/logout?", {}),
    "GET /login/forgotten": _at("/login/forgotten"),
    "POST /login/forgotten": _post("/login/forgotten", {"email": "sam@example.org"}, {"email": "eve@example.org"}),
    "POST /login/link": _post("/login/link", {"email": "sam@example.org"}, {"email": "eve@example.org"}),
    "GET /login/link/{secret}": _at("/login/link/never"),
    "POST /login/link/{secret}": _post("/login/link/never", {}),
    "GET /login/reset/{secret}": _at("/login/reset/never"),
    "POST /login/reset/{secret}": _post("/login/reset/never", {"password": "quite a long password"}),
    "GET /account": _at("/account", "/account?done=name"),
    "POST /account/name": _post("/account/name", {"name": ""}),
    "POST /account/password": _post("/account/password", {"old": "wrong", "new": "short"}),
    "POST /account/sessions/end": _post("/account/sessions/end", {"number": "never"}),
    "POST /account/sessions/others": _post("/account/sessions/others", {}),
    "POST /account/groups/leave": _post("/account/groups/leave", {"group": "west"}, {"group": "never"}),
    "GET /account/news": _at("/account/news", "/account/news?done=1"),
    "POST /account/news": _post("/account/news", {"group-west": "weekly"}, {"group-never": "at once"}),
    "GET /account/feeds": _at("/account/feeds"),
    "POST /account/feeds": _post("/account/feeds", {}),
    "POST /account/feeds/back": _post("/account/feeds/back", {}),
    "GET /account/tokens": _at("/account/tokens"),
    "POST /account/tokens": _post(
        "/account/tokens",
        {"name": ""},
        {"name": "a", "group": "west"},
        {"name": "b", "group": "never"},
        {"name": "c", "opens": "all"},
    ),
    "POST /account/tokens/back": _post("/account/tokens/back", {"name": "c"}, {"name": "never"}),
    "POST /account/export": _post("/account/export?", {}),
    "GET /account/erase": _at("/account/erase"),
    "POST /account/erase": _post("/account/erase", {"email": "nobody else"}),
    "GET /account/erased": _at("/account/erased"),
    "POST /account/groups/withdraw": _post("/account/groups/withdraw", {"group": "west"}, {"group": "never"}),
    "GET /setup/{secret}": _at("/setup/never"),
    "POST /setup/{secret}": _post("/setup/never", _SETUP),
}


def asks_of(known: Known, *, only: Callable[[str], bool] = lambda _: True) -> Iterator[Ask]:
    """All of it, `only` the routes that are wanted; each so many once more with conditions, the first of a route among
    them. What signs somebody out comes last."""
    for route, asks in sorted(ROUTES.items(), key=lambda item: item[0] == "POST /logout"):
        for number, asked in enumerate(asks(known) if only(route) else ()):
            again = number % ASKED_AGAIN == 0 and asked.method == "GET" and not asked.headers
            yield replace(asked, again=again)
