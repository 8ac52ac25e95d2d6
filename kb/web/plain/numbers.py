"""Whole numbers that come as text: in an address, a form or a header, where anything may stand."""

_MOST_DIGITS = 40


def whole_number(written: str, most: int = 999_999_999) -> int:
    """The number from 1 to `most` that was written in digits; 0 for anything else."""
    if not (written.isascii() and written.isdigit()) or len(written) > _MOST_DIGITS:
        return 0
    number = int(written)
    return number if number <= most else 0
