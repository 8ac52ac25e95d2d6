"""Markdown as other programs export it, and plain text."""

from __future__ import annotations

import re

import orjson

from kb.intake.converted import Converted, Dropped, Piece, Unusable
from kb.intake.escaping import plain_words
from kb.intake.own_front import OwnFront
from kb.intake.plaintext import as_markdown
from kb.intake.scribe import as_minutes, is_scribed
from kb.intake.texts import decoded
from kb.intake.turns import paragraphs, spoken_lines
from kb.model import Kind, slug

_NO_TEXT = "There is no text in it."
_CONTENTS = re.compile(r"^\[TOC\]\s*$", re.MULTILINE | re.IGNORECASE)
_TAGS = re.compile(r"^#{1,6}\s*tags?:\s*(.+)$", re.MULTILINE | re.IGNORECASE)
_BOX = re.compile(r"^:::[ \t]*(?P<kind>[\w-]*)[^\n]*\n(?P<words>.*?)^:::[ \t]*$", re.MULTILINE | re.DOTALL)
_EMBED = re.compile(r"\{%\s*(?P<site>youtube|vimeo|gist|speakerdeck|slideshare|pdf|url)\s+(?P<what>[^\s%{}]+)\s*%\}")
_SITES = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
}
_SIGNED = re.compile(r"^(?P<quote>>[^\n\[]*)(?:\[(?:name|time|color)=[^\]\n]*\][ \t]*)+$", re.MULTILINE)
_HEADING = re.compile(r"\s*(?:#[ \t]+(?P<hash>[^\n]+?)[ \t#]*|(?P<line>[^\n]{1,200})\n=+[ \t]*)(?:\n|$)")
_LONGEST_TITLE = 80  # characters


def from_markdown(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """As it is, but for what only HedgeDoc understands: its boxes, its list of contents, its line of tags, what it
    shows of other sites (then a link), and who signed a quotation.
    """
    front = OwnFront(decoded(data))
    text = front.text
    tags = front.tags + [tag.strip(" `,#") for line in _TAGS.findall(text) for tag in re.split(r"`\s*,?\s*`|,", line)]
    dropped = Dropped()
    text, signed = _SIGNED.subn(lambda found: found["quote"].rstrip(), text)
    dropped.add("signature", signed)
    text = _EMBED.sub(_linked, _BOX.sub(_quoted, _TAGS.sub("", _CONTENTS.sub("", text)))).strip("\n")
    title, heading = front.title, _HEADING.match(text)
    words = plain_words(heading["hash"] or heading["line"]) if heading else ""
    if heading and (not slug(title) or title.casefold() == words.casefold()):
        title, text = words, text[heading.end() :].lstrip("\n")
    if not text.strip() and not title:
        raise Unusable(_NO_TEXT)
    piece = Piece(f"{text}\n", title, tags=tuple(filter(None, tags)), permission=front.permission, facts=front.facts)
    return Converted((piece,), dropped=dropped)


def from_text(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Plain text, as from Notepad or an Etherpad: its first line is the title where it is short.

    Minutes taken in a chat, and transcripts whose lines begin with a time, are read as what they are.
    """
    text = decoded(data).strip("\n")
    if not text.strip():
        raise Unusable(_NO_TEXT)
    if is_scribed(text):
        dropped = Dropped()
        title, minutes = as_minutes(text, dropped)
        return Converted((Piece(minutes, title, kind=Kind.NOTES),), dropped=dropped)
    if cues := list(spoken_lines(text)):
        return Converted((Piece("\n\n".join(paragraphs(cues)) + "\n", kind=Kind.NOTES),))
    first, _, rest = text.partition("\n")
    words = plain_words(first.lstrip("# "))
    is_title = 0 < len(words) <= _LONGEST_TITLE and not words.endswith((".", ",", ";", ":")) and first[:1] not in "-*•>"
    if not is_title or ":" in words:
        return Converted((Piece(as_markdown(text)),), dropped=Dropped())
    return Converted((Piece(as_markdown(re.sub(r"\A\s*[=-]{3,}\s*\n", "", rest)), words),), dropped=Dropped())


def from_etherpad(data: bytes, name: str) -> Converted:
    """A pad as Etherpad exports it whole (.etherpad): its text as it is now, without who wrote what and when."""
    try:
        pads = [value for key, value in orjson.loads(data).items() if key.startswith("pad:") and key.count(":") == 1]
        text = "\n".join(str(pad["atext"]["text"]) for pad in pads)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable("It is no pad that can be read. Export it as HTML or plain text.") from error
    return from_text(text.encode(errors="replace"), name)


def _quoted(found: re.Match[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in found["words"].rstrip("\n").split("\n"))


def _linked(found: re.Match[str]) -> str:
    address = _SITES.get(found["site"], "") + found["what"]
    return f"<{address}>" if address.startswith("https://") else found["what"]
