"""British spelling led to American, so that each finds the other: "organised" and "organized", "centre" and "center".

Rules for what is regular, a list for what is not. Pairs of which one has a meaning of its own (cheque, tyre, draught,
storey) stay apart. In quotation marks words are as they stand, so this is never in the way of an exact phrase.
"""

from __future__ import annotations

import re

# The part before an ending has at least three letters, which leaves "rise", "noise" or "hour" alone; revise, precise
# and concise are written so everywhere.
_RULES = (
    (re.compile(r"^practis"), "practic"),
    (re.compile(r"(?<=[a-z]{3})(?<!v)(?<![enx]c)is(e[drs]?|ers|ing|ations?|ational|able)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})ys(e[drs]?|ers|ing)$"), r"yz\1"),
    (
        re.compile(r"(?:(?<=[a-z]{3})|(?<=^od))our(s|ed|ing|al|able|ably|ite|ites|ful|less|er|ers|hoods?|ly)?$"),
        r"or\1",
    ),
    (re.compile(r"^(cent|theat|met|lit|fib|kilomet|calib|lust|spect)re(s?)$"), r"\1er\2"),
    (re.compile(r"^(cent|fib|calib)red$"), r"\1ered"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
    (re.compile(r"(?<=[a-z]{2})logue(s?)$"), r"log\1"),
    (re.compile(r"^(licen|defen|offen|preten)ce(s?)$"), r"\1se\2"),
    (re.compile(r"^(judg|acknowledg)ement(s?)$"), r"\1ment\2"),
)
_REGULAR = re.compile(r"is[eai]|ys[ei]|our|red?s?$|mme|logue|ence|gement|practis")

_BEGINNINGS = {
    "aluminium": "aluminum",
    "anaem": "anem",
    "anaesth": "anesth",
    "archaeolog": "archeolog",
    "artefact": "artifact",
    "cosy": "cozy",
    "counsell": "counsel",
    "encyclopaed": "encycloped",
    "enquir": "inquir",
    "foet": "fet",
    "fuell": "fuel",
    "grey": "gray",
    "gynaec": "gynec",
    "haem": "hem",
    "initiall": "initial",
    "jewell": "jewel",
    "leukaem": "leukem",
    "manoeuvr": "maneuver",
    "mould": "mold",
    "moustache": "mustache",
    "oestrog": "estrog",
    "orthopaed": "orthoped",
    "paediatr": "pediatr",
    "plough": "plow",
    "pyjama": "pajama",
    "sceptic": "skeptic",
    "skilful": "skillful",
    "speciality": "specialty",
    "sulphur": "sulfur",
    "wilful": "willful",
    "yoghurt": "yogurt",
}
_BEGINNING = re.compile("|".join(_BEGINNINGS))
_FIRSTS = frozenset(word[0] for word in _BEGINNINGS)


def american(word: str) -> str:
    """`word` with British endings led to the American ones: `organised` → `organized`. A key, not for display."""
    if len(word) < 4:
        return word
    if word[0] in _FIRSTS and (found := _BEGINNING.match(word)):
        word = _BEGINNINGS[found[0]] + word[found.end() :]
    if _REGULAR.search(word):
        for form, replacement in _RULES:
            word = form.sub(replacement, word)
    return word
