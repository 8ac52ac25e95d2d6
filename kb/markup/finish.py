"""What is done to a page for each request: links resolved for this viewer, the words searched for marked.

It works on what the sanitiser wrote, where every `<` begins a tag and every attribute is in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

from kb.markup.clean import LINK_SCHEME
from kb.markup.dialect import WIKI_SCHEME

Resolve = Callable[["Reference"], str | None]
Spans = Callable[[str], list[tuple[int, int]]]

_TAG = re.compile(r"(<[^>]*>)")
_ADDRESS = re.compile(r' (?:href|src)="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_PLAYERS = {"mp3": "audio", "m4a": "audio", "mp4": "video"}
_REL = re.compile(r' rel="[^"]*"')
# What scrolls sideways on a narrow screen must be reachable by keyboard (WCAG 2.1.1).
_SCROLLING = ('<div class="table">', "<pre>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)\b"
)


@dataclass(frozen=True)
class Reference:
    """A link or picture within the library, as written.

    Attributes:
        target: the path, or the title of a wiki link, percent-decoded, without query and fragment.
        fragment: the anchor it leads to, "" for none; of a wiki link the slug of the heading it names.
        wiki: written `[[target]]`.
        image: a picture to be shown, not a link.
    """

    target: str
    fragment: str
    wiki: bool
    image: bool


@dataclass(frozen=True)
class Finished:
    """A page ready to show, and how many matches are marked in it: `kb-match-1` to `kb-match-{marks}`."""

    html: str
    marks: int


def finish(html: str, resolve: Resolve, spans: Spans | None = None) -> Finished:
    """Put real addresses in and mark matches.

    `resolve` gives the address of a reference, fragment included, or None where this viewer has no such document:
    then a link's text and a picture's alternative text are left. `spans` gets the page's text, blocks apart by
    newlines, and returns what to mark as (start, end) in it.
    """
    tokens = _TAG.split(html)  # text, tag, text, …, text
    _resolve_all(tokens, resolve)
    marks = _mark(tokens, spans) if spans else 0
    return Finished("".join(tokens), marks)


def _resolve_all(tokens: list[str], resolve: Resolve) -> None:
    dropping = False
    for at in range(1, len(tokens), 2):
        tag = tokens[at]
        if tag in _SCROLLING:
            tokens[at] = f'{tag[:-1]} tabindex="0">'
        elif tag == "</a>":
            tokens[at] = "" if dropping else tag
            dropping = False
        elif tag.startswith("<a ") or tag.startswith("<img "):
            image = tag.startswith("<img ")
            found = _ADDRESS.search(tag)
            reference = _reference(unescape(found[1]), image) if found else None
            if found is None or reference is None:
                continue
            address = resolve(reference)
            player = _player(reference) if image else ""
            if address is not None and player:
                tokens[at] = f'<{player} controls preload="none" src="{escape(address)}"{_label(tag)}></{player}>'
            elif address is not None:
                attribute = "src" if image else "href"
                tag = f'{tag[: found.start()]} {attribute}="{escape(address)}"{tag[found.end() :]}'
                tokens[at] = _REL.sub("", tag)
            elif image:
                alt = _ALT.search(tag)
                tokens[at] = alt[1] if alt else ""
            else:
                identity = re.search(r' id="[^"]*"', tag)
                tokens[at] = f"<a{identity[0]}></a>" if identity else ""
                dropping = True


def _player(reference: Reference) -> str:
    """The element that plays what is shown so: `![the call](call.mp3)`; "" for pictures."""
    return _PLAYERS.get(reference.target.rpartition(".")[2].lower(), "")


def _label(tag: str) -> str:
    alt = _ALT.search(tag)
    return f' aria-label="{alt[1]}"' if alt and alt[1] else ""


def _reference(address: str, image: bool) -> Reference | None:
    wiki = address.startswith(WIKI_SCHEME)
    if not wiki and not address.startswith(LINK_SCHEME):
        return None
    rest = address.removeprefix(WIKI_SCHEME if wiki else LINK_SCHEME)
    path, _, fragment = rest.partition("#")
    if not wiki:
        path = path.partition("?")[0]
    return Reference(unquote(path), unquote(fragment), wiki, image)


def _mark(tokens: list[str], spans: Spans) -> int:
    text, places = _text(tokens)
    wanted = _merged(spans(text), len(text))
    pieces: dict[int, list[tuple[int, int, int]]] = {}
    place = marks = 0
    for start, end in wanted:
        while place < len(places) and places[place][1] + places[place][2] <= start:
            place += 1
        at, begun = place, False
        while at < len(places) and places[at][1] < end:
            token, offset, length = places[at]
            piece = (max(start - offset, 0), min(end - offset, length))
            if tokens[token][:1] and piece[0] < piece[1]:
                marks += not begun
                pieces.setdefault(token, []).append((*piece, 0 if begun else marks))
                begun = True
            at += 1
    for token, cuts in pieces.items():
        tokens[token] = _wrapped(unescape(tokens[token]), cuts)
    return marks


def _text(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int, int]]]:
    """The page's text, and for each token of text its index, its offset in it and its length."""
    parts: list[str] = []
    places: list[tuple[int, int, int]] = []
    offset = 0
    for at, token in enumerate(tokens):
        if at % 2:
            words = "" if _INLINE.match(token) else "\n"
        else:
            words = unescape(token) if "&" in token else token
            places.append((at, offset, len(words)))
        parts.append(words)
        offset += len(words)
    return "".join(parts), places


def _merged(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """In order, within the text, none touching another."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        start, end = max(start, 0), min(end, length)
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _wrapped(text: str, cuts: Sequence[tuple[int, int, int]]) -> str:
    """`text` with `<mark>` around each cut (start, end, number); number 0 goes on with the mark before it."""
    html, at = [], 0
    for start, end, number in cuts:
        opening = f'<mark id="kb-match-{number}">' if number else "<mark>"
        html += [escape(text[at:start], quote=False), opening, escape(text[start:end], quote=False), "</mark>"]
        at = end
    return "".join([*html, escape(text[at:], quote=False)])
