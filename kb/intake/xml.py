"""XML of other people: nothing it declares is looked up, here or elsewhere."""

from __future__ import annotations

from typing import cast

from lxml import etree

from kb.intake.converted import Unusable


def parsed(content: bytes) -> etree._Element:
    """The root. Raises Unusable for what is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unusable("It is damaged, so it could not be read. Save it again and try once more.") from error


def words_in(element: etree._Element) -> str:
    """All its text, in lines where the elements change."""
    return "\n".join(cast("list[str]", list(element.itertext())))


def elements_at(root: etree._Element, path: str) -> list[etree._Element]:
    """The elements that a path (XPath) leads to."""
    return cast("list[etree._Element]", root.xpath(path))
