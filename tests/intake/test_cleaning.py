"""What is kept as a file says nothing about who made it, with what, where and when; and it is still the same file."""

import io
import zipfile

import openpyxl
import pypdfium2
from openpyxl.comments import Comment
from PIL import Image

from kb.intake.cleaning import cleaned
from kb.intake.converted import Dropped
from kb.intake.formats.pdf import opened
from kb.intake.formats.word import from_word
from kb.intake.pictures import Pictures
from tests.intake.making import paragraph, pdf, run, word, zipped

SECRETS = (b"Secret", b"SECRET", b"vba", b"jo-laptop")
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="x/vbaProject" Target="vbaProject.bin"/>'
    '<Relationship Id="r2" Type="x/attachedTemplate" Target="file:///C:\\jo-laptop\\x.dotm" TargetMode="External"/>'
    '<Relationship Id="r3" Type="x/hyperlink" Target="https://example.org/" TargetMode="External"/></Relationships>'
)


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def photo(form="JPEG"):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Secret Camera"
    Image.new("RGB", (8, 8), "red").save(out, form, exif=exif)
    return out.getvalue()


def test_a_word_document_keeps_its_text_and_loses_people_programs_and_places():
    change = '<w:ins w:id="1" w:author="Jo Secret" w:date="2020-03-31T10:00:00Z"><w:r><w:t>new</w:t></w:r></w:ins>'
    made = members(
        word(
            paragraph(run("We agreed. "), change),
            docProps__core_xml="<x>Secret</x>",
            customXml__item1_xml="<x>Secret</x>",
            word__vbaProject_bin=b"Sub Secret()",
            word___rels__document_xml_rels=RELATIONSHIPS,
            word__comments_xml='<w:comments xmlns:w="x"><w:comment w:author="Jo Secret" w:initials="JS"/></w:comments>',
            word__media__image1_jpg=photo(),
        )
    )
    made["word/_rels/document.xml.rels"] = RELATIONSHIPS.encode()
    made["[Content_Types].xml"] = made["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document", b"vnd.ms-word.document.macroEnabled"
    )
    kept = cleaned(zipped(made), "docx")
    inside = members(kept)
    assert not any(
        secret in content or secret in name.encode() for name, content in inside.items() for secret in SECRETS
    )
    assert b"https://example.org/" in inside["word/_rels/document.xml.rels"]
    assert b"macroEnabled" not in inside["[Content_Types].xml"]
    assert from_word(kept, "a.docx").pieces[0].text == "We agreed. new\n"


def test_a_spreadsheet_keeps_its_cells_and_loses_who_commented():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = 30
    book.active["A1"].comment = Comment("dear", "Jo Secret")
    book.properties.creator = "Secret"
    book.save(out)
    kept = cleaned(out.getvalue(), "xlsx")
    assert not any(b"Secret" in content for content in members(kept).values())
    again = openpyxl.load_workbook(io.BytesIO(kept))
    assert again.active["A1"].value == 30
    assert "dear" in again.active["A1"].comment.text


def test_an_opendocument_loses_its_printer_and_programs():
    made = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<x><dc:creator>Jo Secret</dc:creator>text</x>",
        "settings.xml": '<x><config:config-item config:name="PrinterName" a="b">SECRET</config:config-item></x>',
        "Basic/Standard/Module1.xml": "<x>Secret</x>",
        "META-INF/manifest.xml": '<m:manifest><m:file-entry m:full-path="Basic/Standard/Module1.xml"/></m:manifest>',
    }
    inside = members(cleaned(zipped(made), "odt"))
    assert not any(secret in content for content in inside.values() for secret in SECRETS)
    assert b"Basic" not in inside["META-INF/manifest.xml"]
    assert b">text<" in inside["content.xml"]


def test_a_pdf_keeps_its_pages_and_comments_and_loses_who_made_them():
    note = b"/Annots [<< /Type /Annot /Subtype /Text /Rect [6 6 8 8] /Contents (too dear) /T (Jo Secret) /M (D:20) >>]"
    made = pdf([[(60, 700, 10, "We agreed")]]).replace(b"/MediaBox", note + b" /MediaBox")
    kept = cleaned(made, "pdf")
    assert b"Secret" not in kept
    assert b"too dear" in kept
    with opened(kept) as document:
        assert "We agreed" in document[0].get_textpage().get_text_bounded()
    assert cleaned(made, "pdf") == kept


def test_a_photo_within_a_pdf_is_still_a_photo():
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(100, 100)
    image = pypdfium2.PdfImage.new(document)
    image.load_jpeg(io.BytesIO(photo()))
    image.set_matrix(pypdfium2.PdfMatrix().scale(50, 50))
    page.insert_obj(image)
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    assert b"Secret Camera" in out.getvalue()
    kept = cleaned(out.getvalue(), "pdf")
    assert b"Secret Camera" not in kept
    with opened(kept) as again:
        (shown,) = again[0].get_objects()
        assert shown.get_bitmap().to_pil().getpixel((2, 2))[0] > 200


def test_every_picture_is_made_anew():
    for form, name in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")):
        assert b"Secret" in photo(form)
        kept = cleaned(photo(form), name)
        assert b"Secret" not in kept
        assert Image.open(io.BytesIO(kept)).size == (8, 8)


def test_a_photo_in_a_text_is_no_larger_than_any_page_shows_and_alone_stays_as_large_as_it_was():
    out = io.BytesIO()
    Image.new("RGB", (4000, 3000), "red").save(out, "JPEG")
    assert Image.open(io.BytesIO(cleaned(out.getvalue(), "jpg"))).size == (4000, 3000)
    pictures = Pictures(Dropped())
    pictures.add(out.getvalue())
    assert Image.open(io.BytesIO(pictures.all[0].data)).size == (2000, 1500)
