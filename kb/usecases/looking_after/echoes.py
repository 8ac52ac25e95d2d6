"""Where the words of what is purged stand beside the document itself: in what is not saved yet, and in drafts.

What somebody types is theirs, so only the paragraphs go that have the words; a draft, whose original nothing can be cut
out of, is for whoever may see it to throw away.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kb.drafts import every_draft, files_taken_as
from kb.library import FrontMatterUnreadable
from kb.library.texts import text_of
from kb.people.unsaved import rewrite_unsaved
from kb.state import Transaction
from kb.usecases.looking_after.cutting import PARAGRAPH, WORD, passage_of

LEAST = 8
"""Words of a paragraph by which it is known again in what somebody else writes."""


@dataclass(frozen=True)
class Echo:
    """A draft that has words of what is purged, or comes from the same file. `at`: when somebody last worked on it,
    in seconds since 1970."""

    draft: str
    at: int


class Words:
    """The paragraphs of what is purged, in every version, to be known again elsewhere."""

    def __init__(self, contents: Iterable[bytes], anchor: str) -> None:
        texts = [_erased(content, anchor) for content in contents]
        said = {_words(piece) for text in texts for piece in PARAGRAPH.split(text.replace("\r\n", "\n"))}
        self._said = sorted(each for each in said if each.count(" ") - 1 >= LEAST)

    def are_in(self, text: str) -> bool:
        """Does the text have one of the paragraphs, whatever stands around it?"""
        words = _words(text)
        return any(each in words for each in self._said)

    def without(self, text: str) -> str:
        """The text without each paragraph that has one of them, or each run of paragraphs that has it together."""
        if not self.are_in(text):
            return text
        pieces = PARAGRAPH.split(text.replace("\r\n", "\n"))
        while self.are_in("".join(pieces)):
            end = bisect_left(range(len(pieces)), True, key=lambda at: self.are_in("".join(pieces[:at])))
            start = bisect_left(range(end), True, key=lambda at: not self.are_in("".join(pieces[at:end]))) - 1
            del pieces[start:end]
        return "".join(pieces)


def take_out_of_unsaved(db: Transaction, words: Words) -> int:
    """Take the paragraphs out of all that anybody has not saved yet; gives how many forms had some."""
    return rewrite_unsaved(db, words.without)


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


def _words(text: str) -> str:
    return f" {' '.join(WORD.findall(text.casefold()))} "
