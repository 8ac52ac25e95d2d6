"""What changed between two pages, in the page itself: the new one, with what is new and what is gone marked. Pure.

It works on what the sanitiser wrote, where every `<` begins a tag. The elements are those of the new page, so it is as
well-formed as that; what is gone comes as words, at the next place where words may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.history.differences import Kind, stretches

_TOKEN = re.compile(r"<[^>]*>|&#?\w+;|\w+|\s+|[^\w\s<]")
_BLOCK = re.compile(r"(?<=\n)")
_NAME = re.compile(r"</?(\w+)")
_ALT = re.compile(r' alt="([^"]+)"')
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col"})
_LISTS = frozenset({"ul", "ol"})
_NO_WORDS = frozenset({"dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "details", "picture"})
_ROOMS = frozenset({"", "div", "blockquote", "section", "figure"})
_BLOCKS = frozenset({"p", "li", "td", "th", "dt", "dd", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "br"})


def marked_changes(old: str, new: str) -> str:
    """The new page as HTML, with `<ins>` and `<del>`."""
    page = _Page()
    for kind, token in _tokens(old, new):
        if kind == "gone":
            page.gone(token)
        elif token.startswith("<"):
            page.tag(token, new=kind == "new")
        else:
            page.words(token, new=kind == "new")
    return page.done()


def _tokens(old: str, new: str) -> Iterator[tuple[Kind, str]]:
    """Line by line first, as the renderer sets its blocks apart, then word by word in what differs."""
    for same, before, after in stretches(_BLOCK.split(old), _BLOCK.split(new)):
        if same:
            yield from (("same", token) for line in after for token in _TOKEN.findall(line))
            continue
        words = [_TOKEN.findall("".join(lines)) for lines in (before, after)]
        gone: list[str] = []
        come: list[str] = []  # a lone space between two changes belongs to them
        for alike, old_words, new_words in stretches(*words):
            if alike and not (gone and come and list(new_words) == [" "]):
                yield from _change(gone, come)
                gone, come = [], []
                yield from (("same", token) for token in new_words)
            else:
                gone, come = [*gone, *old_words], [*come, *new_words]
        yield from _change(gone, come)


def _change(gone: list[str], come: list[str]) -> Iterator[tuple[Kind, str]]:
    yield from (("gone", token) for token in gone)
    yield from (("new", token) for token in come)


class _Page:
    """The page in the making."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._gone: list[str] = [""]
        self._new = ""

    def gone(self, token: str) -> None:
        if not token.startswith("<"):
            self._gone[-1] += token
        elif alt := _ALT.search(token):
            self._gone[-1] += f"[{alt[1]}]"
        elif _name(token) in _BLOCKS and self._gone[-1].strip():
            self._gone.append("")

    def words(self, token: str, *, new: bool) -> None:
        if token.strip():
            self._put_gone()
        if new:
            self._new += token
        else:
            self._put_new()
            self._out.append(token)

    def tag(self, token: str, *, new: bool) -> None:
        name = _name(token)
        if name in _BLOCKS | _LISTS | _NO_WORDS | _ROOMS:
            self._put_gone()
        if new and name == "img":
            self._new += token
            return
        self._put_new()
        self._out.append(token)
        if token.startswith("</"):
            while self._open and self._open.pop() != name:
                pass
        elif name not in _VOID:
            self._open.append(name)

    def done(self) -> str:
        self._put_gone()
        self._put_new()
        return "".join(self._out)

    def _put_new(self) -> None:
        if self._new.strip():
            self._out.append(f"<ins>{self._new}</ins>")
        else:
            self._out.append(self._new)
        self._new = ""

    def _put_gone(self) -> None:
        gone = [text for text in self._gone if text.strip()]
        inside = self._open[-1] if self._open else ""
        if not gone or inside in _NO_WORDS:
            return
        self._put_new()
        if inside in _ROOMS | _LISTS:
            element = "li" if inside in _LISTS else "p"
            self._out += [f"<{element}><del>{text.strip()}</del></{element}>\n" for text in gone]
        else:
            self._out.append("<br>".join(f"<del>{text}</del>" for text in gone))
        self._gone = [""]


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""
