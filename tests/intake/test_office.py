"""Word and OpenDocument files: what people see survives, and nothing else does."""

import io
import re

import pytest
from PIL import Image

from kb.intake.converted import Unusable
from kb.intake.formats.opendocument import from_opendocument, from_rich_text
from kb.intake.formats.word import from_word
from kb.markup import render
from tests.intake.making import paragraph, run, word, written_by_pandoc, zipped

NOTES = """---
title: Monthly call
author: Somebody Secret
date: 31st March 2020
---

# Discussion

Early *market engagement* lets **suppliers** ask, see [the guide](https://example.org/guide).[^1]

- one
    - one and a half
- two

1. first
2. second

## Costs

| what | how much |
|------|----------|
| room | 30       |
| cake | a\\|b     |

# Next

> Quoted.

[^1]: As said in *June*.
"""
CONVERT = {"docx": from_word, "odt": from_opendocument}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(params=CONVERT)
def notes(request):
    """The notes above, by way of a program that writes such files."""
    return CONVERT[request.param](written_by_pandoc(NOTES, request.param), f"notes.{request.param}")


def text_of(data):
    (piece,) = from_word(data, "a.docx").pieces
    return piece.text


def left_out(data):
    return from_word(data, "a.docx").dropped.sentence()


def test_headings_stand_below_the_title(notes):
    (piece,) = notes.pieces
    assert piece.title == "Monthly call"
    headings = [line for line in piece.text.splitlines() if line.startswith("#")]
    assert headings == ["## Discussion", "### Costs", "## Next"]


def test_emphasis_links_and_footnotes_survive(notes):
    text = notes.pieces[0].text
    assert "Early *market engagement* lets **suppliers** ask, see [the guide](https://example.org/guide).[^1]" in text
    assert text.rstrip().endswith("[^1]: As said in *June*.")


def test_lists_in_lists_are_the_same_on_the_page(notes):
    html = render(notes.pieces[0].text).html.replace("\n", "")
    assert "<ul><li>one<ul><li>one and a half</li></ul></li><li>two</li></ul>" in html
    assert "<ol><li>first</li><li>second</li></ol>" in html


def test_tables_keep_their_cells(notes):
    text = notes.pieces[0].text.replace("**", "")
    assert "| what | how much |\n| --- | --- |\n| room | 30 |\n| cake | a\\|b |" in text


def test_who_wrote_it_is_not_carried_over(notes):
    assert "Secret" not in notes.pieces[0].text


def test_changes_are_taken_as_accepted():
    body = paragraph(
        run("We "), f'<w:ins w:id="1" w:author="Somebody Secret">{run("agreed")}</w:ins>',
        '<w:del w:id="2" w:author="Somebody Secret"><w:r><w:delText>argued</w:delText></w:r></w:del>',
    )  # fmt: skip
    assert text_of(word(body)) == "We agreed\n"
    assert left_out(word(body)) == "Left out: one deleted passage."


def test_hidden_words_stay_hidden():
    body = paragraph(run("Seen. "), run("Not seen.", "<w:vanish/>"), run("Also seen.", '<w:vanish w:val="0"/>'))
    assert text_of(word(body)) == "Seen. Also seen.\n"


def test_comments_headers_and_footers_are_counted_and_left_out():
    data = word(
        paragraph(run("Text.")),
        word__comments_xml=f'<w:comments xmlns:w="{W}"><w:comment w:id="1" w:author="Secret"/></w:comments>',
        word__header1_xml=f'<w:hdr xmlns:w="{W}">{paragraph(run("Company Ltd"))}</w:hdr>',
        word__footer1_xml=f'<w:ftr xmlns:w="{W}">{paragraph(run("Page 1"))}</w:ftr>',
        word__footer2_xml=f'<w:ftr xmlns:w="{W}">{paragraph()}</w:ftr>',
    )
    assert text_of(data) == "Text.\n"
    assert left_out(data) == "Left out: one comment, 2 headers and footers."


def test_macros_are_left_behind():
    data = word(paragraph(run("Text.")), word__vbaProject_bin=b"Sub AutoOpen()")
    assert text_of(data) == "Text.\n"
    assert left_out(data) == "Left out: one piece of a program."


