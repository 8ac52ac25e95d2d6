"""Runs of equal values in an array: the rows of one document, the occurrences in one row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def starts(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where each run of equal neighbours begins: shape (runs,), the first of them 0; none where there are no values."""
    if not len(values):
        return np.empty(0, np.int64)
    begins = np.empty(len(values), bool)
    begins[0] = True
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def sizes(first: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """How long each run is, by where it begins (`starts`) and how many values there are in all; shape (runs,)."""
    found = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=found[:-1])
    found[-1:] = total - first[-1:]
    return found
