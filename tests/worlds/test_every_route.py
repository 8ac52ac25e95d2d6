"""What holds for every route there is: its headers, who may change things, and what no trick makes it say."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest

from tests.worlds.addresses import ROUTES, asks_of
from tests.worlds.conftest import opened_world
from tests.worlds.libraries import write_a, write_hidden
from tests.worlds.walking import Ask

pytestmark = pytest.mark.xdist_group("worlds")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
FILES = "default-src 'none'; sandbox"
EMBED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)
SHOWING = f"{POLICY}; frame-src 'self'"
SHARING = (
    "GET /d/{identifier}/share",
    "GET /groups/{group}/{key}/share",
    "GET /search/share",
    "POST /d/{identifier}/share",
)
FRAMED = ("GET /d/{identifier}/embed", "GET /groups/{group}/{key}/embed", "GET /search/embed")
CARDS = ("GET /d/{identifier}/card.png", "GET /groups/{group}/{key}/card.png", "GET /groups/{slug}/card.png")
ELSEWHERE = (
    *FRAMED,
    *CARDS,
    "GET /d/{identifier}/picture",
    "GET /static/{name:path}",
    "GET /d/{identifier}/files/{name:path}",
)
"""What pages elsewhere may show, where everybody may read it."""
STATIC = "GET /static/{name:path}"
TRICKS = (
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
    {"X-Original-URL": "/admin", "X-Rewrite-URL": "/admin", "X-HTTP-Method-Override": "DELETE"},
)
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "null"},
    {},
)

NASTY = (
    "..",
    "%2e%2e",
    "..%2f..%2fkb.yml",
    "..%5c..%5ckb.yml",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "%00",
    "north%00",
    "a%0d%0aSet-Cookie:%20session=1",
    "%ff%fe",
    "-rf",
    "%F0%9F%92%A5",
    "CON",
    "{x}",
    "a" * 4000,
)
"""What may stand in any part of an address."""
PARAMETER = re.compile(r"\{[^}]+\}")


@pytest.fixture(scope="module")
def opened_b(tmp_path_factory, viewers):
    """World B once more, for what is sent here changes it: an admin's forms are forms that do something."""
    with ExitStack() as stack:
        yield opened_world(stack, tmp_path_factory.mktemp("every-route") / "b", viewers, write_a, write_hidden)


@pytest.fixture
def b(opened_b, viewers):
    opened_b.begin_again(viewers)
    return opened_b


@pytest.fixture(scope="module")
def some(opened_worlds) -> dict[str, list[Ask]]:
    """A few addresses of each route: of what is public, of what is hidden, and of what never was."""
    every = {route: [each for each in asks(opened_worlds.known) if not each.headers] for route, asks in ROUTES.items()}
    return {route: asks[:: max(len(asks) // 3, 1)][:4] for route, asks in every.items()}


@pytest.mark.parametrize("viewer", ["a visitor", "lea", "ada"])
def test_every_answer_carries_the_security_headers(b, viewers, some, viewer):
    who = viewers.headers[viewer]
    for route, asked, answer in _answers(b.client, some, who | {"Origin": "http://testserver"}):
        headers, at = answer.headers, f"{viewer}: {asked}"
        assert answer.status_code < 500, at
        assert headers["Content-Security-Policy"] in (
            POLICY,
            FILES,
            *([EMBED] if route in FRAMED else [SHOWING] if route.startswith(SHARING) else []),
        ), at
        assert "X-Frame-Options" not in headers, at
        assert headers["X-Content-Type-Options"] == "nosniff", at
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), at
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", at
        shown = ("same-origin", "cross-origin") if route in ELSEWHERE and not answer.is_error else ("same-origin",)
        assert headers["Cross-Origin-Resource-Policy"] in shown, at
        assert "Permissions-Policy" in headers, at
        assert "server" not in headers, at
        if route == STATIC and answer.status_code == 200:
            assert "private" not in headers["Cache-Control"], at
            continue
        assert {"cookie", "authorization"} <= {each.strip().lower() for each in headers["Vary"].split(",")}, at
        if who or asked.method != "GET":
            assert headers["Cache-Control"] == "private, no-store", at
        else:
            assert "set-cookie" not in headers, at


_FROM_ANYWHERE = ("POST /news/stop/{secret}", "POST /webmention")
"""What mail programs send for their readers (RFC 8058), who knows the secret may; and what other sites say (W3C)."""


def test_nothing_is_changed_for_another_site(b, viewers, some):
    unsafe = {
        route: asks for route, asks in some.items() if not route.startswith("GET ") and route not in _FROM_ANYWHERE
    }
    assert len(unsafe) > 10
    for foreign in FOREIGN:
        for _, asked, answer in _answers(b.client, unsafe, viewers.headers["ada"] | foreign):
            assert answer.status_code == 403, f"{asked} {foreign}"
            assert "set-cookie" not in answer.headers


def test_no_header_that_a_stranger_sends_is_believed(b, some):
    safe = {route: asks for route, asks in some.items() if route.startswith("GET ")}
    plain = [_said(answer) for _, _, answer in _answers(b.client, safe, {})]
    for trick in TRICKS:
        for (_, asked, answer), usual in zip(_answers(b.client, safe, trick), plain, strict=True):
            assert "evil.example" not in str(answer.headers) + answer.text, asked
            assert _said(answer) == usual, f"{asked} {trick}"


def test_a_token_in_an_address_opens_nothing(b, viewers, some):
    """Addresses are kept in logs and in histories of browsers."""
    token = viewers.headers["sam's program"]["Authorization"].removeprefix("Bearer ")
    session = viewers.headers["ada"]["Cookie"].removeprefix("session=")
    for address in ("/api/v1/documents?per_page=100", "/search?q=xylophone", "/groups/west", "/groups/south/people"):
        usual = b.client.get(address, headers={})
        more = "&" if "?" in address else "?"
        for trick in (f"token={token}", f"access_token={token}", f"session={session}", f"authorization=Bearer+{token}"):
            answer = b.client.get(f"{address}{more}{trick}", headers={})
            assert answer.status_code in (usual.status_code, 422), (address, trick)
            assert "xylophone price" not in answer.text
            assert "Our own talk" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=../../state/kb.db"},
        {"Cookie": "session=" + "A" * 43},
        {"Cookie": "session=1' OR '1'='1"},
        {"Cookie": "__Host-session=x; session=y"},
        {"Cookie": "session=%00%ff"},
    ],
)
def test_a_cookie_that_opens_nothing_makes_a_visitor(b, headers):
    usual = b.client.get("/search?q=xylophone", headers={})
    answer = b.client.get("/search?q=xylophone", headers=headers)
    assert (answer.status_code, answer.text) == (usual.status_code, usual.text)


