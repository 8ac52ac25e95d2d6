"""How to cite a document, or a passage of one: BibTeX, RIS, CSL-JSON, and text in three common styles. Pure.

Under the Chatham House Rule the author is the group, whatever a file says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kb.model import Document, Kind, PartialDate

GENRES = {
    Kind.NOTES: "Meeting notes",
    Kind.AGENDA: "Meeting agenda",
    Kind.RESOURCE: "Resource",
    Kind.GROUP: "Group page",
    Kind.PAGE: "Page",
}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_FULL = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_IN_MLA = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
# BibTeX counts braces whether or not they are escaped, so that one alone would swallow the rest of a file.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&",
    "%": r"\%", "#": r"\#", "_": r"\_", "^": r"\^{}", "~": r"\~{}",
})  # fmt: skip
_INNER_QUOTES = str.maketrans({"“": "‘", "”": "’", '"': "'"})


@dataclass(frozen=True)
class Cited:
    """What is cited, each text on one line.

    Attributes:
        key: by which a text refers to it, in ASCII.
        author: whoever is answerable for it: the group, the library, or whom the document names.
        site: the library's title.
        address: permanent, with host; of a passage, where it begins.
        section: the heading of the passage that is meant; "" for the whole.
    """

    key: str
    title: str
    author: str
    site: str
    genre: str
    date: PartialDate | None
    address: str
    section: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()


def cited(document: Document, site: str, address: str, section: str = "") -> Cited:
    """A document, or the passage of it under `section`, as something to cite."""
    return Cited(
        _key(document),
        _line(document.title),
        _line(author_of(document, site)),
        _line(site),
        GENRES[document.kind],
        document.date,
        address,
        _line(section),
        _line(document.description or ""),
        tuple(_line(tag.label) for tag in document.tags),
    )


def author_of(document: Document, site: str) -> str:
    """Whom the document itself names, but under a rule never; else its group, else the library."""
    named = None if document.rule else document.value("author") or document.value("authors")
    return named or document.group_label or site


def bibtex(source: Cited) -> str:
    """An entry for LaTeX. Titles and names stand in double braces, so that no style changes their letters."""
    date = source.date
    fields = {
        "author": f"{{{{{_tex(source.author)}}}}}",
        "title": f"{{{{{_tex(source.title)}}}}}",
        "year": f"{{{date.year}}}" if date else "",
        "month": _MONTHS[date.month - 1] if date and date.month else "",
        "day": f"{{{date.day}}}" if date and date.day else "",
        "howpublished": f"{{{_tex(source.genre)}}}",
        "organization": f"{{{_tex(source.site)}}}",
        "url": f"{{{source.address}}}",
        "note": f"{{{_tex('. '.join(_notes(source)))}}}" if _notes(source) else "",
        "keywords": f"{{{_tex(', '.join(source.tags))}}}" if source.tags else "",
        "abstract": f"{{{_tex(source.description)}}}" if source.description else "",
    }
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items() if value)
    return f"@misc{{{source.key},\n{lines}}}\n"


def ris(source: Cited) -> str:
    """A record for reference managers (RIS, 2011), as a web page."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris(source))


def csl(source: Cited) -> dict[str, Any]:
    """An item of CSL-JSON 1.0.2, as Zotero, Pandoc and citation processors read it."""
    date = source.date
    item = {
        "id": source.key,
        "type": "webpage",
        "title": source.title,
        "author": [{"literal": source.author}],
        "container-title": source.site,
        "publisher": source.site,
        "genre": source.genre,
        "issued": _csl_date(date) if date else None,
        "section": source.section,
        "URL": source.address,
        "note": ". ".join(_notes(source)),
        "keyword": ", ".join(source.tags),
        "abstract": source.description,
        "language": "en-GB",
    }
    return {name: value for name, value in item.items() if value}


