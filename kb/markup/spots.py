"""Links in a text with the place where each stands, so that one can be written anew and nothing else is touched. Pure.

What counts as a link is decided where links are found for the catalog (kb.markup.structure); here each of these is
looked for in the text as it stands, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote

from kb.markup.blocks import Kind
from kb.markup.inline import CODE, LINK
from kb.markup.layout import blocks_of
from kb.markup.structure import references

_NEWLINE = re.compile(r"\r\n|\n|\r")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_MUST_BE_ENCODED = re.compile(r"[\s()<>\\%#?\"'\x00-\x1f]")
_FENCES = {Kind.CODE: 2, Kind.INDENTED: 0}
_CODE = frozenset(_FENCES)


@dataclass(frozen=True)
class Spot:
    """A link in a text, as written.

    Attributes:
        start, end: where its target stands in the text, without title, label, query and fragment.
        written: these characters. target: what they mean, percent-decoded.
        fragment: what stands after `#`, decoded.
        form: `wiki`, `plain`, `angle` (between `<` and `>`) or `attribute` (of HTML).
        line: counted from 1 in the text.
    """

    start: int
    end: int
    written: str
    target: str
    fragment: str
    form: str
    line: int

    @property
    def wiki(self) -> bool:
        return self.form == "wiki"

    def holding(self, target: str) -> str:
        """How another target is written in this place, in the manner of what is there."""
        if self.wiki:
            return target
        if self.form == "angle" and not _ENCODED.search(self.written):
            return re.sub(r"[<>%#?\s]", lambda c: c[0] if c[0] == " " else quote(c[0]), target)
        if _ENCODED.search(self.written):
            encoded = quote(target, safe="/~!$&*+,;=:@")
        else:
            encoded = _MUST_BE_ENCODED.sub(lambda c: quote(c[0]), target)
        return escape(encoded) if self.form == "attribute" else encoded


def spots(text: str) -> list[Spot]:
    """The links of a text without front matter, in its order."""
    blocks = blocks_of(text)
    known = {(link.target, link.fragment, link.wiki) for link in references(blocks)[0]}
    if not known:
        return []
    code = {n for b in blocks if b.kind in _CODE for n in range(b.number, b.number + len(b.lines) + _FENCES[b.kind])}
    found: list[Spot] = []
    for number, start, line in _lines(text):
        if number not in code:
            found += [spot for spot, link in _in_line(line, number, start) if link in known]
    return found


def rewritten(text: str, anew: Callable[[Spot], str | None]) -> str:
    """The text with other targets where `anew` gives one, and every other character as it was."""
    parts, at = [], 0
    for spot in spots(text):
        target = anew(spot)
        if target is not None and target != spot.target:
            parts += [text[at : spot.start], spot.holding(target)]
            at = spot.end
    return "".join([*parts, text[at:]])


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Each line with its number from 1 and the place where it begins."""
    at, number = 0, 1
    for found in _NEWLINE.finditer(text):
        yield number, at, text[at : found.start()]
        at, number = found.end(), number + 1
    yield number, at, text[at:]


def _in_line(line: str, number: int, start: int) -> Iterator[tuple[Spot, tuple[str, str, bool]]]:
    hidden = CODE.sub(lambda code: " " * len(code[0]), line)
    for found in LINK.finditer(hidden):
        name = next(
            (each for each in ("wiki", "target", "within", "defined", "attribute") if found[each] is not None), None
        )
        if name is None:
            continue
        begin, written = found.start(name), found[name]
        form = {"wiki": "wiki", "attribute": "attribute", "within": "angle"}.get(name, "plain")
        if name == "target" and written.startswith("<"):
            begin, written, form = begin + 1, written[1:-1], "angle"
        if form == "wiki":
            lead = len(written) - len(written.lstrip())
            target, _, fragment = written.strip().partition("#")
            known = (target.strip(), fragment.strip(), True)
            begin, written = begin + lead, target.rstrip()
            yield _spot(start + begin, written, known[0], known[1], form, number), known
            continue
        path, _, rest = unescape(written).partition("#")
        known = (unquote(path), unquote(rest), False)
        raw = re.split(r"[?#]", written.replace("&#", "&\0"), maxsplit=1)[0].replace("&\0", "&#")
        if raw:
            target = unquote(unescape(raw))
            yield _spot(start + begin, raw, target, unquote(rest), form, number), known


def _spot(start: int, written: str, target: str, fragment: str, form: str, line: int) -> Spot:
    return Spot(start, start + len(written), written, target, fragment, form, line)
