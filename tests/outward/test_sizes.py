"""How wide and high a picture is, told from its beginning."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from kb.outward.sizes import fitting, size_of


def picture(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (321, 123)).save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        picture("PNG"),
        picture("GIF"),
        picture("JPEG"),
        picture("JPEG", progressive=True, exif=b"Exif\0\0" + bytes(40_000)),
        picture("WEBP"),
        picture("WEBP", lossless=True),
        picture("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
        b"<?xml version='1.0'?><!-- a <b> --><svg xmlns='http://www.w3.org/2000/svg' width='321' height='123px'>",
        b'<svg viewBox="0 0 321 123" xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg viewBox="-5,-5 321,123" width="100%" height="auto"/>',
    ],
)
def test_pictures_of_every_format_tell_their_size(data):
    assert size_of(data) == (321, 123)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(60),
        b"GIF89a",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\xff\xff",
        b"RIFF....WEBPVP8X",
        b"<svg>",
        b"<svg width='0' height='1'>",
        b"<svg width='1e999' height='1'>",
        b"<svg width='....' height='1'>",
        b"<svg viewBox='0 0 99999999999 1'>",
        b"<svg " + b"a" * 100_000,
    ],
)
def test_what_tells_none_has_none(data):
    assert size_of(data) is None


@given(st.binary(max_size=200))
@example(b"\xff\xd8\xff\xc0\x00\x11\x08")
def test_no_bytes_are_too_strange(data):
    for begin in (b"", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n", b"<svg "):
        size_of(begin + data)


@pytest.mark.parametrize(
    ("size", "most", "fits"),
    [((800, 400), (None, None), (800, 400)), ((800, 400), (200, None), (200, 100)), ((3000, 1), (10, 10), (10, 1))],
)
def test_a_size_is_made_to_fit(size, most, fits):
    assert fitting(size, *most) == fits
