"""A link to itself beside each heading of a page, so that a place in long notes can be passed on."""

from __future__ import annotations

import re

_HEADING = re.compile(r'<(?P<name>h[2-6])\b[^>]* id="(?P<anchor>[^"]+)"[^>]*>(?P<inner>.*?)</(?P=name)>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def with_heading_links(html: str) -> str:
    """`html`, as the sanitiser wrote it, with a link after each heading that has an anchor.

    The link stands beside the heading, not in it: read out, the heading stays the words that somebody wrote.
    """
    return _HEADING.sub(_linked, html)


def _linked(heading: re.Match[str]) -> str:
    words = " ".join(_TAG.sub("", heading["inner"]).split()).replace('"', "&quot;")
    return (
        f'<div class="headed">{heading[0]}'
        f'<a class="to-here" href="#{heading["anchor"]}" aria-label="Link to “{words}”">#</a></div>'
    )
