"""How the words of a segment lie on disk: each word's occurrences as one block of integers, which numpy reads at once.

An *occurrence* is one 64-bit key, `row << 20 | position`: sorted, the keys of a word give its rows, its frequency in
each, and its positions for phrases, so nothing else is kept. Whoosh stores the same in blocks of pickled tuples and
reads them one by one; this codec keeps all its other files (term dictionary, field lengths, stored values), and its
own searcher still works on such an index, which is how the scores are proven (tests/search/finding/test_parity.py).
"""

from __future__ import annotations

import secrets
import zlib
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo, W3TermsReader
from whoosh.formats import Format
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

from kb.search.storage.runs import starts

POSITION_BITS = 20
POSITION_MASK = (1 << POSITION_BITS) - 1

Keys = NDArray[np.int64]

_SHORT = 24  # keys; fewer are not worth compressing


class Occurrences(Format):  # type: ignore[misc]
    """Whoosh's view of the occurrences of one word in one row: its positions, four bytes each."""

    def encode(self, positions: list[int]) -> bytes:
        return array("I", positions).tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        return list(array("I", value))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        return float(len(value) // 4)


class Pool:
    """Collects the occurrences of one segment in memory, a growing array for each word of a field."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, bytes], array[int]] = {}

    def add(self, item: tuple[str, bytes, int, float, list[int] | bytes]) -> None:
        """One word in one row, with its positions as a list, or as bytes where segments are merged."""
        field, word, row, _, value = item
        keys = self._found.get((field, word))
        if keys is None:
            keys = self._found[field, word] = array("q")
        base = row << POSITION_BITS
        positions = array("I", value) if isinstance(value, bytes) else value
        if len(positions) == 1:
            keys.append(base | positions[0])
        else:
            keys.extend([base | position for position in positions])

    def iter_postings(self) -> Iterator[tuple[str, bytes, array[int]]]:
        """Words in the order of fields and bytes; rows were added in ascending order, so the keys are sorted."""
        for field, word in sorted(self._found):
            yield field, word, self._found[field, word]

    def cleanup(self) -> None:
        self._found.clear()


class KeysCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's default codec with occurrences as blocks of keys."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> Any:  # noqa: ARG002
        # Whoosh draws names from `random`, which somebody may have seeded: two segments of one name destroy the index.
        return W3Segment(self, indexname, segid=secrets.token_hex(8))

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        return _FieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> KeysReader:
        terms = segment.make_filename(self.TERMS_EXT)
        return KeysReader(
            self,
            storage.open_file(terms),
            storage.file_length(terms),
            segment.open_file(storage, self.POSTS_EXT),
        )

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Row by row, for Whoosh's own searcher and for merging."""
        keys = _read(dbfile, terminfo)
        rows = keys >> POSITION_BITS
        first = starts(rows)
        positions = (keys & POSITION_MASK).astype(np.uint32)
        ends = np.append(first[1:], len(keys))
        values = [positions[a:b].tobytes() for a, b in zip(first.tolist(), ends.tolist(), strict=True)]
        return ListMatcher(
            rows[first].tolist(),
            weights=(ends - first).astype(float).tolist(),
            values=values,
            format=format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


class KeysReader(W3TermsReader):  # type: ignore[misc]
    """The words of a segment, with all keys of one at once."""

    def keys(self, field: str, word: str) -> Keys | None:
        """Sorted, shape (occurrences,); None where the field has no such word."""
        try:
            info = self.term_info(field, word.encode())
        except TermNotFound:
            return None
        return _read(self._postfile, info)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, _lengths: Any, items: Iterable[tuple[str, bytes, array[int]]]) -> None:
        last = None
        for field, word, keys in items:
            if field != last:
                if last is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                last = field
            self._add(word, keys)
        if last is not None:
            self.finish_field()

    def _add(self, word: bytes, keys: array[int]) -> None:
        first, last = keys[0] >> POSITION_BITS, keys[-1] >> POSITION_BITS
        if len(keys) == 1:
            rows, most = 1, 1
        else:
            _, counts = np.unique(np.asarray(keys) >> POSITION_BITS, return_counts=True)
            rows, most = len(counts), int(counts.max())
        info = W3TermInfo(weight=float(len(keys)), df=rows, minlength=1, maxweight=float(most), minid=first, maxid=last)
        block = encode(keys)
        info.set_extent(self._postfile.tell(), len(block))
        self._postfile.write(block)
        self._tindex.add(self._fieldid.to_bytes(2, "big") + word, info.to_bytes())


def _read(file: Any, info: Any) -> Keys:
    offset, length = info.extent()
    # Whoosh leaves the length in the tuple that it unpacked it into.
    return decode(file.get(offset, length[0] if isinstance(length, tuple) else length))


def encode(keys: array[int]) -> bytes:
    """Sorted keys as a block: as they are where there are few, else differences, byte planes apart, compressed."""
    if len(keys) <= _SHORT:
        return b"\0" + keys.tobytes()
    steps = np.diff(np.asarray(keys, np.int64), prepend=0)
    return b"\1" + zlib.compress(steps.view(np.uint8).reshape(-1, 8).T.tobytes(), 1)


def decode(block: bytes) -> Keys:
    if block[:1] == b"\0":
        return np.frombuffer(block, np.int64, offset=1)
    if block[:1] != b"\1":
        raise ValueError("this is not a block of keys")
    planes = np.frombuffer(zlib.decompress(block[1:]), np.uint8).reshape(8, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view(np.int64).ravel())
