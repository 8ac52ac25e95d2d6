"""How much of a file survives being taken in: real notes as other programs would hold them, and back.

`python -m bench.intake` (`make intake`) turns labelled notes of the corpora into Word, OpenDocument, web pages, PDF
and messages, takes each in as `kb import` would, and compares headings, list items, table cells and words with those of
the notes, and title and date with labels written by hand. Each file has its note's name; what the words alone tell is
tried with a file called `notes`, for notes that say their date. The files of corpora/uploads have labels of their own.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import islice
from pathlib import Path
from typing import Any

import lxml.html
from playwright.sync_api import Browser

from bench.inference import LABELS
from bench.report import DOCUMENT, machine, table, write_section
from bench.sentences import CHECKOUT, corpora
from kb.intake import take_in
from kb.intake.inlines import words_of
from kb.intake.pandoc import program
from kb.library import Library
from kb.library.frontmatter import read_front_matter
from kb.markup import render
from kb.markup.datewords import find_date
from kb.usecases.bringing_in.converting import documents_of
from tests.browsing import chromium

FORMATS = ("docx", "odt", "html", "pdf", "eml")
MEASURED = ("headings", "items", "cells", "words")
REACH = {"docx": (95, 95, 95, 98), "odt": (95, 95, 95, 98), "html": (95, 95, 95, 98), "pdf": (0, 0, 0, 98)}
_FROM_EACH = 5
_CORPORA = (
    "intersect", "k8s-notes", "onnx-wg", "openjs-cpc", "publiccode-about", "publiccode-blog", "rust-lang-team",
    "w3c-sustainableweb",
)  # fmt: skip
_LARGEST = 60_000  # characters
_UPLOADS = CHECKOUT / "bench" / "uploads.tsv"
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Note:
    """A note of the corpora: pandoc's tree of it, and what its label says."""

    name: str
    tree: dict[str, Any]
    title: str
    date: str

    @property
    def page_title(self) -> str:
        """What the window of its page would be called: by its own title, else by its file."""
        own = self.tree["meta"].get("title")
        return words_of(own["c"]) if own else Path(self.name).stem


@dataclass
class Tally:
    """For one format: how many of each were there, and how many came back; dates and titles right, empty, wrong."""

    there: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    dates: Counter[str] = field(default_factory=Counter)
    by_words: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def measure(real: Path) -> dict[str, Tally]:
    """Every note in every format."""
    notes = list(_notes(real))
    tallies = {format_: Tally() for format_ in FORMATS}
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        library = Library(Path(scratch), None)
        library.accept(library.changes())
        made = [(note, format_, _file(note, format_, browser)) for note in notes for format_ in FORMATS]
        with ThreadPoolExecutor(2) as pool:
            found = pool.map(lambda each: _taken(library, each[2], f"{Path(each[0].name).stem}.{each[1]}"), made)
            for (note, format_, _), each in zip(made, found, strict=True):
                _count(tallies[format_], note, format_, *each)
    return tallies


