"""The last step of every page: only allowed elements, attributes, classes, ids and addresses are left.

nh3 parses the HTML as a browser does and writes it anew, so what comes out means to a browser what was checked. Its
filter is where addresses are sorted: the web stays, places in the library become `kb-link:` or `kb-wiki:` for
`finish` to resolve, everything else goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

import nh3

from kb.markup.anchors import safe
from kb.markup.dialect import WIKI_SCHEME
from kb.markup.stash import OURS
from kb.model import slug


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


LINK_SCHEME = "kb-link:"
WEB_SCHEMES = frozenset({"http", "https", "mailto"})

TAGS = _names(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3"
    " h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup"
    " table tbody td tfoot th thead tr tt u ul var wbr"
)
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"id", "class", "title", "lang", "dir"}),
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "input": frozenset({"type", "disabled", "checked"}),
    "ol": frozenset({"start"}),
    "li": frozenset({"value"}),
    "details": frozenset({"open"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
}
# With these their content goes as well: it is not text for readers, or is read by other rules than HTML's.
_GONE = _names(
    "script style template noscript noembed noframes iframe object embed applet svg math textarea title xmp plaintext"
    " select option head"
)
CLASSES = _names(
    "admonition admonition-title caution center danger error example footnote footnote-backref footnote-ref hint"
    " highlight important info note plain question quote success table task tip to-center to-left to-right warning"
)
_PYGMENTS = re.compile(r"[a-z]{1,3}[0-9]?")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_NUMBER = re.compile(r"\d{1,4}%?")
_REPEAT = re.compile(r"(.+)-(\d+)")


def clean(html: str, here: Mapping[str, int], part: int) -> str:
    """Safe HTML. `here` names the document's anchors and the part each is on; this is `part`."""

    ids: set[str] = set()

    def kept(tag: str, attribute: str, value: str) -> str | None:
        match attribute:
            case "id":
                identity = _id(value, here)
                if identity in ids:
                    return None
                ids.add(identity)
                return identity or None
            case "class":
                return " ".join(c for c in value.split() if c in CLASSES or _PYGMENTS.fullmatch(c)) or None
            case "href" | "src":
                return _address(value, here, part, picture=tag == "img")
            case "width" | "height" | "colspan" | "rowspan" | "span" | "start" | "value":
                return value if _NUMBER.fullmatch(value) else None
            case _:
                return value

    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(_GONE),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=kept,
        url_schemes={*WEB_SCHEMES, LINK_SCHEME[:-1], WIKI_SCHEME[:-1]},
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        link_rel="noopener nofollow",
    )


def _id(value: str, here: Mapping[str, int]) -> str:
    """Ours as they are; one in a document's own HTML where it neither takes one of ours nor a name of the page's."""
    if value[:1] == OURS and value[1:] in here:
        return value[1:]
    identity = safe(value)
    return "" if identity in here else identity


def _address(value: str, here: Mapping[str, int], part: int, picture: bool) -> str | None:
    address = _UNSEEN.sub("", value).strip()
    if not address:
        return None
    if address.startswith("#"):
        return None if picture else _within(unquote(address[1:]), here, part)
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = _SCHEME.match(address)
    if scheme is None:
        return LINK_SCHEME + address
    if scheme[0].lower() in (LINK_SCHEME, WIKI_SCHEME):
        return address
    return address if scheme[1].lower() in WEB_SCHEMES and not picture else None


def _within(fragment: str, here: Mapping[str, int], part: int) -> str:
    """A link to a place in the same document, wherever its author's program would have found it."""
    repeat = _REPEAT.fullmatch(fragment)
    tries = [fragment, safe(fragment), safe(slug(fragment))]
    if repeat:  # GitHub counts repeated headings from 1, we from 2
        tries.append(f"{slug(repeat[1])}-{int(repeat[2]) + 1}" if len(repeat[2]) < 6 else "")
    anchor = next((name for name in tries if name in here), None)
    if anchor is None:
        return "#" + quote(safe(fragment), safe="~:.-_")
    elsewhere = f"?part={here[anchor]}" if here[anchor] != part else ""
    return f"{elsewhere}#{quote(anchor, safe='~:.-_')}"
