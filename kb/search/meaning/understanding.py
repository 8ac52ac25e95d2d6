"""What a reading means in one snapshot: tags that there are, words as the notes write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from kb.search.finding.matching import Matcher
from kb.search.finding.tagnames import tag_called
from kb.search.language.tree import Node, Reading, Tagged, Word
from kb.search.meaning.spelling import forgiven
from kb.search.storage.snapshot import Snapshot
from kb.search.words.analysis import words
from kb.search.words.synonyms import Synonyms


class _Answer(Protocol):
    @property
    def total(self) -> int: ...


AnswerT = TypeVar("AnswerT", bound=_Answer)


def understood(text: str, reading: Reading, snapshot: Snapshot, synonyms: Synonyms) -> tuple[Reading, Matcher]:
    """A reading of `text` with what the notes have in place of what they lack, and what finds its words."""
    matcher = Matcher(snapshot, synonyms)
    reading = _known_tags(snapshot, reading, matcher)
    matcher.expect(reading)
    return forgiven(text, reading, matcher), matcher


def first_that_finds(answers: Iterable[AnswerT]) -> AnswerT:
    """The first answer with results, else the first of all; at least one is needed. No more are made than looked at."""
    first: AnswerT | None = None
    for answer in answers:
        if answer.total:
            return answer
        first = first or answer
    assert first is not None
    return first


def _known_tags(snapshot: Snapshot, reading: Reading, matcher: Matcher) -> Reading:
    """The reading with every `#tag` that does not exist as words; `tag:` and `group:` that do not exist are said."""
    required: list[Node] = []
    wanted = list(reading.wanted)
    for node in reading.required:
        if isinstance(node, Tagged):
            name = "tag" if node.field == "#" else node.field
            value = tag_called(snapshot, node.value) if name == "tag" else node.value
            if value not in snapshot.column(name).values:
                if node.field == "#":
                    matcher.remarks.append(f"There is no tag #{node.text}; it was searched as a word.")
                    wanted += [Word(word) for word in words(node.text)]
                    continue
                matcher.remarks.append(f"There is no {name} “{node.text.strip(chr(34))}”.")
        required.append(node)
    return replace(reading, wanted=tuple(wanted), required=tuple(required))
