"""Words that have to stand on one line: names, reasons, subjects."""


def one_line(text: str) -> str:
    """`text` on one line, without what cannot be seen.

    >>> one_line("  Monthly\\n call\\u202e ")
    'Monthly call'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
