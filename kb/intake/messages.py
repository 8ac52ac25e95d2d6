"""What a message says itself: without what it quotes below, and without the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kb.intake.converted import Bytes, Dropped, Piece
from kb.intake.escaping import plain_words
from kb.intake.plaintext import as_markdown

_PREFIX = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg|tr|sv)\s*(?:\[\d+\])?:)+\s*", re.IGNORECASE)
_LIST = re.compile(r"^\[[^\]]{1,40}\]\s*")
_WROTE = re.compile(r"(?:on|le|am)\b.{5,200}\b(?:wrote|a écrit|schrieb)\b.{0,80}:\s*", re.IGNORECASE | re.DOTALL)
_ORIGINAL = re.compile(r"\s*-{3,}\s*(?:original message|forwarded message|original appointment)\s*-{3,}", re.IGNORECASE)
_HEAD = re.compile(r"\s*\*?(?:from|sent|to|cc|subject|date):\*?\s", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}\s*")
_FOOTER = re.compile(r"_{20,}\n(?=.*(?:mailing list|unsubscribe))", re.IGNORECASE | re.DOTALL)
_SIGNATURE = re.compile(r"^-- ?$|^Sent from my \w+.*$|^Get Outlook for \w+.*$", re.MULTILINE)

TAILS = (
    ("quoted", "//blockquote[@type='cite']"),
    ("quoted", "//*[contains(@class,'gmail_quote')]"),
    ("quoted", "//*[contains(@class,'yahoo_quoted')]"),
    ("quoted", "//*[contains(@class,'moz-cite-prefix')]"),
    ("quoted", "//*[@id='appendonsend']/following-sibling::*"),
    ("quoted", "//*[@id='divRplyFwdMsg']/following-sibling::*"),
    ("quoted", "//*[@id='divRplyFwdMsg']"),
    ("signature", "//*[contains(@class,'gmail_signature')]"),
    ("signature", "//*[contains(@class,'moz-signature')]"),
    ("signature", "//*[@id='Signature' or @id='signature']"),
)
"""Where mail programs put, within a page, what a message quotes and the signature: what it is, and the path to it."""


@dataclass(frozen=True)
class Message:
    """One message: when, whose, what it says, and which others it answers."""

    subject: str
    sent: datetime | None
    sender: str
    text: str
    files: tuple[Bytes, ...] = ()
    id: str = ""
    answers: tuple[str, ...] = ()
    pictures: tuple[Bytes, ...] = ()

    @property
    def order(self) -> float:
        """Those without a time last."""
        if self.sent is None:
            return float("inf")
        return (self.sent if self.sent.tzinfo else self.sent.replace(tzinfo=UTC)).timestamp()

    def with_copy(self, other: Message) -> Message:
        """This message, with what only the other copy of it has: lists take away attached files."""
        return replace(
            self,
            files=tuple(dict.fromkeys((*self.files, *other.files))),
            answers=tuple(dict.fromkeys((*self.answers, *other.answers))),
        )

    def piece(self) -> Piece:
        date = self.sent.date().isoformat() if self.sent else ""
        return Piece(self.text, self.subject, date, "the message" if date else "", pictures=self.pictures)


def subject_of(text: str) -> str:
    """The subject without "Re:" and the name of a mailing list."""
    text = plain_words(text)
    before = None
    while text != before:
        before, text = text, _LIST.sub("", _PREFIX.sub("", text))
    return text


def said_in(text: str, dropped: Dropped) -> str:
    """The text of a plain message as Markdown, without its tail. What is quoted between own words stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _FOOTER.split(text)[0].split("\n")
    end = _end_of_own(lines)
    dropped.add("quoted", sum(bool(line.strip()) for line in lines[end:]))
    own = "\n".join(lines[:end])
    if found := _SIGNATURE.search(own):
        dropped.add("signature")
        own = own[: found.start()]
    return as_markdown(own)


def _end_of_own(lines: Sequence[str]) -> int:
    """Where the quoted tail begins."""
    for number, line in enumerate(lines):
        if _ORIGINAL.match(line) or _is_head(lines, number):
            return number - 1 if number and _RULE.fullmatch(lines[number - 1]) else number
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    if end == len(lines):
        return end
    for length in (1, 2, 3):  # "On Tuesday … wrote:" may be broken into lines
        if end >= length and _WROTE.fullmatch("\n".join(lines[end - length : end]).strip()):
            return end - length
    return end


def _is_head(lines: Sequence[str], number: int) -> bool:
    """The lines From, Sent, To … that Outlook puts above what it quotes."""
    block = [line for line in lines[number : number + 6] if line.strip()]
    starts = _HEAD.match(lines[number]) and lines[number].lstrip(" *").lower().startswith("from")
    return bool(starts) and sum(bool(_HEAD.match(line)) for line in block) >= 3 and number > 0
