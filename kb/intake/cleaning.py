"""Files that are kept as files, without what they say about who made them, when and where."""

from __future__ import annotations

import io
import re

import olefile
import pypdfium2

from kb.intake.archive import Archive, packed
from kb.intake.converted import Dropped, Unusable
from kb.intake.formats.pdf import cleaned_pdf, opened
from kb.intake.pictures import cleaned_picture, cleaned_svg
from kb.intake.recordings import cleaned_mp3, cleaned_mp4

_PROPERTIES = {
    "docProps/core.xml": (
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    ),
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
}
_TELLING_STREAM = re.compile(r"\x05\w*SummaryInformation|(?:^|/)(?:VBA|_VBA_PROJECT_CUR|Macros|Current User)(?:/|$)")
_BROKEN = "It is damaged, so it could not be read. Save it again and try once more."
# What programs are in, what identifies a company's labels, and what the program keeps for itself.
_GONE = re.compile(
    r"docProps/thumbnail\.|Thumbnails/|docMetadata/|customXml/|.*vba(?:Project|Data)|word/activeX/|Basic/|Scripts/"
    r"|Configurations2/"
)
_POINTS_THERE = re.compile(
    rb"<(?:\w+:)?(?:Relationship|Override|file-entry)\b[^<>]*\"(?:activeX/|[^\"<>]*(?:vbaProject|vbaData|/word/activeX/"
    rb"|customXml|docMetadata/|thumbnail\.|Thumbnails/|Basic/|Scripts/|Configurations2/))[^<>]*/>|<w:control\b[^<>]*/>"
)
_WITH_MACROS = re.compile(
    rb"application/vnd\.ms-(word\.document|excel\.sheet|powerpoint\.(?:presentation|slideshow))"
    rb"\.macroEnabled\.main\+xml",
    re.IGNORECASE,
)
_WITHOUT = {
    b"word.document": b"wordprocessingml.document", b"excel.sheet": b"spreadsheetml.sheet",
    b"powerpoint.presentation": b"presentationml.presentation", b"powerpoint.slideshow": b"presentationml.slideshow",
}  # fmt: skip
_ON_A_COMPUTER = re.compile(rb'(?<=Target=")file:[^"]*|(?<=url=")(?:[A-Za-z]:|file:|\\\\)[^"]*', re.IGNORECASE)
_PEOPLE = re.compile(
    rb"(?<=\s)((?:w:|w15:|w16du:)?(?:author|initials|providerId|userId|dateUtc)|userName|displayName|lastModifiedBy"
    rb'|reservationPassword|name(?=="[^"]*" (?:initials|userId)))="[^"]*"'
)
_REVISIONS = re.compile(rb'\sw:rsid\w*="[^"]*"')
_CREATOR = re.compile(
    rb"(<(?:dc:creator|meta:initial-creator|text:author-name|author"
    rb"|config:config-item config:name=\"Printer\w*\"[^<>]*)>)[^<]*"
)
_PICTURE = re.compile(r".*/(?:media|Pictures)/[^/]+\.(jpe?g|png)$|Pictures/[^/]+\.(jpe?g|png)$", re.IGNORECASE)


def cleaned(data: bytes, format_: str) -> bytes | None:
    """The file without all that; None where that is not known to be possible for its format. Raises Unusable."""
    match format_:
        case "jpg" | "png" | "webp":
            return cleaned_picture(data)[0]
        case "svg":
            return cleaned_svg(data, Dropped())
        case "pdf":
            return _pdf(data)
        case "mp3":
            return cleaned_mp3(data)
        case "m4a" | "mp4":
            return cleaned_mp4(data)
        case "docx" | "pptx" | "xlsx" | "odt" | "ods" | "odp":
            return cleaned_office(data)
        case "doc" | "xls" | "ppt":
            return cleaned_ole(data)
        case _:
            return None


def _pdf(data: bytes) -> bytes:
    document: pypdfium2.PdfDocument
    with opened(data) as document:
        return cleaned_pdf(document)


def cleaned_office(data: bytes) -> bytes:
    """Text and looks as they were; without programs; properties, authors of changes and comments, revision numbers and
    places on somebody's computer emptied.
    """
    archive = Archive(data)
    members: dict[str, bytes] = {}
    for name, content in archive.every():
        if _GONE.match(name):
            continue
        if name in _PROPERTIES:
            content = _PROPERTIES[name]
        elif name.endswith((".xml", ".rels")):
            content = _plain_xml(content)
        elif _PICTURE.match(name):
            content = _picture(name, content)
        members[name] = content
    return packed(members)


def _plain_xml(content: bytes) -> bytes:
    content = _CREATOR.sub(rb"\1", _REVISIONS.sub(b"", _PEOPLE.sub(rb'\1=""', content)))
    content = _WITH_MACROS.sub(
        lambda found: b"application/vnd.openxmlformats-officedocument." + _WITHOUT[found[1].lower()] + b".main+xml",
        content,
    )
    return _ON_A_COMPUTER.sub(b"removed", _POINTS_THERE.sub(b"", content))


def cleaned_ole(data: bytes) -> bytes:
    """An old office file whose properties are empty, and without its programs. Raises Unusable.

    Streams keep their sizes, because nothing here may move.
    """
    out = io.BytesIO(data)
    try:
        with olefile.OleFileIO(out, write_mode=True) as file:
            for path in file.listdir(streams=True, storages=False):
                stream = "/".join(path)
                if _TELLING_STREAM.search(stream):
                    file.write_stream(path, bytes(file.get_size(path)))
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise Unusable(_BROKEN) from error
    return out.getvalue()


def _picture(name: str, data: bytes) -> bytes:
    """Made anew where that gives a file of the same kind; what cannot be read as a picture shows nothing either."""
    try:
        made, ending = cleaned_picture(data)
    except Unusable:
        return data
    return made if name.lower().replace(".jpeg", ".jpg").endswith(f".{ending}") else data
