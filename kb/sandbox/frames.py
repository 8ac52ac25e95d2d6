"""How parent and child speak: JSON values, and bytes as they are, each after its length in four bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import orjson

_LENGTH = struct.Struct(">I")
_LONGEST = 256 * 1024 * 1024  # bytes


class Broken(Exception):
    """The other side is gone, or does not speak as agreed."""


def encoded(value: Any) -> bytes:
    """A value as a frame. Halves of surrogate pairs, which JSON cannot hold, are left out."""
    try:
        data = orjson.dumps(value)
    except orjson.JSONEncodeError:
        data = orjson.dumps(_mended(value))
    return framed(data)


def decoded(read: Callable[[int], bytes]) -> Any:
    """The next value from `read`, which returns exactly as many bytes as asked for. Raises Broken."""
    try:
        return orjson.loads(unframed(read))
    except orjson.JSONDecodeError as error:
        raise Broken("a message was no JSON") from error


def framed(data: bytes) -> bytes:
    """Bytes as a frame."""
    return _LENGTH.pack(len(data)) + data


def unframed(read: Callable[[int], bytes], longest: int = _LONGEST) -> bytes:
    """The bytes of the next frame. Raises Broken for one that is longer."""
    (length,) = _LENGTH.unpack(read(_LENGTH.size))
    if length > longest:
        raise Broken(f"a message of {length} bytes was announced")
    return read(length)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, dict):
        return {key: _mended(item) for key, item in value.items()}
    return value
