"""The sentence around a link, as plain words. Pure."""

from __future__ import annotations

import re

LONGEST = 240
"""Characters of a sentence that are given; of a longer one what is nearest to the link."""
_MOST_LINES, _MOST = 30, 10_000
"""Lines before and after it, and letters, that are looked at."""
_LINK = re.compile(
    r"!?\[\[(?P<there>[^\[\]|#]*)[^\[\]|]*(?:\|(?P<called>[^\[\]]+))?\]\]|!?\[(?P<label>[^\[\]]*)\]\((?P<to>[^()\s]*)[^()]*\)"
)
_MARKS = re.compile(r"(?<!\w)[*_~=]{1,3}(?=\S)|(?<=\S)[*_~=]{1,3}(?!\w)|`+|\{[#.:][^}]*\}|<[^<>]{0,200}>")
_BLOCK = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#{1,6}|>|\|)\s*(?:\[[ xX]\]\s*)?")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(\[]?\x03?[A-Z0-9])")
_BEGIN, _END = "\x03", "\x04"


def sentence_around(text: str, line: int, target: str) -> str:
    """The sentence in which a link to `target` (without its fragment) stands; `line` of it, from 1, in this text. ""
    where there is none any more."""
    lines = text.splitlines()
    if not 1 <= line <= len(lines):
        return ""
    found = _marked(" ".join(_paragraph(lines, line - 1)), target)
    sentence = next((each for each in _SENTENCE.split(found) if _BEGIN in each), "")
    return _cut(" ".join(_MARKS.sub("", sentence).split()))


def _paragraph(lines: list[str], at: int) -> list[str]:
    """The lines of the paragraph, item or row around one."""
    first = last = at
    while first and at - first < _MOST_LINES and not _BLOCK.match(lines[first]) and lines[first - 1].strip():
        first -= 1
    while (
        last + 1 < len(lines)
        and last - at < _MOST_LINES
        and lines[last + 1].strip()
        and not _BLOCK.match(lines[last + 1])
    ):
        last += 1
    there = [_BLOCK.sub("", lines[first]), *lines[first + 1 : last + 1]]
    return there if sum(map(len, there)) <= _MOST else [lines[at][:_MOST]]


def _marked(text: str, target: str) -> str:
    """Links as what they are called, the first that leads there between two marks."""
    text = text.translate({ord(each): None for each in "\x03\x04"})
    done = False

    def called(link: re.Match[str]) -> str:
        nonlocal done
        there = link["there"] if link["there"] is not None else (link["to"] or "").partition("#")[0]
        words = link["called"] or link["there"] or link["label"] or ""
        if done or there.strip().replace("%20", " ") != target:
            return words
        done = True
        return f"{_BEGIN}{words}{_END}"

    marked = _LINK.sub(called, text)
    return marked if done else ""


def _cut(sentence: str) -> str:
    """Not longer than LONGEST, the link in it."""
    at = max(sentence.find(_BEGIN), 0)
    plain = sentence.replace(_BEGIN, "").replace(_END, "").strip()
    if len(plain) <= LONGEST:
        return plain
    start = max(0, min(at - LONGEST // 3, len(plain) - LONGEST))
    words = plain[start : start + LONGEST]
    words = words if start == 0 else f"… {words.partition(' ')[2]}"
    return words if start + LONGEST >= len(plain) else f"{words.rpartition(' ')[0]} …"
