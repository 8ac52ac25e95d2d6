"""Words with their emphasis, links, footnotes and pictures: from pandoc's tree to Markdown.

The tree is that of pandoc-types 1.23: each node is `{"t": its type, "c": its content}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from kb.intake.converted import ATTACHED, Dropped
from kb.intake.escaping import escaped, plain_words

Node = dict[str, Any]
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>]+$", re.IGNORECASE)
_MARKS = {"Emph": "*", "Strong": "**", "Strikeout": "~~"}
_TAGS = {"Superscript": "sup", "Subscript": "sub"}
_ORDINALS = ("st", "nd", "rd", "th")  # so that the date in "5th March" is found
_QUOTES = {"SingleQuote": "‘{}’", "DoubleQuote": "“{}”"}
_BREAK = "\x0b"
"""Stands for a line break until it is known whether a paragraph or a cell holds it."""


class Inlines:
    """Writes words. `picture` makes a picture the document's own and returns its name; `note` takes a footnote's
    blocks and returns its label.
    """

    def __init__(self, picture: Callable[[str], str | None], note: Callable[[list[Node]], str], dropped: Dropped):
        self._picture = picture
        self._note = note
        self._dropped = dropped

    def lines(self, inlines: Iterable[Node]) -> list[str]:
        """The words, one item for each line that was broken on purpose; empty ones are left out."""
        lines = (" ".join(line.split(" ")).strip() for line in self._write(inlines).split(_BREAK))
        return [line for line in lines if line]

    def line(self, inlines: Iterable[Node]) -> str:
        return " ".join(self.lines(inlines))

    def _write(self, inlines: Iterable[Node]) -> str:
        """Adjacent words are escaped together, because marks are told by what stands beside them."""
        out: list[str] = []
        words = ""
        for node in inlines:
            text = _words(node)
            if text is not None:
                words += text
                continue
            out += [escaped(words), self._marked(node)]
            words = ""
        return "".join([*out, escaped(words)])

    def _marked(self, node: Node) -> str:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in _MARKS:
            return _around(_MARKS[kind], self._write(content), _BREAK)
        if kind in _TAGS:
            inner = self._write(content).strip()
            if inner.lower() in _ORDINALS:
                return inner
            return f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>" if inner else ""
        match kind:
            case "LineBreak":
                return _BREAK
            case "Underline" | "SmallCaps":
                return self._write(content)
            case "Span" | "Cite":
                return self._write(content[1])
            case "Quoted":
                return _QUOTES[content[0]["t"]].format(self._write(content[1]))
            case "Code" | "Math":
                return _code(content[1])
            case "Link":
                return self._link(content)
            case "Image":
                return self._image(content)
            case "Note":
                return f"[^{self._note(content)}]"
            case _:  # RawInline: what browsers or printers would run
                self._dropped.add("script")
                return ""

    def _link(self, content: list[Any]) -> str:
        words, url = self._write(content[1]), str(content[2][0]).strip()
        shown = words.replace(_BREAK, " ").strip()
        if not _WEB.match(url):
            self._dropped.add("local link", not url.startswith("#") and bool(url))
            return words
        if not shown or plain_words(shown) in (url, url.removeprefix("mailto:")):
            return url.removeprefix("mailto:")
        return f"{_margin(words)[0]}[{shown}]({_address(url)}){_margin(words)[1]}"

    def _image(self, content: list[Any]) -> str:
        alt, url = self.line(content[1]).replace("]", "\\]"), str(content[2][0])
        if _WEB.match(url):  # nothing is fetched, now or by readers
            self._dropped.add("outside picture")
            return f"[{alt or 'picture'}]({_address(url)})"
        name = self._picture(url)
        return f"![{alt}]({ATTACHED}{name})" if name else ""


def words_of(inlines: Iterable[Node]) -> str:
    """The words alone, as of a title: without marks, footnotes and pictures."""
    return plain_words("".join(_plain(inlines)))


def _plain(inlines: Iterable[Node]) -> Iterator[str]:
    for node in inlines:
        text = _words(node)
        content: Any = node.get("c")
        match node["t"]:
            case _ if text is not None:
                yield text
            case "LineBreak":
                yield " "
            case "Emph" | "Strong" | "Strikeout" | "Superscript" | "Subscript" | "Underline" | "SmallCaps":
                yield from _plain(content)
            case "Span" | "Cite" | "Quoted" | "Link":
                yield from _plain(content[1])
            case "Code" | "Math":
                yield str(content[1])


def _words(node: Node) -> str | None:
    match node["t"]:
        case "Str":
            return str(node["c"])
        case "Space" | "SoftBreak":
            return " "
        case _:
            return None


def _around(mark: str, text: str, apart: str) -> str:
    """The marks close around the words, with the space outside; anew in each line."""
    lines = []
    for line in text.split(apart):
        before, after = _margin(line)
        inner = line.strip()
        lines.append(f"{before}{mark}{inner}{mark}{after}" if inner else line)
    return apart.join(lines)


def _margin(text: str) -> tuple[str, str]:
    return (" " if text[:1] == " " else ""), (" " if text[-1:] == " " and text.strip() else "")


def _code(text: str) -> str:
    text = " ".join(str(text).split())
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}" if text else ""


def _address(url: str) -> str:
    return quote(url, safe="/:?#@!$&'*+,;=%~-._")
