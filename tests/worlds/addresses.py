"""With which addresses each route is asked. A route without an entry here fails the test: give it one.

`ROUTES` has an entry for every route of the application: from what is known of both worlds (their ids, names and words,
the hidden ones above all) to what is asked. An address that only admins may open has its place here as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

from tests.worlds import asking
from tests.worlds.asking import Asks, Known
from tests.worlds.walking import Ask

ASKED_AGAIN = 25

ROUTES: dict[str, Asks] = {
    "GET /": asking.at("/", "/?q=market"),
    "GET /search": asking.searched("/search"),
    "GET /search.csv": asking.few("/search.csv"),
    "GET /search.md": asking.few("/search.md"),
    "GET /feed.{form}": asking.at(
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
    "GET /news/stop/{secret}": asking.at("/news/stop/never"),
    "POST /news/stop/{secret}": asking.post("/news/stop/never", {"List-Unsubscribe": "One-Click"}),
    "GET /calendar.ics": asking.at("/calendar.ics", "/calendar.ics?key=never"),
    "GET /groups/{slug}/calendar.ics": asking.of_each_group("calendar.ics"),
    "GET /groups/{slug}/feed.{form}": asking.of_each_group("feed.atom", "feed.json"),
    "GET /tags/{slug}/feed.{form}": asking.feeds_of_tags,
    "GET /search.atom": asking.few("/search.atom"),
    "GET /search.json": asking.few("/search.json"),
    "GET /over-time": asking.few("/over-time"),
    "GET /groups": asking.at("/groups"),
    "GET /groups/{slug}": asking.groups,
    "GET /groups/{group}/{key}": asking.meetings,
    "GET /groups/{slug}/people": asking.of_each_group("people"),
    "GET /groups/{slug}/edit": asking.of_each_group("edit"),
    "GET /groups/{slug}/history": asking.of_each_group("history"),
    "POST /groups/{slug}/edit": asking.to_groups("edit", title="Ours", visibility="public"),
    "POST /groups/{slug}/people/invite": asking.to_groups("people/invite", email="eve@example.org"),
    "POST /groups/{slug}/people/withdraw": asking.to_groups("people/withdraw", number="1"),
    "POST /groups/{slug}/people/role": asking.to_groups("people/role", account="1", role="lead"),
    "POST /groups/{slug}/people/remove": asking.to_groups("people/remove", account="1"),
    "POST /groups/{slug}/people/answer": asking.to_groups("people/answer", account="1", let_in="yes"),
    "POST /groups/{slug}/people/leave": asking.to_groups("people/leave"),
    "POST /groups/{slug}/join": asking.to_groups("join", message="Please"),
    "GET /join/{secret}": asking.at("/join/never"),
    "POST /join/{secret}": asking.post(
        "/join/never", {"email": "eve@example.org", "password": "quite a long password"}
    ),
    "GET /admin": asking.at("/admin"),
    "GET /admin/health": asking.at("/admin/health", "/admin/health?links=1"),
    "POST /admin/health/mail": asking.post("/admin/health/mail", {}),
    "GET /admin/empty-searches": asking.at("/admin/empty-searches", "/admin/empty-searches?days=90"),
    "POST /admin/empty-searches/forget": asking.post("/admin/empty-searches/forget", {}),
    "GET /admin/log": asking.at("/admin/log", "/admin/log?group=west"),
    "GET /admin/groups": asking.at("/admin/groups"),
    "POST /admin/groups": asking.post("/admin/groups", {"title": "West of quixotry"}, {"title": "Never was"}),
    "GET /admin/settings": asking.at("/admin/settings"),
    "GET /admin/settings/history": asking.at("/admin/settings/history"),
    "POST /admin/settings": asking.post("/admin/settings", {"title": "Ours", "default_visibility": "public"}),
    "GET /admin/people": asking.at("/admin/people", "/admin/people?q=ada", "/admin/people?page=2"),
    "POST /admin/people": asking.post("/admin/people", {"email": "eve@example.org", "group": "west"}),
    "GET /admin/people/{number}": asking.at("/admin/people/1", "/admin/people/99", "/admin/people/never"),
    **{
        f"POST /admin/people/{{number}}/{what}": asking.to_nobody(what, **form)
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
    "GET /tags": asking.at("/tags", "/tags?letter=z", "/tags?page=2"),
    "GET /tags/{slug}": asking.tags,
    "GET /d/{identifier}": asking.by_id("/d"),
    "GET /d/{identifier}/{words}": asking.documents,
    "GET /d/{identifier}/files/{name:path}": asking.files,
    "GET /d/{identifier}/embed": asking.embeds,
    "GET /d/{identifier}/picture": asking.of_documents("picture"),
    "GET /groups/{group}/{key}/embed": asking.of_each_meeting("embed"),
    "GET /search/embed": asking.few("/search/embed"),
    "POST /d/{identifier}/share/links": asking.to_documents("share/links", days="7"),
    "POST /d/{identifier}/share/links/back": asking.to_documents("share/links/back", number="never"),
    "GET /s/{secret}": asking.at("/s/never", "/s/never?part=2"),
    "GET /s/{secret}/files/{name:path}": asking.at("/s/never/files/whiteboard.png"),
    "GET /d/{identifier}/card.png": asking.of_documents("card.png"),
    "GET /groups/{group}/{key}/card.png": asking.of_each_meeting("card.png"),
    "GET /groups/{slug}/card.png": lambda known: [Ask(f"/groups/{each}/card.png") for each in (*known.groups, "never")],
    "GET /d/{identifier}/share": asking.of_documents("share", "share?at=discussion"),
    "GET /groups/{group}/{key}/share": asking.of_each_meeting("share"),
    "GET /search/share": asking.at("/search/share?q=xylophone&tag=umbrage", "/search/share"),
    "GET /oembed": asking.oembeds,
    "GET /d/{identifier}/cite.{form}": asking.citations,
    "GET /d/{identifier}/edit": asking.of_documents("edit"),
    "POST /d/{identifier}/edit": asking.to_documents("edit", title="Ours", text="Ours", visibility="public"),
    "GET /d/{identifier}/attached": asking.of_documents("attached"),
    "POST /d/{identifier}/attached": asking.to_documents("attached"),
    "POST /d/{identifier}/attached/replace": asking.to_documents("attached/replace", name="whiteboard.png"),
    "POST /d/{identifier}/attached/describe": asking.to_documents(
        "attached/describe", name="whiteboard.png", words="Ours"
    ),
    "POST /d/{identifier}/attached/remove": asking.to_documents("attached/remove", name="never.png"),
    "GET /d/{identifier}/remove": asking.of_documents("remove"),
    "POST /d/{identifier}/remove": asking.to_documents("remove", revision="never"),
    "GET /mentions": asking.at("/mentions"),
    "GET /d/{identifier}/cited-by": asking.of_documents("cited-by"),
    "POST /d/{identifier}/cited-by": asking.to_documents("cited-by", address="https://blog.example.org/"),
    "POST /d/{identifier}/cited-by/remove": asking.to_documents("cited-by/remove", address="https://blog.example.org/"),
    "POST /d/{identifier}/cited-by/answer": asking.to_documents("cited-by/answer", number="1", show="yes"),
    "POST /webmention": asking.post(
        "/webmention",
        *(
            {"source": "https://blog.example.org/a", "target": f"http://127.0.0.1:8000/d/{each}{more}"}
            for each in ("h1dd3n", "n3v3r1", "..")
            for more in ("", "/secret-budget")
        ),
        {"source": "http://127.0.0.1:8000/d/mkt001", "target": "http://127.0.0.1:8000/d/mkt001"},
    ),
    "GET /d/{identifier}/tell": asking.of_documents("tell"),
    "POST /d/{identifier}/tell": asking.to_documents("tell"),
    "GET /d/{identifier}/move": asking.of_documents("move"),
    "POST /d/{identifier}/move": asking.to_documents("move", title="Ours", group="west"),
    "POST /d/{identifier}/history/{name}/undo": asking.to_documents("history/aaaaaaaaaa/undo"),
    "GET /d/{identifier}/history": asking.of_documents("history"),
    "GET /d/{identifier}/history/{name}": asking.versions(),
    "POST /d/{identifier}/history/{name}": asking.to_documents("history/aaaaaaaaaa"),
    "GET /d/{identifier}/history/{name}/changes": asking.versions(
        "/changes", "/changes?since=-rf", "/changes?view=page"
    ),
    "GET /d/{identifier}/history/by-paragraph": asking.of_documents("history/by-paragraph"),
    "GET /d/{identifier}/at": asking.of_documents("at?day=2020-03-31", "at?day=never"),
    "GET /d/{identifier}/at/{day}": asking.of_documents("at/2020-03-31", "at/2999", "at/-rf", "at/..%2f.."),
    "GET /new": asking.at("/new", "/new?kind=agenda&group=west", "/new?kind=never&group=never"),
    "POST /new": asking.post(
        "/new", {"title": "A", "kind": "notes", "group": "west"}, {"title": "B", "group": "never"}
    ),
    "POST /preview": asking.post("/preview", {"text": "[[Secret budget]]", "document": "h1dd3n"}, {"group": "west"}),
    "GET /upload": asking.at("/upload", "/upload?group=west", "/upload?group=never"),
    "POST /upload": asking.post("/upload", {"text": "", "group": "west"}, {"text": "", "group": "never"}),
    "GET /drafts": asking.at("/drafts", "/drafts?done=gone"),
    "GET /drafts/{number}": asking.drafts(),
    "POST /drafts/{number}": asking.to_drafts("", "POST", title="Ours", text="Ours", do="publish"),
    "GET /drafts/{number}/pages": asking.drafts("/pages"),
    "GET /drafts/{number}/pages/{page}": asking.drafts("/pages/1", "/pages/..%2f1"),
    "GET /drafts/{number}/beside/{identifier}": asking.drafts("/beside/h1dd3n", "/beside/mkt001"),
    "POST /drafts/{number}/beside/{identifier}": asking.to_drafts("/beside/h1dd3n", "POST", do="replace"),
    "GET /drafts/{number}/published": asking.drafts("/published"),
    "POST /drafts/{number}/preview": asking.to_drafts("/preview", "POST", text="[[Secret budget]]", group="west"),
    "GET /drafts/{number}/files/{name}": asking.drafts("/files/whiteboard.png", "/files/..%2foriginal"),
    "GET /drafts/{number}/original": asking.drafts("/original"),
    "POST /api/v1/uploads": asking.post("/api/v1/uploads", {"group": "west"}, {"group": "never"}),
    "GET /api/v1/drafts/{number}": lambda _: [Ask(f"/api/v1/drafts/{each}") for each in asking.NO_DRAFTS],
    "PATCH /api/v1/drafts/{number}": lambda _: [
        Ask(f"/api/v1/drafts/{each}", "PATCH", form={"title": "A"}) for each in asking.NO_DRAFTS
    ],
    "POST /api/v1/drafts/{number}/publish": lambda _: [
        Ask(f"/api/v1/drafts/{each}/publish", "POST", form={}) for each in asking.NO_DRAFTS
    ],
    "GET /complete": asking.completed,
    "GET /unsaved": asking.at("/unsaved"),
    "POST /unsaved/drop": asking.post("/unsaved/drop", {"key": "neverneverever"}),
    "GET /unsaved/{key}": asking.at("/unsaved/neverneverever"),
    "POST /unsaved/{key}": asking.post("/unsaved/neverneverever", {"text": "Ours", "document": "h1dd3n"}),
    "POST /unsaved/{key}/files": asking.post("/unsaved/neverneverever/files", {}),
    "GET /unsaved/{key}/files/{name}": asking.at("/unsaved/neverneverever/files/rota.png"),
    "GET /bin": asking.at("/bin", "/bin?removed=h1dd3n"),
    "POST /bin": asking.post("/bin", {"document": "h1dd3n"}, {"document": "n3v3r1"}),
    "GET /about": asking.at("/about"),
    "GET /accessibility": asking.at("/accessibility"),
    "GET /privacy": asking.at("/privacy"),
    "GET /sitemap.xml": asking.at("/sitemap.xml"),
    "GET /robots.txt": asking.at("/robots.txt"),
    "GET /opensearch.xml": asking.at("/opensearch.xml"),
    "GET /manifest.webmanifest": asking.at("/manifest.webmanifest"),
    "GET /favicon.ico": asking.at("/favicon.ico"),
    "GET /static/{name:path}": asking.at("/static/style.css", "/static/never.css", "/static/../notes/kb.yml"),
    "GET /healthz": asking.at("/healthz"),
    "GET /readyz": asking.at("/readyz"),
    "GET /api/docs": asking.at("/api/docs"),
    "GET /api/openapi.json": asking.at("/api/openapi.json"),
    "GET /api/v1/search": asking.searched("/api/v1/search"),
    "GET /suggest.json": lambda _: [Ask(f"/suggest.json?{urlencode({'q': typed})}") for typed in asking.TYPED],
    "GET /api/v1/suggest": asking.suggested,
    "GET /api/v1/over-time": asking.few("/api/v1/over-time"),
    "GET /api/v1/documents": asking.at(
        "/api/v1/documents?per_page=100", "/api/v1/documents?page=2", "/api/v1/documents?page=99"
    ),
    "GET /api/v1/documents/{identifier}": asking.by_id("/api/v1/documents"),
    "POST /api/v1/documents": asking.post("/api/v1/documents", {"title": "A", "group": "west"}),
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
    "GET /api/v1/tags": asking.at("/api/v1/tags"),
    "GET /api/v1/groups": asking.at("/api/v1/groups"),
    "GET /api/v1/meetings": asking.of_meetings,
    "GET /login": asking.at("/login", "/login?next=/d/h1dd3n", "/login?next=//elsewhere"),
    "POST /login": asking.post(
        "/login", {"email": "eve@example.org", "password": "wrong"}, {"email": "sam@example.org"}
    ),
    "GET /login/oidc": asking.at("/login/oidc", "/login/oidc?next=/d/h1dd3n"),
    "GET /login/oidc/back": asking.at("/login/oidc/back", "/login/oidc/back?state=never&code=never"),
    "POST /logout": asking.post("/logout?", {}),
    "GET /login/forgotten": asking.at("/login/forgotten"),
    "POST /login/forgotten": asking.post(
        "/login/forgotten", {"email": "sam@example.org"}, {"email": "eve@example.org"}
    ),
    "POST /login/link": asking.post("/login/link", {"email": "sam@example.org"}, {"email": "eve@example.org"}),
    "GET /login/link/{secret}": asking.at("/login/link/never"),
    "POST /login/link/{secret}": asking.post("/login/link/never", {}),
    "GET /login/reset/{secret}": asking.at("/login/reset/never"),
    "POST /login/reset/{secret}": asking.post("/login/reset/never", {"password": "quite a long password"}),
    "GET /account": asking.at("/account", "/account?done=name"),
    "POST /account/name": asking.post("/account/name", {"name": ""}),
    "POST /account/password": asking.post("/account/password", {"old": "wrong", "new": "short"}),
    "POST /account/sessions/end": asking.post("/account/sessions/end", {"number": "never"}),
    "POST /account/sessions/others": asking.post("/account/sessions/others", {}),
    "POST /account/groups/leave": asking.post("/account/groups/leave", {"group": "west"}, {"group": "never"}),
    "GET /account/news": asking.at("/account/news", "/account/news?done=1"),
    "POST /account/news": asking.post("/account/news", {"group-west": "weekly"}, {"group-never": "at once"}),
    "GET /account/feeds": asking.at("/account/feeds"),
    "POST /account/feeds": asking.post("/account/feeds", {}),
    "POST /account/feeds/back": asking.post("/account/feeds/back", {}),
    "GET /account/tokens": asking.at("/account/tokens"),
    "POST /account/tokens": asking.post(
        "/account/tokens",
        {"name": ""},
        {"name": "a", "group": "west"},
        {"name": "b", "group": "never"},
        {"name": "c", "opens": "all"},
    ),
    "POST /account/tokens/back": asking.post("/account/tokens/back", {"name": "c"}, {"name": "never"}),
    "POST /account/export": asking.post("/account/export?", {}),
    "GET /account/erase": asking.at("/account/erase"),
    "POST /account/erase": asking.post("/account/erase", {"email": "nobody else"}),
    "GET /account/erased": asking.at("/account/erased"),
    "POST /account/groups/withdraw": asking.post("/account/groups/withdraw", {"group": "west"}, {"group": "never"}),
    "GET /setup/{secret}": asking.at("/setup/never"),
    "POST /setup/{secret}": asking.post("/setup/never", asking.SETUP),
}


def asks_of(known: Known, *, only: Callable[[str], bool] = lambda _: True) -> Iterator[Ask]:
    """All of it, `only` the routes that are wanted; each so many once more with conditions, the first of a route among
    them. What signs somebody out comes last."""
    for route, asks in sorted(ROUTES.items(), key=lambda item: item[0] == "POST /logout"):
        for number, asked in enumerate(asks(known) if only(route) else ()):
            again = number % ASKED_AGAIN == 0 and asked.method == "GET" and not asked.headers
            yield replace(asked, again=again)
