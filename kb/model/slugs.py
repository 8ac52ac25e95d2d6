"""Slugs: the form of a title, tag or group in an address."""

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 80
_ACCENTS = "".join(map(chr, range(0x300, 0x370)))
_WIDE = str.maketrans("＋﹢＃﹟", "++##")
_SIGNS = re.compile(r"\+{2,}|\+(?!\w)|#+(?![\w#])")  # one between words joins them: "design+build", "Sprint#3"


def slug(text: str) -> str:
    """`text` as lower-case words joined by hyphens; accents folded, letters of every script kept.

    Two labels with the same slug are the same tag or group: "Market Engagement", "market-engagement" and "Märket
    engagement" meet. Empty where the text has no letter or digit. At most 80 characters, cut between words.

    >>> slug("Triumphs & treacle: what slows you down")
    'triumphs-treacle-what-slows-you-down'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    folded = unicodedata.normalize("NFC", "".join(c for c in decomposed if not _is_accent(c)))
    words = "-".join("".join(c if _is_wordlike(c) else " " for c in folded).split())
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]


def tag_slug(label: str) -> str:
    """The slug of a tag: as of any text, but where `+` or `#` at the end of a word belongs to the name, it says so.

    >>> tag_slug("C++"), tag_slug("C#"), tag_slug("C")
    ('c-plus-plus', 'c-sharp', 'c')
    """
    return slug(_SIGNS.sub(_in_words, label.translate(_WIDE)))


def tag_called_plainly(name: str, tags: Iterable[tuple[str, str]]) -> str | None:
    """The slug of that of these tags, pairs of slug and label, which has this name but for signs such as the `++` of
    C++; addresses from before these counted lead on. The first by slug where there are several."""
    signed = (tag for tag, label in tags if _SIGNS.search(label.translate(_WIDE)) and slug(label) == name)
    return min(signed, default=None)


def _in_words(signs: re.Match[str]) -> str:
    """What they say after a letter, with the accents on it or without; elsewhere they say nothing."""
    before = signs.string[: signs.start()].rstrip(_ACCENTS)[-1:]
    if not unicodedata.normalize("NFKC", before)[-1:].isalpha():
        return " "
    return " plus" * len(signs[0]) + " " if "+" in signs[0] else " sharp "


def _is_accent(character: str) -> bool:
    """Combining marks of Latin, Greek and Cyrillic writing; those of Indic and other scripts carry meaning."""
    return character in _ACCENTS


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
