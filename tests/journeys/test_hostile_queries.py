"""Whatever arrives as an address of a search, it is answered: with results, or with a word why there are none."""

from __future__ import annotations

import html
import itertools
import string
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import httpx2
import lxml.html
import pytest

from tests.served import Served, Server
from tests.writing import LibraryFolder

pytestmark = pytest.mark.xdist_group("hostile queries")

TOO_LONG = (414, 431, 400)
"""What a server may say to an address of 64,000 characters; 200 is as good."""

PATIENCE_S = 20
"""A guard against hanging, not a promise of speed."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    library = LibraryFolder(tmp_path_factory.mktemp("queries") / "library")
    for number in range(30):
        library.document(
            f"pogo/2020-{number % 12 + 1:02}-{number % 28 + 1:02}-notes.md",
            f"# Call {number}\n\nMarket engagement, treacle & C++, 会議の記録, évaluation word{number}.\n",
            tags=[f"t{number % 3}", "market engagement"],
        )
    served = Served()
    started = served(library.home)
    started.client.timeout = PATIENCE_S
    yield started
    served.end()
    assert "Traceback" not in started.said


QUERIES = {
    "nothing": "",
    "blanks": "   \t ",
    "AND": "AND",
    "all operators": "AND OR NOT ANDNOT TO",
    "NOT alone": "NOT",
    "operators in a row": "NOT NOT treacle OR OR AND",
    "a lone minus": "-",
    "minus words only": "-treacle -market",
    "an open quotation": '"market engagement',
    "quotations inside each other": '"market "engagement" treacle"',
    "200 quotation marks": '"' * 201,
    "an open bracket": "(treacle",
    "a closed bracket": "treacle)",
    "brackets across": "(treacle OR ) market ( AND",
    "5,000 brackets": "(" * 5000,
    "5,000 brackets around a word": "(" * 2500 + "treacle" + ")" * 2500,
    "a lone star": "*",
    "20 infixes": "*x* " * 20,
    "200 wildcards": " ".join(f"{a}*" for a in string.ascii_lowercase * 8),
    "question marks": "????? t?eacle",
    "a regular expression": "/(a+)+$/ [a-z]{1,9999} .*",
    "fuzzy and boosts": "treacle~9 market^1e999 treacle^^ ~ ^",
    "ranges": "[a TO z] {* TO *} date:[2020 TO",
    "an unknown field": "colour:blue audience:leads path:../../etc/passwd id:*",
    "a date that is none": "date:foo",
    "from a day that is none": "from:2020-02-31",
    "dates in all ways": "date:2020.. date:..2020 date:99999 from: to:0000-00-00 date:-1",
    "an empty tag": "tag:",
    "a tag in quotation marks": 'tag:"market engagement" tag:"',
    "hash signs": "# ## #t1 #",
    "colons": "::: a:b:c: :treacle:",
    "emoji": "🎉👩‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "\u202eשלום\u202c مرحبا",
    "Chinese and Japanese": "会議 記録を検索",
    "combining marks": "e" + "\u0301" * 2000,
    "NUL": "\0trea\0cle\0",
    "control characters": "".join(map(chr, range(1, 32))),
    "a byte order mark and other invisible ones": "\ufeff\u200b\u2028treacle\u00ad",
    "SQL": "'; DROP TABLE notes; -- \" OR 1=1",
    "a template": "{{ 7*7 }} {% include '/etc/passwd' %} ${7*7} <%= 1 %>",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a line of headers": "x\r\nSet-Cookie: a=b\r\n\r\n",
    "C++ and other names": "C++ W-2 £1.5m 50% A&E and/or o'clock",
    "10,000 characters": "market engagement treacle " * 400,
    "one word of 10,000 characters": "x" * 10_000,
    "64,000 characters": "market engagement treacle " * 2500,
}

ADDRESSES = {
    "a lone per cent sign": "q=%",
    "half an escape": "q=%E",
    "no such escape": "q=%ZZ%u0041",
    "bytes that are no text": "q=%FF%FE%C3%28%80",
    "half of a pair": "q=%ED%A0%80",
    "escaped twice": "q=%2525%2500",
    "pluses": "q=+++&tag=+",
    "no value": "q&tag&group&page",
    "only separators": "&&&;;==&",
    "q twice": "q=treacle&q=market",
    "brackets in names": "q[]=treacle&q[0]=x&filter[$ne]=1",
    "a huge page": "q=treacle&page=99999999999999999999999999",
    "page 0": "q=treacle&page=0&per_page=0",
    "a negative page": "q=treacle&page=-1&per_page=-5",
    "a page in other digits": "q=treacle&page=٣&per_page=１０",
    "a page that is no number": "q=treacle&page=NaN&per_page=1e9",
    "too many on a page": "q=treacle&per_page=1000000",
    "a date that is none": "q=treacle&from=2020-02-31&to=yesterday",
    "dates the wrong way round": "q=treacle&from=2021&to=2019",
    "an unknown order": "q=treacle&sort=cheapest",
    "an unknown kind": "q=treacle&kind=recipe&year=MMXX&group=..%2F..",
    "300 filters": "q=treacle&" + "&".join(f"tag=t{number}" for number in range(300)),
    "inside nothing": "q=treacle&in=no-such-id",
    "inside a path": "q=treacle&in=..%2F..%2Fetc%2Fpasswd",
    "another version": "q=treacle&v=99&utm_source=mail&fbclid=x",
}


def answered(server: Server, parameters: str) -> None:
    """The API and the page answer, and say something: results, or why there are none."""
    answer = _get(server, f"/api/v1/search?{parameters}")
    page = _get(server, f"/search?{parameters}")
    if len(parameters) > 8000 and answer.status_code in TOO_LONG:
        return
    assert answer.status_code == 200, answer.text[:300]
    said = answer.json()
    assert said["results"] or said["remarks"] or said["read_as"] or not said["query"]
    assert len(said["results"]) <= said["per_page"] <= 100
    assert page.status_code == 200
    text = " ".join(lxml.html.fromstring(page.text).xpath("//main")[0].text_content().split())
    assert said["results"] or len(text) > 30
    if said["results"]:
        assert said["results"][0]["title"] in text
    suggestions = _get(server, f"/api/v1/suggest?{parameters}")
    assert suggestions.status_code == 200
    assert isinstance(suggestions.json()["suggestions"], list)


def _get(server: Server, address: str) -> httpx2.Response:
    return server.client.get(address)


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES.keys())
def test_every_text_is_answered(server: Server, text: str):
    answered(server, urlencode({"q": text}))


@pytest.mark.parametrize("parameters", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_every_address_is_answered(server: Server, parameters: str):
    answered(server, parameters)


def test_every_sign_and_every_two_signs_are_answered(server: Server):
    pairs = ["".join(pair) for pair in itertools.product(string.punctuation, repeat=2)]
    for text in (*string.punctuation, *pairs):
        answer = server.client.get("/api/v1/search", params={"q": text})
        assert answer.status_code == 200, text
        said = answer.json()
        assert said["results"] or said["remarks"] or said["read_as"], text


@pytest.mark.parametrize("around", ["{} treacle", "treacle {}", "treacle{}", "{}treacle", '"treacle" {}'])
def test_no_sign_beside_a_word_hides_what_the_word_finds(server: Server, around: str):
    missed = [
        sign for sign in set(string.punctuation) - set("-~*?:") if server.search(around.format(sign))["total"] != 30
    ]
    assert missed == []


@pytest.mark.parametrize("text", ["from:2020-02-31", "date:foo", "*x* " * 20, "tag:", "*", "word " * 5000])
def test_what_is_left_out_of_a_query_is_said_on_the_page(server: Server, text: str):
    said = server.search(f"{text[:9000]} treacle")
    assert said["remarks"] or said["read_as"]
    page = html.unescape(server.get("/search", params={"q": f"{text[:9000]} treacle"}).text)
    for remark in said["remarks"]:
        assert remark in page


HOSTILE_PATHS: dict[str, Callable[[], str]] = {
    "up": lambda: "/static/../../etc/passwd",
    "up, escaped": lambda: "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "up, escaped twice": lambda: "/static/%252e%252e/style.css",
    "NUL": lambda: "/static/style.css%00.html",
    "no text": lambda: "/d/%FF%FE",
    "NUL in an id": lambda: "/d/a%00b",
    "a very long id": lambda: "/d/" + "x" * 5000,
    "a very long file name": lambda: "/static/" + "y" * 5000,
    "emoji": lambda: "/tags/" + quote("🎉"),
    "a tag of dots": lambda: "/tags/..",
    "a group of signs": lambda: "/groups/" + quote("<script>"),
    "a meeting of signs": lambda: "/groups/pogo/" + quote("2020-02-31'\""),
    "another part": lambda: "/d/x/y?part=99999999999999999999",
    "a part that is no number": lambda: "/d/x/y?part=one",
}


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_every_other_address_is_answered_with_a_page_or_nothing_here(server: Server, path: Callable[[], str]):
    answer = server.client.get(path(), follow_redirects=True)
    assert answer.status_code in (200, 404)
    assert "root:" not in answer.text
