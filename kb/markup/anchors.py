"""Anchors: the ids that headings, paragraphs and passages have in the page."""

from __future__ import annotations

import re

from kb.model import slug

_FORM = re.compile(r"[^\W_][\w.:~-]{0,99}")
# Ids of the page itself begin with this; a document's never do.
_OWN_PREFIX = "kb-"
# Elements are reachable by their id as properties of `window` and, in old code, of `document` and forms. None of these
# may be shadowed (DOM clobbering); `top` is besides the fragment that every browser takes for the top of the page.
_DOM_NAMES = """
    __proto__ addeventlistener alert appendchild attributes body childnodes children classlist close confirm
    constructor cookie createelement currentscript defaultview document documentelement domain elements embeds eval
    fetch firstchild firstelementchild forms frames getattribute getelementbyid hasattribute hasownproperty head
    implementation innerhtml insertbefore lastchild localstorage location namespaceuri navigator nextsibling nodename
    nodetype nodevalue opener outerhtml ownerdocument parent parentelement parentnode plugins postmessage
    previoussibling prompt prototype queryselector referrer remove removeattribute removechild scripts self
    sessionstorage setattribute setinterval settimeout shadowroot submit tagname textcontent top tostring valueof
    window write writeln
"""
_TAKEN = frozenset(_DOM_NAMES.split())


class Anchors:
    """Gives out the anchors of one document, each once."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._repeats: dict[str, int] = {}

    def explicit(self, wanted: str) -> str:
        """For an id somebody wrote. It wins where it can."""
        return self._once(safe(wanted) or "section")

    def heading(self, text: str) -> str:
        """For a heading without one: its slug."""
        return self._once(safe(slug(text)) or "section")

    def within(self, section: str, number: int) -> str:
        """For the `number`-th passage of a long section, from 2: `discussion~2`."""
        return self._once(f"{section or 'start'}~{number}")

    def _once(self, wanted: str) -> str:
        anchor = wanted
        while anchor in self._given:
            self._repeats[wanted] = self._repeats.get(wanted, 1) + 1
            anchor = f"{wanted}-{self._repeats[wanted]}"
        self._given.add(anchor)
        return anchor


def safe(wanted: str) -> str:
    """`wanted` as an id that no script and no part of the page can mistake for its own; "" where it cannot be one."""
    form = _FORM.match(wanted)
    if form is None:
        return ""
    lowered = form[0].casefold()
    return f"section-{form[0]}" if lowered.startswith(_OWN_PREFIX) or lowered in _TAKEN else form[0]
