"""The words of a line of Markdown: markup away, links and tags apart. One pass each, linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from kb.model import Link

_LABEL = r"(?:[^\[\]\\]++|\\.|\[[^\[\]]*+\])*+"
_TITLE = r"""(?:"[^"]*+"|'[^']*+'|\([^()]*+\))"""
_TARGET = r"(?:<[^<>\n]*+>|(?:[^()\s\\<]|\\.|\([^()\s]*+\))(?:[^()\s\\]++|\\.|\([^()\s]*+\))*+)?+"
_DESTINATION = rf"\(\s*+(?P<target>{_TARGET})(?:\s++(?P<title>{_TITLE}))?+\s*+\)"
# From after the `[` of a link to its `]`, and from its `(` to its `)`.
CLOSED_LABEL = re.compile(rf"({_LABEL})\]")
DESTINATION = re.compile(_DESTINATION, re.DOTALL)
_TAG = r"""</?+[a-zA-Z][\w:-]*+(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>"""

# Every alternative begins with one of these, so that plain prose is passed over quickly.
_SIGNS = r"(?=[\\`*_~\[<&{!=])"
_TOKEN = re.compile(
    rf"""{_SIGNS}(?:
      \\(?P<escaped>[!-/:-@\[-`{{-~])
    | (?<!`)(?P<ticks>`++)(?P<code>[^`]++)(?P=ticks)(?!`)
    | (?P<drop>\{{%(?:[^{{}}%]++|%(?!\}}))*+%\}} | \{{\{{[^{{}}]*+\}}\}} | \{{:?\s?[.\#][^{{}}]*+\}}
        | \{{:[:/][^{{}}]*+\}}
        | \[\^[^\]\s]++\]:?)
    | <(?P<auto>(?:https?://|mailto:)[^<>\s]++|[\w.+-]++@[\w.-]++)>
    | (?P<unread><(?P<element>(?i:script|style))\b[^<>]*+>[^<]*+</(?P=element)\s*+>)
    | (?P<tag>{_TAG})
    | \[\[(?P<wiki>[^\[\]|\\]++)(?:\\?\|(?P<shown>[^\[\]]++))?\]\]
    | !?\[(?P<label>{_LABEL})\](?:{_DESTINATION}|\[[^\[\]]*+\])
    | !\[(?P<alt>[^\[\]]*+)\]
    | (?P<stars>\*++)
    | (?P<lines>(?<!\w)_++(?=\S)|(?<=\S)_++(?!\w)|~~|==(?=\S)|(?<=\S)==)
    | (?P<entity>&(?:\#\d{{1,7}}|\#[xX][\da-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,30}});)
    )""",
    re.VERBOSE,
)
_INLINE_TAGS = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b", re.IGNORECASE
)
_PREFIX = re.compile(r"\s*(?:(?:>\s?|[-*+]\s+|\d{1,9}[.)]\s+|:{1,3}\s+|\[[ xX]\]\s+)\s*)*")
_PIPE = re.compile(r"(?<!\\)\|")
_DEEPEST = 4

_LINKISH = re.compile(r"\]\(|\]\[|\]:|\[\[|<h|=\"|='|<m", re.IGNORECASE)
CODE = re.compile(r"(?<!`)(`++)[^`]++\1(?!`)")
LINK = re.compile(
    rf"""\[\[(?P<wiki>[^\[\]|\\]++)(?:\\?\|[^\[\]]++)?\]\]
    | \]{_DESTINATION}
    | ^\s*\[(?!\^)[^\[\]]++\]:\s*(?:<(?P<within>[^<>\n]++)>|<?(?P<defined>[^\s<>]++))
    | <(?P<auto>(?:https?://|mailto:)[^<>\s]++)>
    | <(?:a|img)\b[^<>]*?\s(?:href|src)\s*=\s*["']?(?P<attribute>[^"'<>\s]++)""",
    re.VERBOSE | re.IGNORECASE,
)
_PICTURE = re.compile(
    rf"""!\[\s*+\]{_DESTINATION}
    | <img\b(?![^<>]*?\salt\s*=)[^<>]*?\ssrc\s*=\s*["']?(?P<source>[^"'<>\s]++)""",
    re.VERBOSE | re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.|mailto:)\S+")
