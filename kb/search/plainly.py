"""How a text was read, in plain words, for whoever might be surprised by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kb.model import PartialDate
from kb.search.analysis import words
from kb.search.query import parse
from kb.search.stemming import STOP_WORDS
from kb.search.tree import And, Dated, Node, Not, Or, Pattern, Phrase, Tagged, Word

_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()
_OPERATORS = ("AND", "OR", "NOT")


def in_plain_words(text: str) -> str:
    """A sentence or two about filters, phrases, operators and words left out; "" where plain words mean themselves."""
    reading = parse(text)
    plain = all(isinstance(leaf, Word) or (isinstance(leaf, Phrase) and not leaf.exact) for leaf in reading.wanted)
    sentences = []
    if not plain or reading.required or reading.excluded:
        sentences.append(_looked_for((*reading.wanted, *reading.required), reading.excluded))
    dated = any(isinstance(node, Dated) for node in reading.required)  # "to" and "from" may belong to a date
    if not reading.question and not dated and (ignored := _ignored(text, reading.positive)):
        sentences.append(f"Not looked for, as they are in most notes: {', '.join(ignored)}.")
    return " ".join(sentences)


def _looked_for(wanted: tuple[Node, ...], excluded: tuple[Node, ...]) -> str:
    sought = [node for node in wanted if not isinstance(node, Dated)]
    said = map(_bracketed if len(sought) > 1 else _said, sought)
    parts = [f"Looked for {_listed(said, 'and')}" if sought else "Looked for everything"]
    parts += [_when(node) for node in wanted if isinstance(node, Dated)]
    if excluded:
        parts.append(f"without {_listed(map(_said, excluded), 'or')}")
    return f"{', '.join(parts)}."


def _said(node: Node) -> str:
    match node:
        case Word():
            return f"“{node.text}”{_place(node)}"
        case Phrase():
            return f"“{node.text}”{' word for word' if node.exact else ''}{_place(node)}"
        case Pattern():
            start = node.prefix
            return f"words {f'that begin with “{start}”' if start else f'like “{node.text}”'}{_place(node)}"
        case Tagged():
            name = node.text.strip('"')
            return f"the {'tag' if node.field == '#' else node.field} “{name}”"
        case Dated():
            return f"what is {_when(node)}"
        case Not():
            return f"not {_said(node.node)}"
        case And() | Or():
            between = "and" if isinstance(node, And) else "or"
            return f" {between} ".join(map(_bracketed, node.nodes))


def _bracketed(node: Node) -> str:
    return f"({_said(node)})" if isinstance(node, And | Or) else _said(node)


def _place(leaf: Word | Phrase | Pattern) -> str:
    return " in the title" if leaf.only_title else ""


def _when(node: Dated) -> str:
    if node.first <= _FIRST_DAY:
        return f"dated up to {_day(node.last)}"
    if node.last >= _LAST_DAY:
        return f"dated from {_day(node.first)} on"
    first, last = date.fromordinal(node.first), date.fromordinal(node.last)
    after = last + timedelta(1)
    if (first.month, first.day, after) == (1, 1, date(first.year + 1, 1, 1)):
        return f"dated {first.year}"
    if first.day == 1 and after.day == 1 and (last.year, last.month) == (first.year, first.month):
        return f"dated {PartialDate(first.year, first.month).display()}"
    return f"dated {_day(node.first)}" + (f" to {_day(node.last)}" if last != first else "")


def _day(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return PartialDate(day.year, day.month, day.day).display()


def _ignored(text: str, sought: Iterable[Node]) -> list[str]:
    """Stop words of the text that are not looked for, each once."""
    kept = {word for leaf in sought for word in words(str(leaf))}
    typed = [word for each in text.split() if each not in _OPERATORS and ":" not in each for word in words(each)]
    return [word for word in dict.fromkeys(typed) if word in STOP_WORDS and word not in kept]


def _listed(each: Iterable[str], last: str) -> str:
    *most, end = each
    return f"{', '.join(most)} {last} {end}" if most else end