def measure_uploads(real: Path) -> Tally:
    """The real files of corpora/uploads, by their own names: title and date beside what somebody read in them."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch, _UPLOADS.open(encoding="utf-8", newline="") as stream:
        library = Library(Path(scratch), None)
        library.accept(library.changes())
        for label in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            file = next((real / "uploads").glob(f"{label['number']}-*"))
            _, facts, _, seconds = _taken(library, file.read_bytes(), file.name)
            tally.seconds.append(seconds)
            tally.dates[_judged(facts.get("date", ""), label["date"])] += 1
            tally.titles[_judged(facts.get("title", ""), label["title"])] += 1
            tally.wrong += [
                f"{file.name}: {key} “{facts.get(key, '')}”, not “{label[key]}”"
                for key in ("date", "title") if facts.get(key, "") != label[key]
            ]  # fmt: skip
    return tally


def _notes(real: Path) -> Iterator[Note]:
    for corpus in _CORPORA:
        with (LABELS / f"{corpus}.tsv").open(encoding="utf-8", newline="") as stream:
            labels = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        yield from islice(_of_corpus(real / corpus, corpus, labels), _FROM_EACH)


def _of_corpus(folder: Path, corpus: str, labels: Sequence[dict[str, str]]) -> Iterator[Note]:
    for label in labels:
        file = folder / label["path"]
        if not file.is_file():
            continue
        front = read_front_matter(file.read_text(encoding="utf-8", errors="replace"))
        if not 1_000 < len(front.body) < _LARGEST or "date" in front.values:
            continue  # a date that stands in front matter alone is in no other program's file
        tree = json.loads(_pandoc(front.body.encode(), "gfm", "json"))
        tree["blocks"] = _bare(tree["blocks"])
        if title := front.values.get("title"):
            tree["meta"]["title"] = {"t": "MetaInlines", "c": [{"t": "Str", "c": str(title)}]}
        yield Note(f"{corpus}/{label['path']}", tree, label["title"], label["date"])


def _bare(node: Any) -> Any:
    """Without pictures and raw HTML, which no other program would have made of these notes."""
    if isinstance(node, list):
        kept = [_bare(each) for each in node]
        return [each for each in kept if not (isinstance(each, dict) and each.get("t") in _GONE)]
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items()}
    return node


_GONE = ("RawInline", "RawBlock", "Image", "Figure")


def _pandoc(data: bytes, source: str, to: str, title: str = "") -> bytes:
    command = [program(), f"--from={source}", f"--to={to}", "--output=-"]
    command += ["--standalone", f"--metadata=pagetitle:{title}"] if to != "json" else []
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def _file(note: Note, format_: str, browser: Browser) -> bytes:
    tree = json.dumps(note.tree).encode()
    if format_ in ("docx", "odt"):
        return _pandoc(tree, "json", format_)
    page = _pandoc(tree, "json", "html", note.page_title)
    if format_ == "html":
        return page
    if format_ == "pdf":
        tab = browser.new_page()
        tab.set_content(page.decode())
        made = tab.pdf(format="A4", margin={"top": "20mm", "bottom": "20mm", "left": "20mm", "right": "20mm"})
        tab.close()
        return made
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = note.title, "a@example.org", "b@example.org"
    message["Date"] = f"{int(note.date[8:10])} {_MONTHS[int(note.date[5:7]) - 1]} {note.date[:4]} 18:00:00 +0000" if (
        len(note.date) == 10
    ) else "Mon, 01 Jan 2001 00:00:00 +0000"  # fmt: skip
    message.set_content("See the page.")
    message.add_alternative(page.decode(), subtype="html")
    return message.as_bytes()


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _taken(library: Library, data: bytes, name: str) -> tuple[str, dict[str, str], dict[str, str], float]:
    """The text of the document that a file becomes, what is known of it, what its words alone tell, and the time."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        taken = take_in(file, name, len(data))
    seconds = time.perf_counter() - began
    if not taken.pieces and not taken.kept:
        return "", {}, {}, seconds
    documents = [next(documents_of(library, each, taken, {})) for each in (name, f"notes{Path(name).suffix}")]
    named, words = (
        {key: value for key, (value, _) in library.inferred(document.path, document.content).items()}
        for document in documents
    )
    return read_front_matter(documents[0].content.decode()).body, named, words, seconds


def _count(
    tally: Tally, note: Note, format_: str, content: str, facts: dict[str, str], words: dict[str, str], seconds: float
) -> None:
    tally.seconds.append(seconds)
    there, back = _in_tree(note.tree), _on_page(content)
    for what in MEASURED:
        tally.there[what] += there[what].total()
        tally.back[what] += (there[what] & back[what]).total()
    judged = _judged(facts.get("date", ""), note.date)
    counts = format_ != "eml" or len(note.date) == 10  # a message has a day in any case
    tally.dates[judged] += counts
    if counts and judged == "wrong":
        tally.wrong.append(f"{note.name} as {format_}: date {facts.get('date')}, not {note.date or 'any'}")
    if note.date and _says(note, note.date):
        tally.by_words[_judged(words.get("date", ""), note.date)] += 1
    title = _judged(_squeezed(facts.get("title", "")), _squeezed(note.title))
    tally.titles[title] += 1
    if title == "wrong":
        tally.wrong.append(f"{note.name} as {format_}: title “{facts.get('title')}”, not “{note.title}”")


def _says(note: Note, date: str) -> bool:
    """Do the words of a note hold its date?"""
    return any(str(find_date(words)) == date for words in _all_words(note.tree["blocks"]))


def _judged(found: str, label: str) -> str:
    return "right" if found == label else "wrong" if found else "empty"


