"""Does a page link to an address, and what is it called? For Webmention (W3C Recommendation, 12 January 2017)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urldefrag, urljoin

import lxml.etree
import lxml.html

from kb.model import one_line
from kb.outward.fetching import Fetched

LONGEST_TITLE = 200
_LINKING = ("href", "src", "cite", "data")
GONE = (404, 410)


def links_to(page: Fetched, target: str) -> str | None:
    """What the page calls itself ("" where it does not say), where it links to `target`; None where it does not."""
    wanted = urldefrag(target).url
    if page.media_type in ("text/html", "application/xhtml+xml"):
        return _in_html(page, wanted)
    if page.media_type.startswith("text/") and wanted in page.body.decode("utf-8", "replace"):
        return ""
    return None


def _in_html(page: Fetched, wanted: str) -> str | None:
    try:
        tree = lxml.html.document_fromstring(page.body, parser=_parser(page.charset))
    except (lxml.etree.LxmlError, ValueError):
        return None
    if not any(each == wanted for each in _addresses(tree, _base(tree, page.address))):
        return None
    told = [each.get("content", "") for each in tree.iter("meta") if each.get("property") == "og:title"]
    told += [each.text or "" for each in tree.iter("title")]
    return one_line(next((each for each in told if each.strip()), ""))[:LONGEST_TITLE].strip()


def _parser(charset: str) -> lxml.html.HTMLParser:
    """What the header says of the letters is believed before what the page says; a name that nobody knows is not."""
    with suppress(LookupError):
        return lxml.html.HTMLParser(encoding=charset or None)
    return lxml.html.HTMLParser()


def _base(tree: lxml.html.HtmlElement, address: str) -> str:
    """To what the addresses in the page are relative."""
    with suppress(ValueError):  # it names one that is none
        return next((urljoin(address, each.get("href", "")) for each in tree.iter("base")), address)
    return address


def _addresses(tree: lxml.html.HtmlElement, base: str) -> Iterator[str]:
    for element in tree.iter(lxml.etree.Element):
        for name in _LINKING:
            if (written := element.get(name)) is not None:
                with suppress(ValueError):  # an address that is none
                    yield urldefrag(urljoin(base, written.strip())).url
