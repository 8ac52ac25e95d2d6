"""Pictures made anew from what they show: without place, camera, author, and without whatever else a file may hide."""

from __future__ import annotations

import io
import warnings

from lxml import etree
from PIL import Image, ImageOps, UnidentifiedImageError

from kb.intake.converted import Bytes, Dropped, Unusable

MOST_PIXELS = 40_000_000
SVG = "{http://www.w3.org/2000/svg}"
_WIDEST = 2_000  # points of a side of a picture in a text: more than any page shows
_FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "png", "WEBP": "webp", "BMP": "png", "TIFF": "png", "MPO": "jpg"}
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_GONE = frozenset({"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "metadata", "style",
                   "set", "animate", "animateTransform", "animateMotion", "handler"})  # fmt: skip

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def cleaned_picture(data: bytes, widest: int = 0) -> tuple[bytes, str]:
    """The first frame of a picture the right way up, and the ending its name should have; made smaller where a side has
    more than `widest` points. Raises Unusable.
    """
    try:
        with Image.open(io.BytesIO(data), formats=list(_FORMATS)) as picture:
            ending = _FORMATS[picture.format or ""]
            if picture.width * picture.height > MOST_PIXELS:
                raise Unusable(f"It is larger than {MOST_PIXELS // 1_000_000} megapixels. Make it smaller first.")
            if widest and max(picture.size) > widest:
                picture.thumbnail((widest, widest), reducing_gap=1.0)
            ImageOps.exif_transpose(picture, in_place=True)
            return _written(picture, ending), ending
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable(f"It is larger than {MOST_PIXELS // 1_000_000} megapixels. Make it smaller first.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, MemoryError) as error:
        raise Unusable("It is damaged, or no picture that can be read.") from error


def cleaned_svg(data: bytes, dropped: Dropped) -> bytes:
    """A drawing without programs, styles and whatever would be fetched from elsewhere. Raises Unusable."""
    root = drawing(data)
    for element in list(root.iter()):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if element.tag != f"{SVG}{name}" or name in _GONE:
            parent = element.getparent()
            if parent is not None:
                dropped.add("script", name in ("script", "foreignObject", "handler"))
                parent.remove(element)
            continue
        _without_actions(element, dropped)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def drawing(data: bytes) -> etree._Element:
    """The root of a drawing, of which nothing is read from elsewhere and no entity is put in. Raises Unusable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unusable("It is damaged, or no drawing that can be read.") from error
    if root.tag != f"{SVG}svg" or b"<!ENTITY" in data.replace(b"\0", b""):  # of UTF-16 every other byte is 0
        raise Unusable("It is no drawing that can be shown safely.")
    return root


class Pictures:
    """The pictures of one document: each is made anew once, and gets a name of its own."""

    def __init__(self, dropped: Dropped) -> None:
        self._dropped = dropped
        self._names: dict[bytes, str] = {}
        self.all: list[Bytes] = []

    def add(self, data: bytes) -> str | None:
        """The name of this picture; None, and counted, where browsers could not show it."""
        if data in self._names:
            return self._names[data]
        try:
            if data.lstrip()[:5] in (b"<?xml", b"<svg "):
                cleaned, ending = cleaned_svg(data, self._dropped), "svg"
            else:
                cleaned, ending = cleaned_picture(data, _WIDEST)
        except Unusable:
            self._dropped.add("picture")
            return None
        name = f"picture-{len(self.all) + 1}.{ending}"
        self._names[data] = name
        self.all.append(Bytes(name, cleaned))
        return name


def _written(picture: Image.Image, ending: str) -> bytes:
    if ending == "jpg" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    elif ending == "png" and picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture = picture.convert("RGBA")
    # Writers take comments, colour profiles and more from here where nothing else is said.
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    out = io.BytesIO()
    match ending:
        case "jpg":
            picture.save(out, "JPEG", quality=88)
        case "webp":
            picture.save(out, "WEBP", quality=88)
        case _:
            picture.save(out, "PNG")
    return out.getvalue()


def _without_actions(element: etree._Element, dropped: Dropped) -> None:
    for name, value in list(element.attrib.items()):
        key, text = str(name), str(value)
        acts = key.lower().startswith("on")
        leads_away = key in _HREF and not text.strip().startswith("#")
        if acts or leads_away or "url(" in text.replace("url(#", "") or key == "style":
            dropped.add("script", acts)
            del element.attrib[name]