@pytest.mark.parametrize("kind", ["Bearer kb_wrong", "bearer  ", "Bearer kb_" + "A" * 5000, "BEARER nonsense"])
def test_a_token_that_opens_nothing_is_said_so(b, kind):
    answer = b.client.get("/api/v1/tags", headers={"Authorization": kind})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "kb_" not in answer.text


def test_no_part_of_an_address_leads_out_of_the_library(b, viewers):
    ada = viewers.headers["ada"] | {"Origin": "http://testserver"}
    with_parts = [route for route in ROUTES if PARAMETER.search(route)]
    assert len(with_parts) > 20
    for route in with_parts:
        method, path = route.split(" ", 1)
        for nasty in NASTY:
            at = PARAMETER.sub(lambda _, nasty=nasty: nasty, path)
            answer = b.client.request(method, at, headers=ada)
            assert answer.status_code < 500, at
            assert "set-cookie" not in answer.headers, at
            assert "root:" not in answer.text, at
            assert "description: Notes of three groups." not in answer.text, at


@pytest.mark.parametrize(
    "pair", ["q=market&q=xylophone", "page=1&page=zz", "page=zz&page=1", "sort=best&sort=newest", "q[]=a&q[x]=b"]
)
def test_what_is_said_twice_is_no_error_of_ours(b, pair):
    for path in ("/search", "/over-time", "/search.csv", "/api/v1/search", "/tags", "/api/v1/documents"):
        assert b.client.get(f"{path}?{pair}", headers={}).status_code in (200, 307, 404, 422), path


def test_a_name_that_looks_like_a_file_makes_no_page_cacheable(b, viewers):
    """Web cache deception: a proxy that keeps everything that ends in .css."""
    ada = viewers.headers["ada"]
    for address in ("/groups/west;x.css", "/groups/west/people/x.css", "/search/x.css?q=xylophone", "/d/h1dd3n/x.css"):
        answer = b.client.get(address, headers=ada)
        assert answer.headers["Cache-Control"] == "private, no-store", address


def test_the_walk_through_all_of_this_has_a_place_for_each_route(opened_worlds, some):
    assert set(some) == set(ROUTES)
    assert all(some.values()), [route for route, asks in some.items() if not asks]
    assert len({asked.address for asked in asks_of(opened_worlds.known)}) > 1000


def _answers(client, some, headers):
    for route, asks in some.items():
        for asked in asks:
            client.cookies.clear()
            answer = client.request(
                asked.method, asked.address, headers=headers, data=asked.form, follow_redirects=False
            )
            yield route, asked, answer


def _said(answer):
    return answer.status_code, re.sub(r'"took_ms":[\d.]+', "", answer.text)