_HASH_TAG = re.compile(r"(?<![\w/#&;.:\"'(\[`-])\(?#([^\W\d_]#(?![\w#])|[^\W\d_][\w/-]*(?:\+\+(?!\w))?)")
_COLOUR = re.compile(r"[\da-fA-F]{3}|[\da-fA-F]{6}|(?=\D*\d)(?:[\da-fA-F]{4}|[\da-fA-F]{8})")


def plain(markdown: str, depth: int = 0) -> str:
    """The words a reader sees, on one line: links and images by their text, entities decoded, tags dropped.

    Liquid and Jinja tags, attribute lists, scripts and styles are no words and go; what is in backticks stays as it
    stands.
    """

    def words(found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "escaped":
            return found["escaped"]
        if found["code"] is not None:
            return found["code"]
        if kind == "drop":
            return ""
        if kind == "auto":
            return found["auto"].removeprefix("mailto:")
        if kind == "tag":
            return "" if _INLINE_TAGS.match(found[0]) else " "
        if found["wiki"] is not None:
            return found["shown"] or found["wiki"].strip("#").replace("#", " ")
        if found["label"] is not None:
            return plain(found["label"], depth + 1) if depth < _DEEPEST else found["label"]
        if kind == "alt":
            return found["alt"]
        if kind == "entity":
            return unescape(found["entity"])
        if kind == "stars":
            return _unless_alone(found)
        return ""

    return " ".join(_TOKEN.sub(words, markdown).split())


def plain_line(line: str, row: bool = False) -> str:
    """As `plain`, without the marks of lists, quotes and tasks at its beginning; the cells of a `row` apart."""
    content = line[_PREFIX.match(line).end() :]  # type: ignore[union-attr]  # it matches nothing too
    return plain(_PIPE.sub("  ", content).replace("\\|", "|") if row else content)


def links(line: str, number: int) -> Iterator[Link]:
    """The links of one line that is not code, images included, as written."""
    if not _LINKISH.search(line):
        return
    for found in LINK.finditer(CODE.sub(" ", line)):
        if found["wiki"] is not None:
            target, _, fragment = found["wiki"].strip().partition("#")
            yield Link(target.strip(), fragment.strip(), wiki=True, line=number)
        else:
            address = (
                found["target"] or found["within"] or found["defined"] or found["auto"] or found["attribute"] or ""
            )
            target, _, fragment = unescape(address.strip("<>")).partition("#")
            if target or fragment:
                yield Link(unquote(target), unquote(fragment), wiki=False, line=number)


def undescribed_pictures(line: str) -> Iterator[str]:
    """Where the pictures of one line come from that say nothing to people who cannot see them.

    In HTML an empty `alt` says that a picture is mere decoration; Markdown has no way to say so.
    """
    if "![" not in line and "<" not in line:
        return
    for found in _PICTURE.finditer(CODE.sub(" ", line)):
        yield unquote(unescape((found["target"] or found["source"] or "").strip("<>")))


def hash_tags(line: str) -> Iterator[str]:
    """The `#tags` of one line that is not code or a heading, without their `#`; no colours and no numbers."""
    if "#" not in line:
        return
    text = _URL.sub(" ", LINK.sub(" ", CODE.sub(" ", line)))
    for found in _HASH_TAG.finditer(re.sub(_TAG, " ", text)):
        tag = found[1].rstrip("/-_")
        if not _COLOUR.fullmatch(tag):
            yield tag


def _unless_alone(stars: re.Match[str]) -> str:
    """Stars that touch a word are emphasis; one between spaces is a star."""
    before = stars.string[max(0, stars.start() - 1) : stars.start()]
    after = stars.string[stars.end() : stars.end() + 1]
    return "" if before.strip() or after.strip() else stars[0]
