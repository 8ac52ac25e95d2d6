"""What a file is, by what is in it. Its name only decides between kinds of text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import olefile

_HEAD = 64 * 1024  # bytes
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"L\0\0\0\x01\x14\x02\0", "program"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
)
_BRANDS = {b"M4A": "m4a", b"M4B": "m4a", b"hei": "heic", b"hev": "heic", b"mif": "heic", b"msf": "heic", b"avi": "heic"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = (("word/document", "docx"), ("ppt/presentation.xml", "pptx"), ("xl/workbook.xml", "xlsx"))
_HEADER = re.compile(
    r"^(?:From|To|Date|Subject|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Type|Reply-To|X-[\w-]+):\s",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS = re.compile(r"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3,}")
_TIMES = re.compile(r"^\s*(?:\d+:)?\d\d:\d\d[.,]\d{3}\s+-->\s+(?:\d+:)?\d\d:\d\d[.,]\d{3}", re.MULTILINE)
_PAGE = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.DOTALL
)
_DRAWING = re.compile(r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg.*?>\s*)?<svg\b", re.I | re.DOTALL)
_PAD = re.compile(r'\{\s*"pad:[^"]+"\s*:\s*\{')
_TAGS = re.compile(r"<(?:p|div|h[1-6]|ul|table|span)\b[^<>]*>", re.IGNORECASE)
# Text and data for programs, which are no notes of anybody.
_DATA = frozenset({
    "json", "jsonl", "yml", "yaml", "toml", "ini", "cfg", "conf", "xml", "xsd", "xsl", "properties", "lock", "map",
    "env", "bib", "tex", "css", "scss", "js", "mjs", "ts", "tsx", "jsx", "py", "ipynb", "rb", "go", "rs", "java", "c",
    "h", "cpp", "cs", "php", "pl", "sh", "bash", "ps1", "sql", "r", "swift", "kt", "lua", "vbs",
    "woff", "woff2", "ttf", "otf", "eot", "ico", "cur", "db", "sqlite", "pyc", "class", "o", "so", "wasm",
})  # fmt: skip
_PROGRAMS = frozenset(
    {"exe", "dll", "msi", "scr", "com", "bat", "cmd", "jar", "apk", "dmg", "pkg", "deb", "rpm", "lnk", "hta"}
)
_MARKDOWN = ("md", "markdown", "mdown", "mkd")


def format_of(data: bytes, name: str) -> str:
    """The name of the format in kb.intake.formats; "unknown" for what none of them is."""
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024] and not _PAGE.search(head[:1024].decode("latin-1")):
        return "pdf"
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "audio"}.get(head[8:12], "video")
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:11], "mp4")
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "bmp"
    if head.startswith(_ZIP):
        return _in_zip(data)
    if head.startswith(_OLE):
        return _in_ole(data)
    ending = name.rpartition(".")[2].lower()
    return "program" if ending in _PROGRAMS else _of_text(head, ending)


def _in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = file.namelist()
            kind = (
                file.read("mimetype")[:80] if "mimetype" in names and file.getinfo("mimetype").file_size < 200 else b""
            )
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError):
        return "zip"  # which says then what is wrong with it
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith(b"application/vnd.oasis.opendocument."):
        return {b"spr": "ods", b"pre": "odp"}.get(kind[35:38], "unknown")
    if kind:
        return "unknown"
    return next((found for start, found in _OFFICE if any(name.startswith(start) for name in names)), "zip")


def _in_ole(data: bytes) -> str:
    try:
        with olefile.OleFileIO(data) as file:
            exists: Callable[[str], bool] = file.exists
            streams = (("EncryptedPackage", "locked"), ("__properties_version1.0", "msg"), ("WordDocument", "doc"),
                       ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))  # fmt: skip
            return next((found for stream, found in streams if exists(stream)), "unknown")
    except (OSError, ValueError, IndexError, TypeError):
        return "unknown"


def _of_text(head: bytes, ending: str) -> str:
    if not head.strip():
        return "text"  # which says that there is none
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    elif b"\0" in head or _is_binary(head):
        return "data" if ending in _DATA else "unknown"
    else:
        text = head.decode("utf-8", "replace")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if ending in _MARKDOWN:
        return "markdown"
    if text.startswith("BEGIN:VCALENDAR"):
        return "ics"
    if text.startswith("WEBVTT") or len(_TIMES.findall(text)) > 1:
        return "transcript"
    if text.startswith("From ") and len(_HEADER.findall(text)) > 2:
        return "mbox"
    if _HEADERS.match(text) and len(_HEADER.findall(text[:8192])) > 2:
        return "eml"
    if _DRAWING.match(text):
        return "svg"
    if _PAGE.match(text) or (ending in ("html", "htm", "xhtml") and _TAGS.search(text)):
        return "html"
    if _PAD.match(text):
        return "etherpad"
    if text.startswith("#!") or ending in _DATA:
        return "data"
    return "csv" if ending in ("csv", "tsv") else "text"


def _is_binary(head: bytes) -> bool:
    """More control characters than any text has."""
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return controls * 50 > len(head)
