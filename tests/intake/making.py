"""Files in other programs' formats, small and made by us."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping, Sequence

from kb.intake.pandoc import program

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def word(body: str, **parts: bytes | str) -> bytes:
    """A .docx whose body is this WordprocessingML; `parts` by their paths with `__` for `/` and a last `_` for `.`."""
    document = f'<?xml version="1.0"?><w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'
    more = {f"{'/'.join(name.split('__')[:-1])}/{name.split('__')[-1].replace('_', '.')}": data
            for name, data in parts.items()}  # fmt: skip
    return zipped({
        "[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONSHIPS, "word/document.xml": document, **more,
    })  # fmt: skip


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def written_by_pandoc(markdown: str, to: str) -> bytes:
    """Markdown as a file of another program, by pandoc."""
    command = [program(), "--standalone", "--from=markdown", f"--to={to}", "--metadata=lang:en", "--output=-"]
    return subprocess.run(command, input=markdown.encode(), capture_output=True, check=True).stdout


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], bold: Sequence[str] = (), drawn: str = "") -> bytes:
    """A PDF of lines (left, height above the foot, size in points, words); those in `bold` are in a heavy font.

    `drawn`: what is drawn on each page besides, as a PDF's operators.
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"]  # fmt: skip
    kids = []
    for page in pages:
        stream = (
            "\n".join(
                f"BT /{'F2' if words in bold else 'F1'} {size} Tf {left} {height} Td "
                f"({words.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET"
                for left, height, size, words in page
            ).encode("cp1252")
            + drawn.encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                       b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects))  # fmt: skip
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects.append(b"<< /Author (Somebody Secret) /Title (Hidden) >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end % (
        len(objects) + 1, len(objects), len(out)
    )  # fmt: skip
