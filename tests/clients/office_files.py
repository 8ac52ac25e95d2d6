"""Office files that reach out: for other files of the machine, for the web, for a program of their own."""

from __future__ import annotations

from collections.abc import Mapping

from tests.intake.making import paragraph, run, word, zipped

_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = {
    **{name: name for name in ("office", "text", "table", "style", "script")},
    "draw": "drawing",
    "fo": "xsl-fo-compatible",
    "svg": "svg-compatible",
}
_SPACES = " ".join(f'xmlns:{short}="{_OPEN}:{name}:1.0"' for short, name in _NAMES.items())
_SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="2000000" cy="2000000"/><wp:docPr id="1" name="a"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="0" name="a"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="p1"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="2000000" cy="2000000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def linked_picture(address: str) -> bytes:
    """A Word document with a picture that lies elsewhere."""
    relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    return word(
        paragraph(run("Hello"), _PICTURE),
        **{"word___rels__document.xml_rels": f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONSHIPS}">'
           f'<Relationship Id="p1" Type="{relationship}" Target="{address}" TargetMode="External"/></Relationships>'},
    )  # fmt: skip


def linked_section(address: str) -> bytes:
    """A text, part of which is another text."""
    return open_document(
        "text",
        f'<text:p>Hello</text:p><text:section text:name="s"><text:section-source xlink:type="simple" '
        f'xlink:href="{address}" text:filter-name="Text"/><text:p>Before</text:p></text:section>',
    )


def linked_background(address: str) -> bytes:
    """A text on a picture that lies elsewhere."""
    return open_document(
        "text",
        '<text:p text:style-name="P">Hello</text:p>',
        '<office:automatic-styles><style:style style:name="P" style:family="paragraph"><style:paragraph-properties>'
        f'<style:background-image xlink:href="{address}" xlink:type="simple"/></style:paragraph-properties>'
        "</style:style></office:automatic-styles>",
    )


def linked_slide(address: str) -> bytes:
    """A slide with a picture that lies elsewhere."""
    frame = '<draw:frame svg:width="15cm" svg:height="5cm" svg:x="1cm" svg:y="{}cm">{}</draw:frame>'
    picture = frame.format(1, f'<draw:image xlink:type="simple" xlink:href="{address}"/>')
    words = frame.format(8, "<draw:text-box><text:p>Hello</text:p></draw:text-box>")
    return open_document("presentation", f'<draw:page draw:name="p">{picture}{words}</draw:page>')


def linked_cells(address: str) -> bytes:
    """A spreadsheet that asks for what is elsewhere."""
    cells = "".join(
        f'<table:table-cell table:formula="of:={formula}"/>'
        for formula in (f"'{address}'#$secret.A1", f"WEBSERVICE(&quot;{address}&quot;)")
    )
    return open_document(
        "spreadsheet",
        f'<table:table table:name="a"><table:table-row>{cells}<table:table-cell office:value-type="string">'
        "<text:p>Hello</text:p></table:table-cell></table:table-row></table:table>",
    )


def with_macro() -> bytes:
    """A text with a program that is to run when it is opened, and to write into it."""
    library = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    return open_document(
        "text",
        "<text:p>Hello</text:p>",
        '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" '
        'script:event-name="office:load-finished" xlink:type="simple" '
        'xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts>",
        {
            "Basic/script-lc.xml": '<library:libraries xmlns:library="http://openoffice.org/2000/library">'
            f'<library:library {library} library:link="false"/></library:libraries>',
            "Basic/Standard/script-lb.xml": f'<library:library {library} library:readonly="false">'
            '<library:element library:name="M"/></library:library>',
            "Basic/Standard/M.xml": '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" '
            'script:language="StarBasic">Sub Main\nThisComponent.Text.String = "SECRET"\nEnd Sub\n</script:module>',
        },
    )


def open_document(kind: str, body: str, before: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument text, spreadsheet or presentation."""
    parts = {
        "content.xml": f'<?xml version="1.0"?><office:document-content {_SPACES} office:version="1.2">{before}'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        **(more or {}),
    }
    form = f"application/vnd.oasis.opendocument.{kind}"
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    entries = entry.format("/", form) + "".join(entry.format(name, "text/xml") for name in parts)
    return zipped({
        "mimetype": form, **parts,
        "META-INF/manifest.xml": f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OPEN}:manifest:1.0" '
        f'manifest:version="1.2">{entries}</manifest:manifest>',
    })  # fmt: skip
