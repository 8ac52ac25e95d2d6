"""How lines begin: the signs that make a heading, a list item, a table, HTML, or a speaker's turn."""

from __future__ import annotations

import re

START = re.compile(
    r"""(?P<indent>[ ]*)(?:
      (?P<rule>(?:\*[ \t]*){3,}$ | (?:-[ \t]*){3,}$ | (?:_[ \t]*){3,}$)
    | (?P<fence>`{3,}(?=[^`]*$) | ~{3,})
    | (?P<hash>\#{1,6})(?=[ \t]|$|(?<=\#\#)[^\W\d_])
    | (?P<item>(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))
    | (?P<quote>>)
    | (?P<tag><(?=[/a-zA-Z!?]))
    | (?P<box>:::)
    | (?P<admonition>!!!|\?\?\?\+?)(?=[ \t]+[a-z])
    | (?P<definition>\[\^[^\]\s]+\]: | \*\[[^\]]+\]:
        | \[[^\]]+\]:[ \t]*(?:<[^<>]*>|\S+)[ \t]*(?:"[^"]*"|'[^']*'|\([^()]*\))?[ \t]*$)
    | (?P<liquid>\{%(?:[^%{}]|%(?!\}))*%\}[ \t]*$)
    )""",
    re.VERBOSE,
)
UNDERLINE = re.compile(r" {0,3}(?:(=+)|(--+))[ \t]*$")
DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_HTML_BLOCK = re.compile(
    r"""</?(?:address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure
    |footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol
    |optgroup|option|p|param|search|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)
    |<[?!] | </?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
HTML_RAW = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
# A name in bold, or up to five words that each begin as names do: a sentence that is wrapped before a colon is none.
_TURN = re.compile(
    r"""(?:\*\*|__)[^\W\d_][\w.'’() -]{0,40}(?:\*\*:|:\*\*|__:|:__)\s
    | (?=[^\W\d_])(?![a-z])[\w.'’()-]{1,30}(?:[ ](?:(?![a-z])[\w.'’()-]{1,30}|of|the|and|de|van|von)){0,4}:\s""",
    re.VERBOSE,
)


def begins_html(text: str, in_paragraph: bool) -> bool:
    """Does a block of raw HTML begin with this line? In a paragraph a lone inline tag does not begin one."""
    block = _HTML_BLOCK.match(f"{text[:60]} " if in_paragraph and text.rstrip().endswith(">") else text)
    return (block or HTML_RAW.match(text)) is not None


def is_turn(line: str) -> bool:
    """Does a speaker's turn begin here? `Chair: …`, `**Grad C:** …`."""
    return _TURN.match(line) is not None
