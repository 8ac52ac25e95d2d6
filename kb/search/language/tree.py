"""What a query means, as a small tree of plain data; kb.search.language.query reads it from text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple


@dataclass(frozen=True)
class Word:
    """A word in all its forms; as it stands where `exact`."""

    text: str
    exact: bool = False
    only_title: bool = False

    def __str__(self) -> str:
        return f"title:{self.text}" if self.only_title else self.text


@dataclass(frozen=True)
class Phrase:
    """Words side by side.

    Attributes:
        exact: between quotation marks, so each word as it stands; else in all forms, as in "market-engagement".
        joined: the same written as one word, which will do as well; "" where it was not joined by a hyphen.
        text: as shown.
    """

    words: tuple[str, ...]
    text: str
    exact: bool = True
    joined: str = ""
    only_title: bool = False

    def __str__(self) -> str:
        shown = f'"{self.text}"' if self.exact else self.text
        return f"title:{shown}" if self.only_title else shown


@dataclass(frozen=True)
class Pattern:
    """A word with `*` for any characters, folded."""

    text: str
    only_title: bool = False

    @property
    def prefix(self) -> str | None:
        """What matching words begin with, where that is all that is asked of them."""
        return self.text[:-1] if self.text.find("*") == len(self.text) - 1 else None

    def __str__(self) -> str:
        return f"title:{self.text}" if self.only_title else self.text


@dataclass(frozen=True)
class Tagged:
    """Documents whose `field` (tag, group, kind; `#` for a tag that may turn out a word) is `value`, a slug."""

    field: str
    value: str
    text: str

    def __str__(self) -> str:
        return f"#{self.text}" if self.field == "#" else f"{self.field}:{self.text}"


@dataclass(frozen=True)
class Dated:
    """Documents and passages whose date can lie between these days, as proleptic ordinals, both included.

    `typed`: the words for it ("last month"), "" where it was written as a filter.
    """

    first: int
    last: int
    text: str
    typed: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Not:
    node: Node

    def __str__(self) -> str:
        return f"NOT {bracketed(self.node)}"


@dataclass(frozen=True)
class And:
    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(map(bracketed, self.nodes))


@dataclass(frozen=True)
class Or:
    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(map(bracketed, self.nodes))


EDGES = " .,;:!?'’"
"""Punctuation around a word that is no part of it."""

Leaf = Word | Phrase | Pattern
Node = Word | Phrase | Pattern | Tagged | Dated | Not | And | Or
Sign = Literal["(", ")", "AND", "OR", "NOT"]


class Symbol(NamedTuple):
    """A word, phrase, filter, operator or bracket, and from where to where in the text it was written."""

    node: Node | Sign
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """How a text was understood.

    Attributes:
        wanted: plain words and the like: any will do, documents with all of them come first.
        required: what must hold: phrases, fields, groups with operators.
        excluded: what must not.
        framing: words of a question that say nothing of its subject; used only where the others find nothing.
        question: worded as one, so a document need not have all the words to come first.
        remarks: plain sentences about what was left out or limited.
        typed: the plain words side by side, stop words too; "" where something else stands between them.
        symbols: all that was read, in the order written.
        instead: words that are nowhere in the library, with what is looked for in their place.
    """

    wanted: tuple[Leaf, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    remarks: tuple[str, ...] = ()
    framing: tuple[Leaf, ...] = ()
    question: bool = False
    typed: tuple[str, ...] = field(default=(), compare=False)
    symbols: tuple[Symbol, ...] = field(default=(), compare=False)
    instead: tuple[tuple[Word, Node], ...] = ()

    def __str__(self) -> str:
        """In the query language."""
        nodes = tuple(dict.fromkeys((*self.wanted, *self.required, *map(Not, self.excluded))))
        return str(nodes[0]) if len(nodes) == 1 else " AND ".join(map(bracketed, nodes))

    def alternatives(self) -> Iterator[Reading]:
        """The reading itself, then others to try in turn while nothing is found: each asks for less."""
        yield self
        if self.framing:
            yield replace(self, wanted=self.wanted + self.framing, framing=(), remarks=())
        phrases = [node for node in self.required if isinstance(node, Phrase) and len(node.words) > 1]
        if phrases:
            loose = [Word(word, only_title=phrase.only_title) for phrase in phrases for word in phrase.words]
            remark = f"Nowhere do the words {phrases[0]} stand side by side; they were searched one by one."
            yield replace(
                self,
                wanted=tuple(dict.fromkeys((*self.wanted, *loose))),
                required=tuple(node for node in self.required if node not in phrases),
                remarks=(*self.remarks, remark),
            )

    @property
    def worded_dates(self) -> tuple[Dated, ...]:
        """Dates that were typed in words."""
        return tuple(each.node for each in self.symbols if isinstance(each.node, Dated) and each.node.typed)

    @property
    def positive(self) -> tuple[Leaf, ...]:
        """What is looked for in texts, in the order written, each once."""
        found: dict[Leaf, None] = dict.fromkeys(self.wanted)
        for node in self.required:
            found.update(dict.fromkeys(leaves(node)))
        return tuple(found)


def leaves(node: Node) -> Iterator[Leaf]:
    """The words, phrases and patterns below a node, those under a Not left out."""
    if isinstance(node, Word | Phrase | Pattern):
        yield node
    elif isinstance(node, And | Or):
        for each in node.nodes:
            yield from leaves(each)


def typed(text: str, symbol: Symbol, reading: Reading) -> str:
    """As a symbol was written in `text`; "" where other symbols were written together with it."""
    alone = sum(each[1:] == symbol[1:] for each in reading.symbols) == 1
    return text[symbol.start : symbol.end].strip(EDGES) if alone else ""


def negative(reading: Reading) -> set[Node]:
    """Everything below what must not hold, and below a Not."""
    found: set[Node] = set()
    rest = [*map(Not, reading.excluded), *reading.required]
    while rest:
        node = rest.pop()
        if isinstance(node, Not):
            found |= set(below(node.node))
        elif isinstance(node, And | Or):
            rest += node.nodes
    return found - set(reading.positive)


def below(node: Node) -> Iterator[Node]:
    """The node and all in it."""
    yield node
    for each in node.nodes if isinstance(node, And | Or) else (node.node,) if isinstance(node, Not) else ():
        yield from below(each)


def changed(node: Node, change: Callable[[Leaf], Node]) -> Node:
    """The node with each of its leaves changed, those under a Not left as they are."""
    if isinstance(node, And | Or):
        return type(node)(tuple(changed(each, change) for each in node.nodes))
    return change(node) if isinstance(node, Word | Phrase | Pattern) else node


def has_words(node: Node) -> bool:
    """Does it ask for something in the text?"""
    if isinstance(node, And | Or):
        return any(map(has_words, node.nodes))
    return isinstance(node, Word | Phrase | Pattern)


def bracketed(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)
