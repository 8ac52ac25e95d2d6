"""Slugs: the form of a title, tag or group in an address."""

import unicodedata

_LONGEST = 80


def slug(text: str) -> str:
    """`text` as lower-case words joined by hyphens; accents folded, letters of every script kept.

    Two labels with the same slug are the same tag or group: "Market Engagement", "market-engagement" and "Märket
    engagement" meet. Empty where the text has no letter or digit. At most 80 characters, cut between words.

    >>> slug("Triumphs & treacle: what slows you down")
    'triumphs-treacle-what-slows-you-down'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    folded = unicodedata.normalize("NFC", "".join(c for c in decomposed if not _is_accent(c)))
    words = "-".join("".join(c if _is_wordlike(c) else " " for c in folded).split())
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]


def _is_accent(character: str) -> bool:
    """Combining marks of Latin, Greek and Cyrillic writing; those of Indic and other scripts carry meaning."""
    return "\u0300" <= character <= "\u036f"


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