def styles(source: Cited) -> dict[str, str]:
    """One line in each of three styles: APA (7th edition), MLA (9th) and Chicago (17th, bibliography)."""
    return {"APA": _apa(source), "MLA": _mla(source), "Chicago": _chicago(source)}


def text(source: Cited) -> str:
    return "\n".join(f"{name}\n{line}\n" for name, line in styles(source).items())


def _apa(source: Cited) -> str:
    date = source.date
    when = "n.d."
    if date:
        month = f", {_IN_FULL[date.month - 1]}" if date.month else ""
        when = f"{_about(date)}{date.year}{month}" + (f" {date.day}" if date.day else "")
    kind = f"{source.genre}; section “{_inner(source.section)}”" if source.section else source.genre
    site = f" {_ended(source.site)}" if source.site != source.author else ""
    return f"{_ended(source.author)} ({when}). {source.title} [{kind}].{site} {source.address}"


def _mla(source: Cited) -> str:
    date = source.date
    when = ""
    if date:
        parts = (str(date.day or ""), _IN_MLA[date.month - 1] if date.month else "", str(date.year))
        when = _about(date) + " ".join(filter(None, parts))
    author = f"{_ended(source.author)} " if source.author != source.site else ""
    place = f"section “{_inner(source.section)}”" if source.section else ""
    rest = ", ".join(filter(None, (source.site, when, place, source.address)))
    return f"{author}“{_ended(_inner(source.title))}” {rest}."


def _chicago(source: Cited) -> str:
    date = source.date
    when = "n.d."
    if date:
        day = f" {date.day}," if date.day else ""
        when = _about(date) + (f"{_IN_FULL[date.month - 1]}{day} " if date.month else "") + str(date.year)
    title = f"“{_ended(_inner(source.title))}”"
    title = f"“{_inner(source.section)},” in {title}" if source.section else title
    publisher = f"{source.site}, " if source.site != source.author else ""
    return f"{_ended(source.author)} {title} {source.genre}. {publisher}{_ended(when)} {source.address}."


def _ris(source: Cited) -> Iterator[tuple[str, str]]:
    date = source.date
    yield "TY", "ELEC"
    yield "ID", source.key
    yield "AU", source.author
    yield "TI", source.title
    yield "T2", source.site
    yield "PB", source.site
    if date:
        month, day = (f"{number:02}" if number else "" for number in (date.month, date.day))
        yield "PY", str(date.year)
        yield "DA", f"{date.year}/{month}/{day}/"
    yield "M3", source.genre
    yield "UR", source.address
    for note in _notes(source):
        yield "N1", note
    for tag in source.tags:
        yield "KW", tag
    if source.description:
        yield "AB", source.description
    yield "LA", "en-GB"
    yield "ER", ""


def _notes(source: Cited) -> list[str]:
    """What has no field of its own: which passage is meant, and how sure the date is."""
    date = source.date
    words = [f"Section “{source.section}”"] if source.section else []
    return [*words, f"Date: {date.display()}"] if date and (date.approximate or date.unconfirmed) else words


def _csl_date(date: PartialDate) -> dict[str, Any]:
    parts = [part for part in (date.year, date.month, date.day) if part]
    return {"date-parts": [parts]} | ({"circa": True} if _about(date) else {})


def _about(date: PartialDate) -> str:
    return "ca. " if date.approximate or date.unconfirmed else ""


def _key(document: Document) -> str:
    """`pogo2020-k7w3qd`: readable, and the same as long as the document keeps group, year and id."""
    year = str(document.date.year) if document.date else ""
    start = re.sub(r"[^a-z]", "", document.group or document.kind.value) or "kb"
    return f"{start}{year}-{document.id}"


def _tex(words: str) -> str:
    return words.translate(_TEX)


def _inner(words: str) -> str:
    """As it stands within quotation marks."""
    return words.translate(_INNER_QUOTES)


def _ended(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _line(words: str) -> str:
    """On one line, without the control characters that would end a field."""
    return " ".join("".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in words).split())
