"""Word documents (.docx), also in the strict form and with macros, which stay behind."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from kb.intake.archive import Archive, packed
from kb.intake.converted import Converted, Dropped
from kb.intake.pandoc import piece_of, tree_of
from kb.intake.xml import parsed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same names as of ISO 29500 strict, which pandoc does not know.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
     b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip
_NEVER = re.compile(r"docProps/|customXml/|docMetadata/|.*(?:vbaProject|vbaData)|word/(?:embeddings|activeX)/")
_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml$")
_DEEPEST = 20  # styles made from styles
_MARK = b"\xef\xbb\xbf"


def from_word(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """Headings, lists, tables, links, notes and pictures; changes as accepted, without comments and hidden words."""
    archive = Archive(data)
    dropped = Dropped()
    members: dict[str, bytes] = {}
    for member, content in archive.every():
        if _NEVER.match(member):
            dropped.add("script", member.endswith("vbaProject.bin"))
            continue
        members[member] = _plain(content) if member.endswith((".xml", ".rels")) else content
    hidden = _hidden_styles(members.get("word/styles.xml"))
    for member in [name for name in members if re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name)]:
        members[member] = _without_hidden(members[member], hidden, dropped)
    dropped.add("header", sum(_says_something(members[name]) for name in members if _MARGIN.match(name)))
    dropped.add("comment", _comments(members.get("word/comments.xml")))
    folder = posixpath.dirname(_main(members))

    def resource(target: str) -> bytes | None:
        return members.get(posixpath.normpath(posixpath.join(folder, target)))

    words = {name: b"" if name.startswith("word/media/") else content for name, content in members.items()}
    return Converted((piece_of(tree_of(packed(words), "docx"), resource, dropped),), dropped=dropped)


def _main(members: dict[str, bytes]) -> str:
    if "word/document.xml" in members:
        return "word/document.xml"
    return next((name for name in members if re.fullmatch(r"word/document\d*\.xml", name)), "word/document.xml")


def _plain(content: bytes) -> bytes:
    """XML by the names that pandoc knows, without the mark that some programs put before it."""
    content = content.removeprefix(_MARK)
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return content


def _without_hidden(content: bytes, hidden: frozenset[str], dropped: Dropped) -> bytes:
    """Without the runs that Word does not show, which may be what somebody took out. `hidden`: the styles that hide."""
    root = parsed(content)
    dropped.add("deleted", len(root.findall(f".//{_W}del")))
    for run in list(root.iter(f"{_W}r")):
        if _is_hidden(run, hidden) and (parent := run.getparent()) is not None:
            dropped.add("hidden")
            parent.remove(run)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _is_hidden(run: etree._Element, hidden: frozenset[str]) -> bool:
    """By itself, else by its style, else by that of its paragraph."""
    own = run.find(f"{_W}rPr/{_W}vanish")
    if own is not None:
        return _is_on(own)
    style = run.find(f"{_W}rPr/{_W}rStyle")
    if not hidden or (style is not None and style.get(f"{_W}val") in hidden):
        return bool(hidden)
    paragraph = next(run.iterancestors(f"{_W}p"), None)
    of_paragraph = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
    return of_paragraph is not None and of_paragraph.get(f"{_W}val") in hidden


def _hidden_styles(content: bytes | None) -> frozenset[str]:
    """The ids of styles whose words Word does not show, with those that are made from them."""
    if not content:
        return frozenset()
    above: dict[str, str] = {}
    hides: dict[str, bool] = {}
    for style in parsed(content).iter(f"{_W}style"):
        name = style.get(f"{_W}styleId") or ""
        based, mark = style.find(f"{_W}basedOn"), style.find(f"{_W}rPr/{_W}vanish")
        above[name] = (based.get(f"{_W}val") or "") if based is not None else ""
        if mark is not None:
            hides[name] = _is_on(mark)
    return frozenset(name for name in above if _inherited(name, above, hides))


def _inherited(name: str, above: dict[str, str], hides: dict[str, bool]) -> bool:
    for _ in range(_DEEPEST):
        if name in hides:
            return hides[name]
        name = above.get(name, "")
    return False


def _is_on(mark: etree._Element) -> bool:
    return mark.get(f"{_W}val") not in ("0", "false", "off")


def _says_something(content: bytes) -> bool:
    return any((element.text or "").strip() for element in parsed(content).iter(f"{_W}t"))


def _comments(content: bytes | None) -> int:
    return len(parsed(content).findall(f"{_W}comment")) if content else 0