def test_a_short_bold_paragraph_is_a_heading_where_there_are_no_styles():
    body = "".join([
        paragraph(run("Panel minutes", "<w:b/>")), paragraph(run("Date: 31 March 2020", "<w:b/>")),
        paragraph(run("Welcome", "<w:b/>")), paragraph(run("We met.")),
        paragraph(run("Action: send the paper", "<w:b/>")), paragraph(run("Item 2: Any other business")),
    ])  # fmt: skip
    (piece,) = from_word(word(body), "a.docx").pieces
    assert piece.title == "Panel minutes"
    assert piece.text.split("\n\n") == [
        "**Date: 31 March 2020**", "## Welcome", "We met.", "**Action: send the paper**",
        "## Item 2: Any other business\n",
    ]  # fmt: skip


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def test_merged_cells_stand_in_the_first_of_their_places():
    rows = [
        cell("both", '<w:gridSpan w:val="2"/>'),
        cell("tall", '<w:vMerge w:val="restart"/>') + cell("b"),
        cell("", "<w:vMerge/>") + cell("c"),
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    grid = '<w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="900"/></w:tblGrid>'
    lines = text_of(word(f"<w:tbl>{grid}{table}</w:tbl>")).splitlines()
    assert lines == ["| both |   |", "| --- | --- |", "| tall | b |", "|   | c |"]


def test_a_table_of_one_column_is_only_a_frame():
    grid = '<w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>'
    table = f"<w:tbl>{grid}<w:tr>{cell('One.')}</w:tr><w:tr>{cell('Two.')}</w:tr></w:tbl>"
    assert text_of(word(paragraph(run("Before, a first line.")) + table)).endswith("One.\n\nTwo.\n")


@pytest.mark.parametrize(
    "text",
    ["# no heading", "> no quotation", "a *star* and _line_", "[[no link]]", "`code`", "&lt;b&gt;bold&lt;/b&gt;", "---",
     "![x](y)", "&amp;amp;", "~~kept~~", "[x](https://example.org)", "| a | b |"],
)  # fmt: skip
def test_words_mean_themselves_on_the_page(text):
    shown = render(text_of(word(paragraph(run(f"{text}.")) + paragraph(run("End."))))).html.replace(".</p>", "</p>", 1)
    first = re.sub(r"<[^>]+>", "", shown.split("</p>")[0])
    assert first.replace("&lt;", "<").replace("&gt;", ">") == text.replace("&lt;", "<").replace("&gt;", ">")


def test_characters_that_reorder_others_are_taken_out():
    assert text_of(word(paragraph(run("safe\u202egnp.exe")))) == "safegnp.exe\n"


def test_pictures_are_made_anew_without_where_they_were_taken():
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Somebody Secret"
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG", exif=exif, comment=b"Secret too")
    assert b"Secret" in photo.getvalue()
    (piece,) = from_opendocument(
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": OPEN.format(
                    '<text:p>See <draw:frame><draw:image xlink:href="Pictures/a.jpg"/></draw:frame></text:p>'
                ),
                "Pictures/a.jpg": photo.getvalue(),
            }
        ),
        "a.odt",
    ).pieces
    (picture,) = piece.pictures
    assert f"](kb-attached:{picture.name})" in piece.text
    assert b"Secret" not in picture.data
    assert Image.open(io.BytesIO(picture.data)).size == (40, 30)


OPEN = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.2"><office:body><office:text>{}</office:text></office:body></office:document-content>"""


def test_open_documents_lose_comments_and_what_was_deleted():
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>argued</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>We <office:annotation><dc:creator>Secret</dc:creator><text:p>really?</text:p></office:annotation>"
        "agreed.</text:p>"
    )
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": OPEN.format(body)})
    converted = from_opendocument(data, "a.odt")
    assert converted.pieces[0].text == "We agreed.\n"
    assert converted.dropped.sentence() == "Left out: one comment, one deleted passage."


def test_a_locked_open_document_says_what_to_do():
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"\0\1",
                   "META-INF/manifest.xml": manifest})  # fmt: skip
    with pytest.raises(Unusable, match="locked with a password"):
        from_opendocument(data, "a.odt")


def test_rich_text():
    (piece,) = from_rich_text(rb"{\rtf1\ansi We {\b agreed} on it, after all.\par}", "a.rtf").pieces
    assert piece.text == "We **agreed** on it, after all.\n"
