"""Asking other sites: nothing of this machine or its network is ever asked, and no answer holds anything up."""

from __future__ import annotations

import gzip
import socket
import threading
import time

import pytest

from kb.outward.fetching import Fetcher, NotFetched, is_public
from tests.outward.elsewhere import elsewhere

STRICT = Fetcher("Knowledge Club test")
"""As the program has it."""


@pytest.fixture
def there():
    with elsewhere() as site:
        yield site


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://0/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::1]/", "http://localhost/",
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://172.16.0.1/",
        "http://192.168.1.1/", "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
        "http://[fe80::1]/", "http://[fc00::1]/", "http://[ff02::1]/", "http://[2001::1]/", "https://127.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)  # fmt: skip
def test_what_is_not_public_is_never_asked(address, monkeypatch):
    def connect(*_: object) -> None:
        raise AssertionError("it was asked")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(NotFetched, match=r"no public address|no address|are asked") as refused:
        STRICT.fetch(address)
    assert refused.value.for_good


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org", "example.org", "",
        "http://", "http:///x", "http://user@example.org/", "http://user:secret@example.org/", "http://@example.org/",
        "http://example.org:8080/", "http://example.org:443/", "https://example.org:80/", "http://example.org:0/",
        "http://example.org:99999/", "http://example.org:x/", "http://exam ple.org/", "http://example.org/a b",
        "http://example.org\\@127.0.0.1/", "http://example.org/\r\nHost: x", "http://[fe80::1%25eth0]/",
        "http://example.org/" + "a" * 2000, "http://" + "a" * 300 + ".org/", "http://exa%6dple.org/",
    ],
)  # fmt: skip
def test_addresses_that_are_none_of_ours_to_ask(address):
    with pytest.raises(NotFetched) as refused:
        STRICT.check(address)
    assert refused.value.for_good
    with pytest.raises(NotFetched):
        STRICT.fetch(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111"])
def test_public_ones_are_known_as_such(address):
    assert is_public(address)


def test_a_page_is_fetched_and_says_who_asks_and_nothing_more(there):
    answer = there.fetcher().fetch(there.page("/a?b=c", "<p>Hello</p>"))
    assert (answer.status, answer.media_type, answer.body) == (200, "text/html", b"<p>Hello</p>")
    [asked] = there.asked
    assert asked.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{there.port}\r\n" in asked
    assert "User-Agent: Knowledge Club test\r\n" in asked
    assert "Accept-Encoding: identity\r\n" in asked
    assert "Cookie" not in asked


def test_a_name_is_resolved_once_and_connected_to_what_was_looked_at(there, monkeypatch):
    """Else a name could be public when it is looked at and private when it is connected to (DNS rebinding)."""
    asked = []

    def resolve(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        place = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    there.page("/", "Hello")
    assert there.fetcher().fetch(f"http://changing.example:{there.port}/").body == b"Hello"
    assert asked == ["changing.example"]


def test_a_name_with_one_private_address_is_not_asked_at_all(there, monkeypatch):
    def resolve(_: str, port: int, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in ("127.0.0.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(NotFetched, match="no public address"):
        there.fetcher().fetch(f"http://mixed.example:{there.port}/")
    assert there.asked == []


@pytest.mark.parametrize("place", ["127.0.0.2", "[::1]", "169.254.169.254", "2130706434"])
def test_a_redirect_to_what_is_not_public_is_not_followed(there, place):
    with pytest.raises(NotFetched, match="no public address"):
        there.fetcher().fetch(there.redirect("/", f"http://{place}:{there.port}/"))


@pytest.mark.parametrize("to", ["ftp://example.org/", "http://user@127.0.0.1/", "http://127.0.0.1:1/", "file:///etc/"])
def test_a_redirect_is_looked_at_as_the_first_address_was(there, to):
    with pytest.raises(NotFetched) as refused:
        there.fetcher().fetch(there.redirect("/", to))
    assert refused.value.for_good


def test_a_redirect_to_what_is_no_address_is_no_mistake_of_ours(there):
    with pytest.raises(NotFetched, match="no address") as refused:
        there.fetcher().fetch(there.redirect("/", "http://[bad"))
    assert refused.value.for_good


def test_a_redirect_is_followed_but_not_for_ever(there):
    there.page("/b", "There")
    assert there.fetcher().fetch(there.redirect("/a", "b")).address == f"{there.url}/b"
    with pytest.raises(NotFetched, match="again and again"):
        there.fetcher().fetch(there.redirect("/loop", "/loop"))


def test_of_what_has_no_end_a_beginning_is_read(there):
    def endless(opened: socket.socket) -> None:
        opened.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            opened.sendall(b"x" * 65_536)

    there.answers["/"] = endless
    assert len(there.fetcher(largest=100_000).fetch(there.url + "/").body) == 100_000


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"])
def test_what_drips_is_cut(there, begun):
    ended = threading.Event()

    def drip(opened: socket.socket) -> None:
        opened.sendall(begun)
        while not ended.wait(0.05):
            opened.sendall(b"x")

    there.answers["/"] = drip
    before = time.monotonic()
    with pytest.raises(NotFetched, match="too long"):
        there.fetcher(patience=0.5).fetch(there.url + "/")
    ended.set()
    assert time.monotonic() - before < 10  # as it would go on for ever


def test_what_is_packed_is_not_unpacked(there):
    bomb = gzip.compress(b"\0" * 10_000_000)
    there.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb
    with pytest.raises(NotFetched, match="packed"):
        there.fetcher().fetch(there.url + "/")


@pytest.mark.parametrize("said", [b"", b"SMTP ready\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, b"\0" * 70_000])
def test_what_is_no_answer_is_none(there, said):
    there.answers["/"] = said
    with pytest.raises(NotFetched):
        there.fetcher().fetch(there.url + "/")


def test_what_cannot_prove_who_it_is_is_not_read(there):
    there.page("/", "Hello")
    with pytest.raises(NotFetched):
        there.fetcher().fetch(f"https://127.0.0.1:{there.port}/")