def _squeezed(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def _in_tree(tree: dict[str, Any]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {what: Counter() for what in MEASURED}

    def note(what: str, text: str) -> None:
        if words := _squeezed(text):
            found[what][words.replace(" ", "")] += 1

    def visit(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                visit(each)
        elif isinstance(node, dict):
            content = node.get("c")
            match node.get("t"):
                case "Header":
                    note("headings", words_of(content[2]))
                case "BulletList":
                    for item in content:
                        note("items", _own_words(item))
                case "OrderedList":
                    for item in content[1]:
                        note("items", _own_words(item))
                case "Table":
                    for row in (*content[3][1], *(row for body in content[4] for row in (*body[2], *body[3]))):
                        for cell in row[1]:
                            note("cells", " ".join(_own_words([block]) for block in cell[4]))
            visit(content)

    visit(tree["blocks"])
    found["words"] = Counter(_squeezed(" ".join(_all_words(tree["blocks"]))).split())
    return found


def _own_words(blocks: Sequence[dict[str, Any]]) -> str:
    return " ".join(words_of(block["c"]) for block in blocks if block["t"] in ("Plain", "Para"))


def _all_words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _all_words(each)
    elif isinstance(node, dict):
        content = node.get("c")
        match node.get("t"):
            case "Para" | "Plain":
                yield words_of(content)
            case "Header":
                yield words_of(content[2])
            case "CodeBlock":
                yield str(content[1])
            case _:
                yield from _all_words(content)


def _on_page(content: str) -> dict[str, Counter[str]]:
    """What the page of a document shows."""
    found: dict[str, Counter[str]] = {what: Counter() for what in MEASURED}
    first = render(content)
    pages = [first, *(render(content, part) for part in range(2, first.parts + 1))]
    for page in pages:
        root = lxml.html.fragment_fromstring(page.html or "<p></p>", create_parent="div")
        found["words"] += Counter(_squeezed("\n".join(root.itertext())).split())
        wanted: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
            ("headings", "h1|h2|h3|h4|h5|h6", _text), ("items", "li", _own_text), ("cells", "td|th", _text),
        )  # fmt: skip
        for what, tags, text in wanted:
            for element in root.iter(*tags.split("|")):
                if words := _squeezed(text(element)):
                    found[what][words.replace(" ", "")] += 1
    return found


def _text(element: Any) -> str:
    return "\n".join(element.itertext())


def _own_text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        parts.append("" if child.tag in ("ul", "ol", "pre", "table") else _text(child))
        parts.append(child.tail or "")
    return " ".join(parts)


def section(tallies: dict[str, Tally], uploads: Tally) -> str:
    """The tables."""
    rows = []
    for format_, tally in tallies.items():
        reach = REACH.get(format_, (0, 0, 0, 0))
        shares = [
            _share(tally.back[what], tally.there[what], least) for what, least in zip(MEASURED, reach, strict=True)
        ]
        rows.append([format_, str(len(tally.seconds)), *shares, *_known(tally), f"{_median(tally.seconds):.1f} s"])
    files = [["corpora/uploads", str(len(uploads.seconds)), *_known(uploads)[:4], f"{_median(uploads.seconds):.1f} s"]]
    known = ["title", "date right", "date empty", "date wrong", "by words: right", "wrong", "a file"]
    return "\n\n".join([
        "## What is taken in",
        f"Real notes turned into other programs’ files and taken in again as `kb import` does it ({machine()})."
        " Of the headings, list items, table cells and words of the notes the percentage that is on the page"
        " afterwards, as the same heading, item or cell; to reach: 95% of the first three for Word, OpenDocument and"
        " pages, 98% of the words for PDF, whose tables are lines of text. Title and date beside labels written by"
        " hand; to reach: under 1% of dates wrong. “By words”: the dates that are right and wrong where the file’s"
        " name says nothing, of notes that name their date; where several leave a doubt there is none. The last column"
        " is the time for one file in the middle, the start of its process included.",
        table(["format", "files", *MEASURED, *known], rows),
        table(["real files", "files", *known[:4], known[-1]], files),
    ])  # fmt: skip


def _known(tally: Tally) -> list[str]:
    titles, dates = tally.titles.total(), tally.dates.total()
    wrong = _percent(tally.dates["wrong"], dates) + (" ✗" if tally.dates["wrong"] * 100 >= dates else "")
    return [_percent(tally.titles["right"], titles), _percent(tally.dates["right"], dates),
            _percent(tally.dates["empty"], dates), wrong,
            *(_percent(tally.by_words[each], tally.by_words.total()) for each in ("right", "wrong"))]  # fmt: skip


def _share(part: int, whole: int, least: int) -> str:
    return _percent(part, whole) + (" ✗" if part * 100 < least * whole else "")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f}".removesuffix(".0")


def _median(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


def write(document: Path = DOCUMENT) -> list[str]:
    """Write the tables into the document; returns what was wrong. Without the corpora it says so and writes nothing."""
    real = corpora()
    if real is None:
        print("Intake: there are no real notes beside the checkout (set KB_CORPORA), so its tables stay as they are.")
        return []
    tallies, uploads = measure(real), measure_uploads(real)
    write_section(document, "intake", section(tallies, uploads))
    return [line for tally in (*tallies.values(), uploads) for line in tally.wrong]


if __name__ == "__main__":
    for each in write():
        print(each)
