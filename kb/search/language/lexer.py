"""A query's text as symbols: words, phrases, patterns, filters, operators and brackets. Nothing is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from kb.model import Kind, PartialDate, slug, tag_slug
from kb.search.language.days import written
from kb.search.language.tree import Dated, Node, Pattern, Phrase, Sign, Symbol, Tagged, Word
from kb.search.language.when import days_named, when
from kb.search.words.analysis import fold, pieces

MOST_CHARACTERS = 10_000
MOST_PATTERNS = 8

_BLANK = re.compile(r"\s+")
_QUOTED = re.compile(r'"([^"]*)"|“([^“”"]*)[”"]|„([^“”"]*)[“”"]|«([^»]*)»')
_FIELD = re.compile(r"(tag|group|kind|title|date|from|to|since|until):(?=\S)", re.IGNORECASE)
_BARE = re.compile(r'[^\s()"“”„«»]+')
_WITHOUT = re.compile(r"[-−](?=[^\s-])")
_RANGE = re.compile(r"(.*?)\.\.(.*)", re.DOTALL)
_LAST_DAY = 3_652_059  # 9999-12-31


@dataclass
class Lexer:
    """Reads one text.

    Attributes:
        today: the day from which "last month" is counted; None where dates in words are left as words.
        boldly: a month or a year alone is a date too.
        remarks: filled while reading.
    """

    text: str
    today: date | None = None
    boldly: bool = False
    remarks: list[str] = field(default_factory=list)
    _patterns: int = 0

    def symbols(self) -> Iterator[Symbol]:
        """In the order written. A `-` before something is given as NOT."""
        text, at, fresh = self.text, 0, True
        while at < len(text):
            start = at
            if blank := _BLANK.match(text, at):
                at, fresh = blank.end(), True
            elif text[at] in "()":
                at, fresh = at + 1, True
                yield Symbol("(" if text[start] == "(" else ")", start, at)
            elif fresh and _WITHOUT.match(text, at):
                at += 1
                yield Symbol("NOT", start, at)
            else:
                found, at, fresh = self._operand(at, fresh)
                for each in found:
                    yield Symbol(each, start, at)

    def _operand(self, at: int, fresh: bool) -> tuple[Iterable[Node | Sign], int, bool]:
        """What is read at this place, where it ends, and whether what follows begins anew."""
        text = self.text
        if fresh and (named := _FIELD.match(text, at)):
            value, end = self._value(named.end())
            return self._filter(named[1].lower(), value, text[named.start() : end]), end, False
        if fresh and self.today and (at == 0 or text[at - 1] not in "-−") and (dated := self._dated(at)):
            return [dated[0]], dated[1], False
        if quoted := _QUOTED.match(text, at):
            return self._phrase(next(group for group in quoted.groups() if group is not None)), quoted.end(), True
        if bare := _BARE.match(text, at):
            return self._bare(bare[0], fresh), bare.end(), False
        return (), at + 1, fresh  # a quotation mark without its partner

    def _dated(self, at: int) -> tuple[Dated, int] | None:
        """A date in words."""
        found = when(self.text, at, self.today, self.boldly) if self.today else None
        if found is None:
            return None
        first = found.first.toordinal() if found.first else 1
        last = found.last.toordinal() if found.last else _LAST_DAY
        typed = " ".join(self.text[at : found.end].split())
        return Dated(first, last, written(found.first, found.last), typed), found.end

    def _value(self, at: int) -> tuple[str, int]:
        """What stands behind a field's colon, quoted or up to the next blank, and where it ends."""
        if quoted := _QUOTED.match(self.text, at):
            return next(group for group in quoted.groups() if group is not None), quoted.end()
        bare = _BARE.match(self.text, at)
        return (bare[0], bare.end()) if bare else ("", at)

    def _filter(self, name: str, value: str, written: str) -> Iterator[Node]:
        node: Node | None = None
        if name in ("tag", "group") and slug(value):
            meant = tag_slug(value) if name == "tag" else slug(value)
            node = Tagged(name, meant, f'"{value}"' if " " in value else value)
        elif name == "kind" and slug(value) in {kind.value for kind in Kind}:
            node = Tagged(name, slug(value), value)
        elif name in ("date", "from", "to", "since", "until"):
            node = _dated(name, value) or (_named(name, value, self.today) if self.today else None)
        elif name == "title":
            yield from self._titled(value, quoted=written.endswith(('"', "”", "“", "»")))
            return
        if node is not None:
            yield node
        else:
            yield from self._plain(written)

    def _titled(self, value: str, quoted: bool) -> Iterator[Node]:
        found = [piece.word for piece in pieces(value) if not piece.joined]
        if "*" in value and not quoted:
            for node in self._pattern(value):
                yield Pattern(node.text, only_title=True) if isinstance(node, Pattern) else node
        elif quoted and len(found) > 1:
            yield Phrase(tuple(found), value, only_title=True)
        else:
            for word in found:
                yield Word(word, exact=quoted, only_title=True)

    def _phrase(self, value: str) -> Iterator[Node]:
        found = [piece.word for piece in pieces(value) if not piece.joined]
        if len(found) == 1:
            yield Phrase(tuple(found), value.strip())
        elif found:
            yield Phrase(tuple(found), " ".join(value.split()))

    def _bare(self, text: str, fresh: bool) -> Iterator[Node | Sign]:
        if text == "AND" or text == "OR" or text == "NOT":
            yield text  # type: ignore[misc]
        elif fresh and text.startswith("#") and slug(text):
            yield Tagged("#", tag_slug(text), text[1:])
        elif "*" in text:
            yield from self._pattern(text)
        else:
            yield from self._plain(text)

    def _plain(self, text: str) -> Iterator[Node]:
        """One word, or several that were written without a blank between: "W-2", "2019/20", "and/or"."""
        if ":" in text:
            for part in text.split(":"):
                yield from self._plain(part)
            return
        found = list(pieces(text))
        parts = [piece.word for piece in found if not piece.joined]
        if len(parts) == 1:
            yield Word(parts[0])
        elif 2 <= len(parts) <= 8:
            joined = next((piece.word for piece in found if piece.joined and piece.position == 0), "")
            yield Phrase(tuple(parts), text.strip(".,;:!?'"), exact=False, joined=joined)
        else:
            yield from (Word(part) for part in parts)

    def _pattern(self, text: str) -> Iterator[Node]:
        folded = re.sub(r"\*+", "*", fold(text))
        parts = ["".join(c for c in part if c == "*" or c.isalnum()) for part in re.split(r"[^\w*]+|_", folded)]
        for part in parts:
            if not part.strip("*"):
                if part:
                    self.say("A * alone stands for everything and was left out.")
            elif "*" not in part:
                yield Word(part)
            elif self._patterns >= MOST_PATTERNS:
                self.say(
                    f"Only the first {MOST_PATTERNS} words with * were widened; the others were searched as they stand."
                )
                yield from self._plain(part.replace("*", " "))
            else:
                self._patterns += 1
                yield Pattern(part)

    def say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)


def _named(name: str, value: str, today: date) -> Dated | None:
    """`from:"last spring"`, or `from:last-spring`; None where the value names no time."""
    spaced = " ".join(value.split())
    first, last = days_named(spaced.replace("-", " "), today) or days_named(spaced, today) or (None, None)
    if name in ("from", "since"):
        last = None
    elif name in ("to", "until"):
        first = None
    if first is None and last is None:
        return None
    return Dated(first.toordinal() if first else 1, last.toordinal() if last else _LAST_DAY, written(first, last))


def _dated(name: str, value: str) -> Dated | None:
    """None where the value is no date."""
    text = f"{name}:{value}"
    try:
        if name == "date" and (both := _RANGE.fullmatch(value)):
            first = PartialDate.parse(both[1]).first.toordinal() if both[1] else 1
            return Dated(first, PartialDate.parse(both[2]).last.toordinal() if both[2] else _LAST_DAY, text)
        date = PartialDate.parse(value)
    except ValueError:
        return None
    first, last = date.first.toordinal(), date.last.toordinal()
    if name in ("from", "since"):
        return Dated(first, _LAST_DAY, text)
    return Dated(1, last, text) if name in ("to", "until") else Dated(first, last, text)
