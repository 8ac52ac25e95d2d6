"""Files that are hostile, broken or lie about themselves, each format in each way: the answer is in words, and soon.

Beside tests/intake/test_taking.py, which has the limits of the process that reads them.
"""

import io
import zipfile

import lxml.html
import openpyxl
import pytest
from PIL import Image
from pptx import Presentation

from kb.intake import take_in
from kb.intake.attendance import without_attendance
from kb.intake.converted import Dropped
from kb.intake.findings import findings
from kb.intake.knowing import kind_in, labelled_date
from kb.intake.names import safe_path
from kb.intake.particulars import next_meeting_in, place_in
from kb.intake.points import points_in, with_labels
from kb.intake.scribe import as_minutes, is_scribed
from kb.intake.turns import spoken_lines
from kb.markup import render
from tests.intake.making import paragraph, pdf, run, word, written_by_pandoc, zipped
from tests.intake.ole import ole
from tests.intake.test_other_formats import CALL, INVITATION, MESSAGE
from tests.intake.test_recordings import FILM, SOUND, tag
from tests.intake.test_taking import LAUGHS, SECRET, taken


def saved(thing):
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()


def picture(form):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, form)
    return out.getvalue()


def slides():
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = "Slide"
    return saved(presentation)


def sheet():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    return saved(book)


WHOLE = {
    "docx": lambda: word(paragraph(run("text" * 500))),
    "odt": lambda: written_by_pandoc("text\n", "odt"),
    "rtf": lambda: written_by_pandoc("text\n", "rtf"),
    "pptx": slides,
    "xlsx": sheet,
    "pdf": lambda: pdf([[(60, 700, 10, "text of it")]]),
    "zip": lambda: zipped({"a.txt": "text " * 500}),
    "png": lambda: picture("PNG"),
    "jpg": lambda: picture("JPEG"),
    "webp": lambda: picture("WEBP"),
    "gif": lambda: picture("GIF"),
    "mp3": lambda: tag() + SOUND,
    "mp4": lambda: FILM,
    "msg": lambda: ole({"__properties_version1.0": b"x" * 5_000}),
    "doc": lambda: ole({"WordDocument": b"x" * 5_000}),
    "eml": lambda: MESSAGE.encode(),
    "ics": lambda: INVITATION.encode(),
    "vtt": lambda: CALL.encode(),
    "html": lambda: b"<html><body><p>text</p></body></html>",
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='4' height='4'/></svg>",
    "csv": lambda: b"a,b\n1,2\n",
}


@pytest.mark.parametrize("ending", WHOLE)
def test_a_file_cut_off_anywhere_or_with_nothing_in_it_is_answered_in_words(ending):
    data = WHOLE[ending]()
    for part in (b"", data[:1], data[: len(data) // 2], data[:-1] + b"\xff"):
        found = taken(part, f"a.{ending}")
        assert found.pieces or found.kept or found.files or found.why.endswith((".", ")")), ending
    assert taken(b"", f"a.{ending}").why == "There is no text in it."


XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<a href=\"jAvAsCrIpT:alert(1)\">x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "{% raw %}<script>alert(1)</script>{% endraw %}",
    "`</code><script>alert(1)</script>`",
    "[x]: javascript:alert(1)",
    "[[javascript:alert(1)]]",
    "<details open ontoggle=alert(1)>",
    "<form id=body><input name=parentNode></form>",
    "x\" onmouseover=\"alert(1)",
    "<p style=\"background:url(javascript:alert(1))\">",
]  # fmt: skip

WAYS = {
    "docx": lambda words: word("".join(paragraph(run(_xml(each))) for each in words)),
    "html": lambda words: f"<html><title>x</title><body>{''.join(f'<p>{each}</p>' for each in words)}".encode(),
    "txt": lambda words: "\n\n".join(("Title", *words)).encode(),
    "md": lambda words: "\n\n".join(("# Title", *words)).encode(),
    "csv": lambda words: "\n".join('"{}",x'.format(each.replace('"', '""')) for each in ("a", *words)).encode(),
    "vtt": lambda words: "WEBVTT\n\n00:01.000 --> 00:02.000\n<v <b>A</b>>{}\n".format(" ".join(words)).encode(),
    "eml": lambda words: (MESSAGE.replace("Notes of our call", words[1]) + "\n\n".join(words)).encode(),
    "ics": lambda words: INVITATION.replace("Room 1", words[0]).replace("Agenda:", words[1]).encode(),
    "log": lambda words: "\n".join(f"<a> {each}" for each in ("Topic: x", *words)).encode(),
    "pptx": lambda words: _slides_of(words),
}


def _xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _slides_of(words):
    presentation = Presentation()
    for each in words:
        presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = each
    return saved(presentation)


@pytest.mark.parametrize("ending", WAYS)
def test_nothing_that_runs_is_on_a_page_made_of_a_file(ending):
    found = taken(WAYS[ending](XSS), f"a.{ending}")
    assert found.pieces, found.why
    for piece in found.pieces:
        page = render(f"# {piece.title}\n\n{with_labels(piece.text)}").html
        for element in lxml.html.fragment_fromstring(page, create_parent="div").iter():
            assert element.tag not in ("script", "iframe", "svg", "math", "style", "form", "object", "noscript")
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert name != "style"
                assert "javascript:" not in value.lower() or name == "title", (name, value)


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
@pytest.mark.parametrize("declared", [LAUGHS, SECRET])
def test_declarations_in_any_xml_of_any_package_are_refused(kind, declared):
    made = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": f"{declared}<x>&a;</x>"}
    found = taken(zipped(made), "a.odt")
    assert "declarations" in found.why
    assert found.kept is None


@pytest.mark.parametrize("member", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "[Content_Types].xml"])
def test_declarations_in_any_part_of_a_word_document_are_refused(member):
    with zipfile.ZipFile(io.BytesIO(word(paragraph(run("x"))))) as file:
        made = {name: file.read(name) for name in file.namelist()}
    assert "declarations" in taken(zipped(made | {member: f"{LAUGHS}<x>&b;</x>"}), "a.docx").why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("extra", [LAUGHS, SECRET, SECRET.replace("DOCTYPE x", "DOCTYPE svg"), ""])
