"""How a query was read, part by part: each in plain words, with the text that leaves it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.search.finding.matching import Matcher
from kb.search.language.days import said
from kb.search.language.tree import (
    EDGES,
    Dated,
    Node,
    Pattern,
    Phrase,
    Reading,
    Sign,
    Symbol,
    Tagged,
    Word,
    below,
    negative,
    typed,
)
from kb.search.meaning.spelling import as_typed
from kb.search.results import Part

MOST_PARTS = 20
_LONGEST_TEXT = 1000
"""Characters of a text that is offered without one of its parts; a longer one is changed where it was typed."""

_BEFORE_END = re.compile(r" (?=[?.,;!]+$)")


def parts(text: str, reading: Reading, matcher: Matcher) -> tuple[Part, ...]:
    """What `text` was read as, in the order written; a word typed twice once, words left out together at the end."""
    found = list(_Parts(text, reading, matcher).all())
    if len(found) > MOST_PARTS:
        found = [*found[:MOST_PARTS], Part("more", f"and {len(found) - MOST_PARTS} more")]
    return tuple(found)


@dataclass
class _Parts:
    text: str
    reading: Reading
    matcher: Matcher

    def all(self) -> Iterator[Part]:
        self.looked_for = set(self.reading.positive)
        self.excluded = negative(self.reading)
        self.filters = {each for clause in self.reading.required for each in below(clause)}
        self.instead = dict(self.reading.instead)
        ignored: dict[Node, str] = {}
        done: set[Node] = set()
        for number, symbol in enumerate(self.reading.symbols):
            node = _operand(symbol)
            dropped = isinstance(node, Dated) and node not in self.filters | self.excluded
            if node in done or dropped or (isinstance(symbol.node, str) and not self._is_looked_for(node)):
                continue
            done.add(node)
            part = self._part(number, symbol, node)
            if part.kind == "ignored":
                ignored[symbol.node if isinstance(symbol.node, Word) else node] = part.label
            else:
                yield part
        yield from self._expansions()
        if ignored:
            yield Part("ignored", ", ".join(ignored.values()), self._without(set(ignored)))

    def _part(self, number: int, symbol: Symbol, node: Node) -> Part:
        without = self._without({symbol.node if not isinstance(symbol.node, str) else node})
        either = "or " if number and self.reading.symbols[number - 1].node == "OR" else ""
        written = self._typed(symbol)
        match node:
            case Word() if node in self.instead:
                other = self.instead[node]
                if isinstance(other, Pattern):
                    return Part("beginning", f"{either}{_pattern(other)}", without)
                return Part("spelling", f"{either}{as_typed(other)} for {written}", without)
            case Dated():
                return Part("date", either + _date(node), without)
            case _ if node in self.excluded:
                return Part("excluded", f"not {_plain(node, written)}", without)
            case Tagged(field="#") if node not in self.filters:
                return Part("word", either + node.text, without)
            case Tagged():
                return Part("filter", either + _plain(node, written), without)
            case Phrase() if not self._is_looked_for(node) or not (node.exact or self.matcher.is_written(node)):
                return Part("phrase", f"{either}{node.text}, word by word", without)
            case Word() if not self._is_looked_for(node):
                return Part("ignored", written, without)
            case Word() if not any(map(self.matcher.find, (node, Word(node.text, exact=True)))):
                return Part("word", f"{either}{_plain(node, written)} (in no notes)", without, there=False)
        kind = (
            "phrase" if isinstance(node, Phrase) and node.exact else "pattern" if isinstance(node, Pattern) else "word"
        )
        return Part(kind, either + _plain(node, written), without)  # type: ignore[arg-type]

    def _is_looked_for(self, node: Node) -> bool:
        if isinstance(node, Word) and Word(node.text, exact=True) in self.looked_for:
            return True
        return node in self.looked_for

    def _typed(self, symbol: Symbol) -> str:
        written = typed(self.text, symbol, self.reading)
        return written or str(_operand(symbol))

    def _expansions(self) -> Iterator[Part]:
        """Each is taken out by asking for the words as they stand, in quotation marks."""
        for expansion in self.matcher.expansions():
            run = self.reading.typed[expansion.at : expansion.at + expansion.size]
            if place := self._place(run):
                start, end = place
                words = self.text[start:end].strip(EDGES)
                quoted = f'{self.text[:start]}"{words}"{self.text[end:]}'
                kind, label = ("acronym" if expansion.spelt_out else "synonym"), f"{words} also as {expansion.label}"
                yield Part(kind, label, quoted if len(quoted) <= _LONGEST_TEXT else None)  # type: ignore[arg-type]

    def _place(self, run: Sequence[str]) -> tuple[int, int] | None:
        """Where these plain words stand side by side."""
        symbols = self.reading.symbols
        for at in range(len(symbols) - len(run) + 1):
            if [symbol.node for symbol in symbols[at : at + len(run)]] == list(map(Word, run)):
                return symbols[at].start, symbols[at + len(run) - 1].end
        return None

    def _without(self, nodes: set[Node]) -> str | None:
        """The text without these, and without operators and brackets that have lost what they stood for."""
        if len(self.text) > _LONGEST_TEXT:
            return None
        gone = {number for number, symbol in enumerate(self.reading.symbols) if _operand(symbol) in nodes}
        spans = sorted({self.reading.symbols[number][1:] for number in _with_idle(self.reading.symbols, gone)})
        kept, at = [], 0
        for start, end in spans:
            kept.append(self.text[at:start])
            at = end
        return _BEFORE_END.sub("", " ".join("".join((*kept, self.text[at:])).split()))


def _operand(symbol: Symbol) -> Node:
    """What a symbol is where it is no operator: then "AND" is a word."""
    return Word(symbol.node.lower()) if isinstance(symbol.node, str) else symbol.node


def _with_idle(symbols: Sequence[Symbol], gone: set[int]) -> set[int]:
    """The symbols that go, with the operators and brackets that stood for them alone."""
    left = [symbol if number not in gone else None for number, symbol in enumerate(symbols)]
    for number in sorted(gone):
        _lift(left, number, number)
    return {number for number, symbol in enumerate(left) if symbol is None}


def _lift(left: list[Symbol | None], first: int, last: int) -> None:
    """Takes out what stood for what was between these two, which is gone: NOT before it, then AND or OR beside it.

    Brackets with nothing between them go the same way.
    """

    def sign(step: int, at: int) -> tuple[int, Node | Sign | None]:
        at += step
        while 0 <= at < len(left) and left[at] is None:
            at += step
        symbol = left[at] if 0 <= at < len(left) else None
        return at, symbol.node if symbol else None

    before, sign_before = sign(-1, first)
    while sign_before == "NOT":
        left[before] = None
        before, sign_before = sign(-1, before)
    after, sign_after = sign(1, last)
    if sign_after in ("AND", "OR"):
        left[after] = None
    elif sign_before in ("AND", "OR"):
        left[before] = None
    elif sign_before == "(" and sign_after == ")":
        left[before] = left[after] = None
        _lift(left, before, after)


def _date(node: Dated) -> str:
    meant = said(node.first, node.last)
    return node.typed if node.typed.endswith(meant) else f"{node.typed} ({meant})" if node.typed else meant


def _plain(node: Node, typed: str) -> str:
    match node:
        case Pattern():
            return _pattern(node)
        case Tagged():
            return f"{'tag' if node.field == '#' else node.field}: {node.text.strip(chr(34))}"
        case Dated():
            return _date(node)
        case Word() | Phrase():
            shown = f"“{node.text}”" if isinstance(node, Phrase) and node.exact else typed
            return f"{shown.removeprefix('title:')} in a title" if node.only_title else shown
    return typed


def _pattern(node: Pattern) -> str:
    inner = node.text.strip("*")
    words = f"words beginning with {node.prefix}" if node.prefix else f"words like {node.text}"
    if node.text == f"*{inner}*" and "*" not in inner:
        words = f"words with {inner} in them"
    return f"{words} in a title" if node.only_title else words
