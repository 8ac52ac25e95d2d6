"""From text to words: the one tokeniser that index, queries, snippets and marks share.

A *chunk* is what stands between spaces and punctuation, with its inner hyphens and apostrophes ("market-engagement",
"council's", "W-2", "C++", "1.5m"). A chunk gives one or more *pieces*, each a folded word with its place: "W-2" gives
"w" and "2" side by side, and "w2" over both, so that the three ways of writing it meet. Chunks repeat, so what a chunk
gives is worked out once and kept; a text is then one pass of a regular expression and a look-up for each chunk.

No word is left out (stop words have their place too) and none is cut to its stem: see kb.search.words.stemming.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_WORD = 64
MOST_POSITIONS = 1 << 20
"""A passage's words beyond this number are not indexed: a position shares an integer with its row (storage.codec)."""

_KEPT_CHUNKS = 200_000
_IGNORED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens and zero-width marks, which nobody types
_APOSTROPHES = "'’ʼ＇"
_JOINERS = "-‐‑_" + _APOSTROPHES


def _marks() -> str:
    """Combining marks as a character class: regular expressions do not count them as part of a word, readers do."""
    found = [code for code in range(0x300, 0x10000) if _is_mark(code)]
    starts = [c for c in found if not _is_mark(c - 1)]
    ends = [c for c in found if not _is_mark(c + 1)]
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(starts, ends, strict=True))


def _is_mark(code: int) -> bool:
    return 0x300 <= code < 0x10000 and unicodedata.category(chr(code))[0] == "M"


_LETTER = rf"(?:[^\W_]|[{_marks()}{_IGNORED}])"
_EMOJI = "[\u2600-\u27bf\U0001f1e6-\U0001faff]"
_CHUNK = re.compile(
    r"(?<![^\W_])[A-Za-z]{1,2}(?:\+\+|\#)(?![\w+\#])"  # C++, C#
    rf"|{_LETTER}+(?:(?:(?<=\d)[.,](?=\d)|[{_JOINERS}](?={_LETTER})){_LETTER}+)*"
    rf"|{_EMOJI}"
)
_PART = re.compile(f"[^{_JOINERS}]+")
_SHORTENED = re.compile(rf"(.+)[{_APOSTROPHES}](s|t|re|ve|ll|d|m)", re.IGNORECASE | re.DOTALL)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
# Writing without spaces between words: Han, kana, Hangul, Thai, Lao, Khmer, Burmese
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


class Piece(NamedTuple):
    """One word of a text.

    Attributes:
        word: folded.
        start, end: its characters in the text.
        position: which word of the text it is, from 0; a joined form has the position of its first part.
        joined: written over several other pieces ("w2" for "W-2").
    """

    word: str
    start: int
    end: int
    position: int
    joined: bool = False


class _Chunk(NamedTuple):
    pieces: tuple[Piece, ...]  # places and positions counted from the chunk's own start
    width: int  # in positions


_known: dict[str, str | _Chunk] = {}


def occurrences(text: str) -> dict[str, list[int]]:
    """The words of a text with their positions, ascending."""
    found: dict[str, list[int]] = {}
    position = 0
    for chunk in _CHUNK.findall(text):
        known = _known.get(chunk) or _learn(chunk)
        if type(known) is str:
            if known in found:
                found[known].append(position)
            else:
                found[known] = [position]
            position += 1
        else:
            for piece in known.pieces:  # type: ignore[union-attr]
                found.setdefault(piece.word, []).append(position + piece.position)
            position += known.width  # type: ignore[union-attr]
        if position >= MOST_POSITIONS - LONGEST_WORD:
            break
    return found


def pieces(text: str) -> Iterator[Piece]:
    """The words of a text in their order, with the characters they stand on."""
    position = 0
    for match in _CHUNK.finditer(text):
        chunk, start = match[0], match.start()
        known = _known.get(chunk) or _learn(chunk)
        if isinstance(known, str):
            yield Piece(known, start, match.end(), position)
            position += 1
        else:
            for piece in known.pieces:
                yield Piece(piece.word, start + piece.start, start + piece.end, position + piece.position, piece.joined)
            position += known.width


def words(text: str) -> list[str]:
    """The words of a text in their order, without joined forms."""
    return [piece.word for piece in pieces(text) if not piece.joined]


def fold(text: str) -> str:
    """`text` without differences of case, accent and compatibility form ("É" and "e", "ﬁ" and "fi")."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f" and c not in _IGNORED)
    return unicodedata.normalize("NFC", kept)


def _learn(chunk: str) -> str | _Chunk:
    """What a chunk gives; a plain word, by far the most common case, as its folded form alone."""
    if len(_known) >= _KEPT_CHUNKS:
        _known.clear()
    if chunk.isascii() and chunk.isalnum() and len(chunk) <= LONGEST_WORD:
        known: str | _Chunk = sys.intern(chunk.lower())
    else:
        found = _analyse(chunk)
        whole = len(found.pieces) == 1 and found.pieces[0][1:3] == (0, len(chunk))
        known = sys.intern(found.pieces[0].word) if whole else found
    if len(chunk) <= LONGEST_WORD:
        _known[chunk] = known
    return known


def _analyse(chunk: str) -> _Chunk:
    if shortened := _SHORTENED.fullmatch(chunk):
        base, ending = shortened[1], shortened[2].casefold()
        if ending == "s":  # council's
            return _analyse(base)
        if base.isalpha():  # don't, we'll
            return _Chunk((Piece(fold(base) + ending, 0, len(chunk), 0),), 1)
    found = [piece for part in _PART.finditer(chunk) for piece in _part(part[0], part.start())]
    numbered = [Piece(p.word, p.start, p.end, number) for number, p in enumerate(found)]
    joined = "".join(piece.word for piece in numbered)
    if 2 <= len(numbered) <= 4 and len(joined) <= LONGEST_WORD and "_" not in chunk and not _UNSPACED.search(chunk):
        numbered.append(Piece(joined, 0, len(chunk), 0, joined=True))
    return _Chunk(tuple(numbered), len(found))


def _part(part: str, start: int) -> Iterator[Piece]:
    """The pieces between two joiners: one word, or overlapping pairs where a script puts no spaces between words."""
    end = 0
    for run in _UNSPACED.finditer(part):
        yield from _word(part[end : run.start()], start + end)
        last = max(run.end() - 1, run.start() + 1)
        for at in range(run.start(), last):
            yield from _word(part[at : min(at + 2, run.end())], start + at)
        end = run.end()
    yield from _word(part[end:], start + end)


def _word(text: str, start: int) -> Iterator[Piece]:
    word = fold(text)
    if _THOUSANDS.match(word):
        word = word.replace(",", "")
    word = "".join(c for c in word if not c.isspace())[:LONGEST_WORD]
    if word:
        yield Piece(word, start, start + len(text), 0)
