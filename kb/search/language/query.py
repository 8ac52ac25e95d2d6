"""From what somebody typed to what it means. Any text has a meaning, and it is found in time linear in its length.

The language is Whoosh's, made forgiving (docs/query-language.md): words, "phrases", -without, NOT, AND, OR, ( ),
word*, tag: group: kind: title: date: from: to: and #tag, and dates in words (`when`). OR and AND need a
neighbour on each side, else they are words like any other; brackets and quotation marks without their partner are left
out; a field or date that does not exist is searched as plain words. NOT binds strongest, then AND, then OR, then
standing side by side.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

from kb.search.language.lexer import MOST_CHARACTERS, Lexer
from kb.search.language.tree import And, Leaf, Node, Not, Or, Pattern, Phrase, Reading, Sign, Symbol, Word, has_words
from kb.search.words.stemming import FRAMING, STOP_WORDS, is_question

MOST_DEPTH = 20
MOST_LEAVES = 64
MOST_SYMBOLS = 500


Dates = Literal["none", "sure", "boldly"]
"""Which dates in words are read as dates: none; those that can hardly mean anything else; a month or year alone too."""


def parse(text: str, today: date | None = None, dates: Dates = "sure") -> Reading:
    """Read a query. Never raises, whatever the text.

    `today`: the day from which "last month" is counted, by default the one it is here.
    """
    return _parsed(text, None if dates == "none" else today or date.today(), dates == "boldly")


@lru_cache(maxsize=256)
def _parsed(text: str, today: date | None, boldly: bool) -> Reading:
    lexer = Lexer(text[:MOST_CHARACTERS], today, boldly)
    if len(text) > MOST_CHARACTERS:
        lexer.say(f"Only the first {MOST_CHARACTERS:,} characters were searched.")
    symbols = _limited(lexer)
    clauses = _clauses([symbol.node for symbol in symbols])
    return replace(_reading(clauses, text, lexer), symbols=tuple(symbols))


def _limited(lexer: Lexer) -> list[Symbol]:
    """Only so many words, phrases and filters, each counted once, and only so many operators around them."""
    seen: set[Node] = set()
    kept: list[Symbol] = []
    for symbol in lexer.symbols():
        if len(kept) >= MOST_SYMBOLS:
            lexer.say("Only the beginning of this long text was searched.")
            break
        if not isinstance(symbol.node, str):
            if symbol.node not in seen and len(seen) >= MOST_LEAVES:
                lexer.say(f"Only the first {MOST_LEAVES} different words were searched.")
                continue
            seen.add(symbol.node)
        kept.append(symbol)
    return kept


def _clauses(symbols: list[Node | Sign]) -> list[Node]:
    """The nodes that stand side by side at the top. Brackets deeper than MOST_DEPTH are as if they were not there."""
    frames: list[list[Node | Sign]] = [[]]
    too_deep = 0
    for symbol in symbols:
        if symbol == "(":
            if len(frames) > MOST_DEPTH:
                too_deep += 1
            else:
                frames.append([])
        elif symbol != ")":
            frames[-1].append(symbol)
        elif too_deep:
            too_deep -= 1
        elif len(frames) > 1:
            _close(frames)
    while len(frames) > 1:
        _close(frames)
    clauses = _joined(frames[0])
    while len(clauses) == 1 and isinstance(clauses[0], _Side):  # brackets around everything
        clauses = list(clauses[0].nodes)
    return [_settled(clause) for clause in clauses]


class _Side(And):
    """What stood side by side in brackets."""


def _close(frames: list[list[Node | Sign]]) -> None:
    inner = list(dict.fromkeys(_joined(frames.pop())))
    if len(inner) == 1:
        frames[-1].append(inner[0])
    elif inner:
        frames[-1].append(_Side(tuple(inner)))


def _settled(node: Node) -> Node:
    """Inside other clauses, what stands side by side must all hold; and nothing is said twice."""
    if isinstance(node, And | Or):
        kind = And if isinstance(node, And) else Or
        nodes: dict[Node, None] = {}
        for each in map(_settled, node.nodes):
            nodes.update(dict.fromkeys(each.nodes if isinstance(each, kind) else (each,)))
        return kind(tuple(nodes)) if len(nodes) > 1 else next(iter(nodes))
    return Not(_settled(node.node)) if isinstance(node, Not) else node


def _joined(items: list[Node | Sign]) -> list[Node]:
    """Apply NOT, AND and OR to their neighbours; what is left stands side by side."""
    operands: list[Node | Sign] = []
    negated = False
    for number, item in enumerate(items):
        if item == "NOT":
            if all(each == "NOT" for each in items[number:]):  # nothing follows
                operands.append(Word("not"))
                break
            negated = not negated
        elif isinstance(item, str):
            before = bool(operands) and not isinstance(operands[-1], str)
            after = any(not isinstance(each, str) for each in items[number + 1 :])
            operands.append(item if before and after and not negated else Word(item.lower()))
            negated = False
        else:
            operands.append(Not(item) if negated and not isinstance(item, Not) else item)
            negated = False
    return _grouped(_grouped_by(operands, "AND"), "OR")


def _grouped(operands: list[Node | Sign], sign: Sign) -> list[Node]:
    return [each for each in _grouped_by(operands, sign) if not isinstance(each, str)]


def _grouped_by(operands: list[Node | Sign], sign: Sign) -> list[Node | Sign]:
    """Runs of operands with this sign between them become one node."""
    done: list[Node | Sign] = []
    joining = False
    for item in operands:
        if item == sign:
            joining = True
        elif joining and done and not isinstance(item, str) and not isinstance(done[-1], str):
            kind: type[And] | type[Or] = And if sign == "AND" else Or
            before = done[-1]
            nodes = before.nodes if type(before) is kind else (before,)
            done[-1] = before if item in nodes else kind((*nodes, item))
            joining = False
        else:
            done.append(item)
            joining = False
    return done


def _reading(clauses: list[Node], text: str, lexer: Lexer) -> Reading:
    wanted: dict[Leaf, None] = {}
    required: dict[Node, None] = {}
    excluded: dict[Node, None] = {}
    for clause in clauses:
        if isinstance(clause, Not):
            excluded[clause.node] = None
        elif isinstance(clause, Pattern) or (isinstance(clause, Word | Phrase) and not clause.exact):
            target = required if clause.only_title else wanted
            target[clause] = None
        elif isinstance(clause, And):
            required.update(dict.fromkeys(node for node in clause.nodes if not isinstance(node, Not)))
            excluded.update(dict.fromkeys(node.node for node in clause.nodes if isinstance(node, Not)))
        else:
            required[clause] = None
    wanted = {leaf: None for leaf in wanted if leaf not in required}
    plain = (each.text if isinstance(each, Word) and not each.exact and not each.only_title else "" for each in clauses)
    reading = Reading((), tuple(required), tuple(excluded), tuple(lexer.remarks), typed=tuple(plain))
    return _told(reading, list(wanted), text, alone=not any(map(has_words, required)))


def _told(reading: Reading, wanted: list[Leaf], text: str, alone: bool) -> Reading:
    """With the words that say what is looked for. Where there are none but stop words, these count, as they stand."""
    telling = tuple(leaf for leaf in wanted if not (isinstance(leaf, Word) and leaf.text in STOP_WORDS))
    if not telling:
        exact = tuple(Word(leaf.text, exact=True) if isinstance(leaf, Word) else leaf for leaf in wanted)
        return replace(reading, wanted=exact if alone else ())
    if not is_question([str(leaf).lower() for leaf in wanted], text):
        return replace(reading, wanted=telling)
    framing = tuple(leaf for leaf in telling if isinstance(leaf, Word) and leaf.text in FRAMING)
    subject = tuple(leaf for leaf in telling if leaf not in framing)
    if not subject or not framing:
        return replace(reading, wanted=telling, question=True)
    return replace(reading, wanted=subject, framing=framing, question=True)
