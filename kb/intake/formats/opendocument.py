"""OpenDocument texts (.odt) as LibreOffice and Google Docs write them, and rich text (.rtf)."""

from __future__ import annotations

from lxml import etree

from kb.intake.archive import Archive, packed
from kb.intake.converted import Converted, Dropped, Unusable
from kb.intake.escaping import plain_words
from kb.intake.pandoc import piece_of, tree_of
from kb.intake.xml import parsed, words_in

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_KEPT = ("mimetype", "content.xml", "styles.xml", "META-INF/manifest.xml")
_BROKEN = "It is damaged, so it could not be read. Save it again and try once more."
_NO_STYLES = (
    b'<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:font-face-decls/>'
    b"<office:styles/><office:automatic-styles/><office:master-styles/></office:document-styles>"
)
_LOCKED = "It is locked with a password. Save it without one and try once more."


def from_opendocument(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """As from_word. Of the package only the text, its styles and pictures are looked at."""
    archive = Archive(data)
    dropped = Dropped()
    if "content.xml" not in archive:
        raise Unusable(_BROKEN)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unusable(_LOCKED)
    members = {each: archive.xml(each) if each.endswith(".xml") else archive.read(each)
               for each in archive.names() if each in _KEPT or each.startswith("Pictures/")}  # fmt: skip
    root = parsed(members["content.xml"])
    styles = parsed(members.setdefault("styles.xml", _NO_STYLES))
    _accept(root, styles, dropped)
    title = _taken_out(root, "Title")
    _taken_out(root, "Author")
    members["content.xml"] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    _count_margins(styles, dropped)
    dropped.add("script", any(each.startswith(("Basic/", "Scripts/")) for each in archive.names()))
    words = {each: b"" if each.startswith("Pictures/") else content for each, content in members.items()}
    tree = tree_of(packed(words), "odt")
    tree["meta"]["title"] = {"t": "MetaInlines", "c": [{"t": "Str", "c": title}]}  # pandoc takes it for a paragraph
    return Converted((piece_of(tree, members.get, dropped),), dropped=dropped)


def from_rich_text(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """What WordPad and TextEdit write."""
    dropped = Dropped()
    return Converted((piece_of(tree_of(data, "rtf"), lambda _: None, dropped),), dropped=dropped)


def _accept(root: etree._Element, styles: etree._Element, dropped: Dropped) -> None:
    """Without what was deleted, the comments, and the passages that are hidden."""
    for what, tag in (("deleted", f"{_TEXT}tracked-changes"), ("comment", f"{_OFFICE}annotation"),
                      ("hidden", f"{_TEXT}hidden-text"), ("hidden", f"{_TEXT}hidden-paragraph")):  # fmt: skip
        for element in root.findall(f".//{tag}"):
            dropped.add(what, len(element.findall(f".//{_TEXT}deletion")) if what == "deleted" else 1)
            _remove(element)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in (*styles.iter(f"{_STYLE}style"), *root.iter(f"{_STYLE}style"))
        if any(each.get(f"{_TEXT}display") == "none" for each in style.iter(f"{_STYLE}text-properties"))
    }
    hidden |= {
        style.get(f"{_STYLE}name") for style in root.iter(f"{_STYLE}style")
        if style.get(f"{_STYLE}parent-style-name") in hidden
    }  # fmt: skip
    for element in [e for e in root.iter(f"{_TEXT}span", f"{_TEXT}p") if e.get(f"{_TEXT}style-name") in hidden]:
        dropped.add("hidden")
        _remove(element)


def _taken_out(root: etree._Element, style: str) -> str:
    """The words of the first paragraph in this style, or one made from it; all in it are taken out of the text."""
    own = {each.get(f"{_STYLE}name") for each in root.iter(f"{_STYLE}style")
           if each.get(f"{_STYLE}parent-style-name") == style}  # fmt: skip
    found = [each for each in root.iter(f"{_TEXT}p", f"{_TEXT}h") if each.get(f"{_TEXT}style-name") in {style, *own}]
    words = [plain_words(words_in(each)) for each in found]
    for each in found:
        _remove(each)
    return next((each for each in words if each), "")


def _remove(element: etree._Element) -> None:
    """Without the element, but with the words that follow it in the same paragraph."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _count_margins(styles: etree._Element, dropped: Dropped) -> None:
    for page in styles.iter(f"{_STYLE}master-page"):
        for margin in page:
            if str(margin.tag).startswith((f"{_STYLE}header", f"{_STYLE}footer")) and words_in(margin).strip():
                dropped.add("header")
