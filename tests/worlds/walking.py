"""Asking an application for an address, and what of its answer must be the same in both worlds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
from fastapi import FastAPI

NONCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'"took_ms":[\d.]+'), '"took_ms":0'),  # how long a search took
    (re.compile(r"(set-cookie: (?:__Host-)?session=)[^;]+"), r"\1…"),  # a new session has a new secret
    (re.compile(r"\bkb_[\w-]{43}"), "kb_…"),  # a new token
    (re.compile(r'("(?:\w+_)?at": ")[\d:TZ-]+'), r"\1…"),  # when somebody did something, in what is held about them
    (re.compile(r'(name="once" value=")[\w-]+'), r"\1…"),  # a form that may be sent twice
    (re.compile(r"(?m)^date: .*$"), "date: …"),  # of the answer: real servers say it
)
"""All that may differ: the time something took or happened, and what is random by intent."""

_TELLS_ITS_TIME = ("/api/v1/search", "/api/v1/over-time")
"""Answers that say how long they took: how many digits that has shows in their length."""
_SENT_ONCE = ("/new",)
"""Pages whose form has a name of its own, another each time: it shows in their packed length and in their ETag."""


@dataclass(frozen=True)
class Ask:
    """One request, without who asks; `again`: also as readers ask who have an answer already, and with HEAD."""

    address: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None
    again: bool = False

    def __str__(self) -> str:
        extra = "".join(f" {name}: {value}" for name, value in self.headers.items())
        return f"{self.method} {self.address}{extra}"


@dataclass(frozen=True)
class Answer:
    """What came back, with its nonces masked."""

    seen: str
    etag: str | None
    status: int


def ask(client: httpx2.Client, asked: Ask, who: dict[str, str]) -> Answer:
    """Ask as this viewer."""
    client.cookies.clear()  # whoever signs in during a walk is nobody of ours
    answer = client.request(
        asked.method, asked.address, headers={**who, **asked.headers}, data=asked.form, follow_redirects=False
    )
    unmeant = ("content-length",) if asked.address.startswith(_TELLS_ITS_TIME) else ()
    unmeant = ("content-length", "etag") if asked.address.startswith(_SENT_ONCE) else unmeant
    said = ((name.lower(), value) for name, value in answer.headers.multi_items())
    headers = "\n".join(f"{name}: {value}" for name, value in said if name not in unmeant)
    body = answer.content.decode("utf-8", "backslashreplace")
    seen = f"{answer.status_code}\n{headers}\n\n{body}"
    for nonce, masked in NONCES:
        seen = nonce.sub(masked, seen)
    return Answer(seen, answer.headers.get("etag"), answer.status_code)


def walk(a: httpx2.Client, b: httpx2.Client, asks: Iterable[Ask], who: dict[str, str]) -> Iterator[str]:
    """Each difference between the worlds, with what was asked."""
    for asked in asks:
        in_a, in_b = ask(a, asked, who), ask(b, asked, who)
        if in_a.seen != in_b.seen:
            yield f"{asked}\n{difference(in_a.seen, in_b.seen)}"
        for again in _again(asked, in_a, in_b) if asked.again else ():
            one, other = ask(a, again, who), ask(b, again, who)
            if one.seen != other.seen:
                yield f"{again}\n{difference(one.seen, other.seen)}"


def _again(asked: Ask, in_a: Answer, in_b: Answer) -> Iterator[Ask]:
    """The same address with the tags of both worlds, with any tag, and without the content."""
    for etag in dict.fromkeys(each for each in (in_a.etag, in_b.etag) if each):
        yield Ask(asked.address, headers={"If-None-Match": etag})
    if in_a.status != 200 or in_b.status != 200:
        yield Ask(asked.address, headers={"If-None-Match": "*"})
    yield Ask(asked.address, "HEAD")


def difference(one: str, other: str, around: int = 90) -> str:
    """The first place at which two answers differ, in what they say rather than how long it is."""
    said, said_there = (each.partition("\n\n")[2] for each in (one, other))
    if one[:3] == other[:3] and said != said_there:
        one, other = said, said_there
    at = next((n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    start = max(at - around, 0)
    return f"  A: …{one[start : at + around]!r}\n  B: …{other[start : at + around]!r}"


def routes_of(app: FastAPI) -> set[str]:
    """Every `METHOD /path/{parameter}` of an application, HEAD aside: it is asked wherever GET is."""
    return {f"{method} {path}" for method, path in _routes(app.routes) if method != "HEAD"}


def _routes(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if hasattr(route, "effective_candidates"):
            yield from _routes(route.effective_candidates())
        else:
            for method in route.methods or ("WEBSOCKET",):
                yield method, route.path
