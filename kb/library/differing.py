"""What is different between two large mappings of which one was made from the other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from operator import is_not


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The keys that have another object than before, in the order of `after`; then those that are gone.

    A library has tens of thousands of them, and is compared at every save while others read: so no line of Python runs
    for each.
    """
    other = list(compress(after, map(is_not, after.values(), map(before.get, after))))
    added = sum(key not in before for key in other)
    gone = [key for key in before if key not in after] if len(before) + added != len(after) else []
    return other + gone
