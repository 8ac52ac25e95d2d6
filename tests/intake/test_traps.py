"""What converters got wrong in files that were tried: nothing that is hidden is shown, nothing that is seen is lost."""

import io

import openpyxl
import pytest

from kb.intake.formats.mail import from_message
from kb.intake.formats.opendocument import from_opendocument
from kb.intake.formats.sheets import from_sheets
from kb.intake.formats.web import from_web
from kb.intake.formats.word import from_word
from kb.markup import render
from tests.intake.making import paragraph, run, word, zipped
from tests.intake.test_cleaning import members
from tests.intake.test_office import W

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def said(data):
    (piece,) = from_word(data, "a.docx").pieces
    return piece.text


def changed(data, change):
    return zipped({name: change(content) for name, content in members(data).items()})


def test_a_word_document_in_the_strict_form_is_not_empty():
    made = changed(word(paragraph(run("We agreed."))), lambda content: content.replace(W.encode(), STRICT.encode()))
    assert said(made) == "We agreed.\n"


def test_marks_before_the_parts_of_a_word_document_do_no_harm():
    assert (
        said(changed(word(paragraph(run("We agreed."))), lambda content: b"\xef\xbb\xbf" + content)) == "We agreed.\n"
    )


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Away"><w:name w:val="Away"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Below"><w:basedOn w:val="Gone"/></w:style></w:styles>'
)


@pytest.mark.parametrize("style", ["Gone", "Below"])
def test_words_hidden_by_their_style_stay_hidden(style):
    body = paragraph(run("Seen. "), run("Not seen.", f'<w:rStyle w:val="{style}"/>'))
    assert said(word(body, word__styles_xml=STYLES)) == "Seen.\n"


def test_a_paragraph_hidden_by_its_style_stays_hidden():
    hidden = f'<w:p><w:pPr><w:pStyle w:val="Away"/></w:pPr>{run("Not seen.")}</w:p>'
    assert said(word(hidden + paragraph(run("Seen.")), word__styles_xml=STYLES)) == "Seen.\n"


def test_words_that_were_moved_are_where_they_went_and_once():
    moved = (
        '<w:moveFrom w:id="1" w:author="Secret"><w:r><w:t>moved</w:t></w:r></w:moveFrom>',
        f'<w:moveTo w:id="2" w:author="Secret">{run(" moved")}</w:moveTo>',
    )
    assert said(word(paragraph(moved[0], run("first"), moved[1]))) == "first moved\n"


def test_a_deleted_paragraph_mark_and_row_leave_no_words():
    gone = '<w:del w:id="4" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    row = (
        f'<w:tr><w:trPr><w:del w:id="3" w:author="x"/></w:trPr><w:tc><w:p>{gone}</w:p></w:tc><w:tc><w:p/></w:tc></w:tr>'
    )
    kept = "<w:tr>" + "".join(f"<w:tc>{paragraph(run(each))}</w:tc>" for each in ("a", "b")) + "</w:tr>"
    assert "gone" not in said(word(f"<w:tbl>{kept}{row}</w:tbl>"))


def test_words_of_a_field_are_its_result_and_never_its_code():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>AUTHOR Secret</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("shown")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert said(word(paragraph(field))) == "shown\n"


def test_rows_and_columns_hidden_in_a_spreadsheet_stay_hidden_and_are_counted():
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["name", "salary", "note"], ["a", 1, "x"], ["b", 2, "y"]):
        book.active.append(row)
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.save(out)
    converted = from_sheets(out.getvalue(), "a.xlsx")
    assert converted.pieces[0].text == "| name | note |\n| --- | --- |\n| a | x |\n"
    assert converted.dropped.sentence() == "Left out: 2 hidden passages."


CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    '<text:p text:style-name="Away">Not seen.</text:p><text:p>Seen.</text:p></office:text></office:body>'
    "</office:document-content>"
)
HIDING = (
    '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:styles><style:style style:name="Away" '
    'style:family="paragraph"><style:text-properties text:display="none"/></style:style></office:styles>'
    "</office:document-styles>"
)


def test_words_of_an_opendocument_hidden_by_a_style_stay_hidden():
    made = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": CONTENT, "styles.xml": HIDING}
    assert from_opendocument(zipped(made), "a.odt").pieces[0].text == "Seen.\n"


def test_words_that_look_like_marks_in_any_cell_are_words():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["a|b", "<script>x</script>"])
    book.active.append(["[x](javascript:y)", "`"])
    book.save(out)
    page = render(from_sheets(out.getvalue(), "a.xlsx").pieces[0].text).html
    assert page.count("<th>") == 2
    assert "a|b" in page
    assert "&lt;script&gt;" in page
    assert "href" not in page


def test_what_is_hidden_in_a_page_stays_hidden():
    page = b"<p>Seen.</p><p style='display:none'>a</p><p hidden>b</p><span style='mso-hide: all'>c</span><!-- d -->"
    assert from_web(page, "a.html").pieces[0].text == "Seen.\n"


FORWARDED = """Subject: Fwd: Plan
From: a@example.org
Date: Tue, 31 Mar 2020 18:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

See below.
--x
Content-Type: message/rfc822

Subject: The plan
From: Somebody <b@example.org>
Date: Mon, 30 Mar 2020 18:00:00 +0100
Content-Type: text/plain

We move.
--x--
"""


def test_a_message_attached_to_a_message_is_a_file_of_its_own():
    converted = from_message(FORWARDED.encode(), "a.eml")
    assert converted.pieces[0].text == "See below.\n"
    assert [file.name for file in converted.files] == ["The plan.eml"]
    assert from_message(converted.files[0].data, "b.eml").pieces[0].text == "We move.\n"
