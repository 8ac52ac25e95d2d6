"""Where the words of what is purged stand beside the document itself: in what is not saved yet, and in drafts.

What somebody types is theirs, so only the paragraphs go that have the words; a draft, whose original nothing can be cut
out of, is for whoever may see it to throw away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from kb.drafts import every_draft, files_taken_as
from kb.library import FrontMatterUnreadable
from kb.library.texts import text_of
from kb.people.unsaved import texts_of_unsaved
from kb.state import State, Transaction
from kb.usecases.looking_after.cutting import passage_of
from kb.usecases.looking_after.phrases import Phrases, halves, words_of

LEAST = 8
"""Words of a paragraph by which it is known again in what somebody else writes; where words stand unspaced, as in
Chinese or Thai, twice as many letters."""

_BETWEEN = re.compile(r"(\r?\n[ \t]*(?:\r?\n)+)")


@dataclass(frozen=True)
class Echo:
    """A draft that has words of what is purged, or comes from the same file. `at`: when somebody last worked on it,
    in seconds since 1970."""

    draft: str
    at: int


class Words:
    """The paragraphs of what is purged, in every version, to be known again elsewhere.

    What `elsewhere` gives are all texts of the library that stay as they are: a paragraph that stands in one of them
    too, such as the rule that every meeting is held under, is not known by this. They are asked for when a paragraph
    has been found, and once.
    """

    def __init__(
        self, contents: Iterable[bytes], anchor: str, elsewhere: Callable[[], Iterable[bytes]] = tuple
    ) -> None:
        pieces = {piece for content in contents for piece in _BETWEEN.split(_erased(content, anchor))}
        self._said = {words for words in map(words_of, pieces) if halves(words) >= 2 * LEAST}
        self._all = Phrases(self._said)
        self._elsewhere = elsewhere

    @cached_property
    def _own(self) -> Phrases:
        texts = (words_of(content.decode(errors="replace")) for content in self._elsewhere())
        return Phrases(self._said - self._all.those_in(texts))

    def are_in(self, text: str) -> bool:
        """Does the text have one of the paragraphs, whatever stands around it?"""
        words = words_of(text)
        return self._all.are_in(words) and self._own.are_in(words)

    def without(self, text: str) -> str:
        """The text without each paragraph that has one of them, or each run of paragraphs that has it together; all
        else as it stands there."""
        if not self.are_in(text):
            return text
        kept: list[tuple[str, int, int]] = []  # each piece with where it began: the place in phrases, the word
        place = count = 0
        for piece in _BETWEEN.split(text):
            kept.append((piece, place, count))
            for word in words_of(piece):
                place, count = self._own.after(place, word), count + 1
                if length := self._own.ended(place):
                    first = count - length
                    while count > first:
                        _, place, count = kept.pop()
                    break
        return "".join(piece for piece, _, _ in kept)


def ready_for_unsaved(state: State, words: Words) -> Callable[[str], str]:
    """`words.without`, done already for all that nobody has saved yet: it takes its time, and whoever writes to the
    database has others wait. What somebody has changed since is done when it is asked for."""
    with state.read() as db:
        texts = texts_of_unsaved(db)
    done = {text: words.without(text) for text in texts}
    return lambda text: done[text] if text in done else words.without(text)


def drafts_with(db: Transaction, documents: Collection[str], words: Words) -> tuple[Echo, ...]:
    """The drafts that have the words, or were made of the file that one of the documents came from."""
    files = files_taken_as(db, documents)
    return tuple(
        Echo(draft.id, draft.edited_at)
        for draft in every_draft(db)
        if draft.digest in files or words.are_in(draft.text) or words.are_in(draft.private)
    )


def _erased(content: bytes, anchor: str) -> str:
    try:
        return (passage_of(content, anchor) or "") if anchor else text_of(content)
    except FrontMatterUnreadable:
        return "" if anchor else content.decode(errors="replace")
