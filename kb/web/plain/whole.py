"""Words joined by a hyphen, kept whole in titles: a browser breaks after every hyphen, as early as it can."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LONGEST = 20  # characters that fit on a line of a phone's widest title; what is longer may break
_JOINED = re.compile(r"(?<!\S)(?=\S*\w-\w)\S+(?!\S)")


def whole_words(title: str) -> Markup:
    """A title as HTML in which words such as `pre-procurement` stay on one line where they fit."""
    html, at = [], 0
    for found in _JOINED.finditer(title):
        if len(found[0]) <= _LONGEST:
            html += [escape(title[at : found.start()]), Markup('<span class="whole">{}</span>').format(found[0])]
            at = found.end()
    return Markup("").join([*html, escape(title[at:])])