def test_a_drawing_never_says_what_it_looked_up(extra, encoding):
    drawing = f"{extra}<svg xmlns='http://www.w3.org/2000/svg'><text>{'&a;' if extra else 'x'}</text></svg>"
    found = taken(drawing.encode(encoding), "a.svg")
    assert found.kept is None or (b"root:" not in found.kept.data and b"hahaha" not in found.kept.data)
    assert (found.kept is not None) == (not extra)


def test_bombs_within_zips_within_zips_are_looked_at_one_by_one_and_bounded():
    flat = io.BytesIO()
    with zipfile.ZipFile(flat, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(300):
            file.writestr(f"{number}.txt", b"\0" * 1_000_000)
    assert "more than it should" in taken(flat.getvalue(), "flat.zip").why
    nested = zipped({"b.zip": flat.getvalue(), "good.txt": "Text\n\nof this file."})
    found = taken(nested, "nested.zip")
    assert {file.name for file in found.files} == {"b.zip", "good.txt"}


def test_a_pdf_of_ten_thousand_pages_is_read_as_far_as_anybody_reads():
    found = taken(pdf([[(60, 700, 10, f"Words of page number {n}.")] for n in range(10_000)]), "a.pdf")
    assert "9,500 pages beyond the limit" in found.report
    assert "Words of page number 499." in found.pieces[0].text
    assert "number 500." not in found.pieces[0].text


def test_a_pdf_that_is_a_page_too_is_never_kept_as_it_came():
    body = pdf([[(60, 700, 10, "We agreed on it all.")]])
    found = taken(body + b"<script>alert(1)</script><html><body onload=alert(1)>", "a.html")
    assert found.format.name == "pdf"
    assert "script" not in found.pieces[0].text
    assert b"<script" not in take_in_clean(body + b"<script>alert(1)</script>")


def take_in_clean(data):
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return take_in(file, "a.pdf", len(data), clean=True).kept.data


def test_names_from_a_zip_can_be_on_every_system():
    names = [
        "a\u202efdp.exe.txt",
        "CON.txt",
        "nul",
        "a:b?.txt",
        "x" * 300 + ".txt",
        " dots. ./y .txt",
        "a\x07\x1b[2Jb.txt",
        "É.txt",
    ]
    safe = [safe_path(name) for name in names]
    assert safe[0] == "afdp.exe.txt"
    assert safe[1:3] == ["CON_.txt", "nul_"]
    assert all(len(part.encode()) < 255 for name in safe for part in name.split("/"))
    assert not any(set(name) & set('<>:"|?*\\\x07\x1b\u202e') for name in safe)
    assert not any(part.endswith((".", " ")) for name in safe for part in name.split("/"))


LONG = 200_000
NASTY = {
    "brackets": "[" * LONG,
    "stars": "*" * LONG,
    "a name": "A" * LONG + ": x",
    "names": "Present: " + "Jo Doe, " * (LONG // 8),
    "present": "present" * (LONG // 7),
    "addresses": "a@" * (LONG // 2),
    "an address": "a" * LONG + "@b",
    "digits": "0 " * (LONG // 2),
    "spaces": "Action:" + " " * LONG,
    "owners": "Action: " + "Jo " * (LONG // 3),
    "next": "next meeting " * (LONG // 13),
    "angles": "<a> " * (LONG // 4),
    "quotes": "> " * (LONG // 2),
    "bars": "|" * LONG,
    "bars in lines": "| a |\n" * (LONG // 6),
    "dates": "1/1/2020 " * (LONG // 9),
    "links": "[a](mailto:" * (LONG // 11),
    "held": "meeting held at The " * (LONG // 20),
    "times": "00:00:00 a " * (LONG // 11),
    "corrections": "<a> s/b/c/\n" * (LONG // 11),
}


@pytest.mark.parametrize("what", NASTY)
def test_no_text_takes_long_to_be_understood(what):
    text = NASTY[what]
    without_attendance(text)
    findings(text)
    points_in(with_labels(text))
    place_in(text), next_meeting_in(text), labelled_date(text), kind_in("", text)
    is_scribed(text), as_minutes(text, Dropped()), list(spoken_lines(text))
