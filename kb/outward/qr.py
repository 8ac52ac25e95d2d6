"""An address as a QR code: on paper or a slide, for the cameras of phones."""

from __future__ import annotations


def qr_picture(address: str) -> str:
    """The QR code of an address as an SVG picture, itself as a `data:` address."""
    import segno  # when one is wanted only: a server starts without it

    # ISO/IEC 18004: a border of four modules; a fifth of the code may be dirty. On white, whatever colour the page has.
    code = segno.make(address, error="m", boost_error=False, micro=False)
    picture: str = code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff", omitsize=True, encode_minimal=False)
    return picture
