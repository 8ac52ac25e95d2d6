"""Looking into a ZIP, which office files are too, without being overwhelmed by it.

Sizes are counted while unpacking, never believed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from kb.intake.converted import Unusable

MOST_MEMBERS = 2_000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
_SMALL = 4 * 1024 * 1024  # bytes up to which a ratio says nothing: much white space packs well
_CHUNK = 1 << 16
_LOCKED = 0x1
_LINK = 0o120000
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

_TOO_MUCH = "It unpacks to more than it should, as files made to do harm do, so it was not opened."
_BROKEN = "It is damaged: part of it is missing or cannot be unpacked. Save it again and try once more."


class Archive:
    """The members of a ZIP whose names lead nowhere else. Raises Unusable for one that is broken or made to harm."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Unusable(_BROKEN) from error
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise Unusable(
                f"It holds {len(infos):,} files, and {MOST_MEMBERS:,} are the most that are taken in at once."
            )
        if any(info.flag_bits & _LOCKED for info in infos):
            raise Unusable("It is locked with a password. Save it without one and try once more.")
        self._members = {info.filename: info for info in infos if _is_plain(info)}
        self._packed = len(data)
        self._unpacked = 0

    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        """The bytes of a member. Raises Unusable where it is broken, larger than `most`, or all were too much."""
        data = bytearray()
        try:
            with self._zip.open(self._members[name]) as stream:
                while chunk := stream.read(_CHUNK):
                    data += chunk
                    self._count(len(chunk))
                    if len(data) > most:
                        raise Unusable(_TOO_MUCH)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
            raise Unusable(_BROKEN) from error
        return bytes(data)

    def xml(self, name: str) -> bytes:
        """A member that is XML. Raises Unusable where it declares a document type, by which XML is made to do harm."""
        data = self.read(name)
        if _DECLARATION.search(data.replace(b"\0", b"")):
            raise Unusable("It holds declarations that office programs do not write, so it was not opened.")
        return data

    def every(self) -> Iterator[tuple[str, bytes]]:
        """All members: XML checked, the rest as it is."""
        for name in self._members:
            yield name, self.xml(name) if name.lower().endswith((".xml", ".rels")) else self.read(name)

    def _count(self, more: int) -> None:
        self._unpacked += more
        if self._unpacked > MOST_BYTES or self._unpacked > max(_SMALL, MOST_RATIO * self._packed):
            raise Unusable(_TOO_MUCH)


def packed(members: dict[str, bytes]) -> bytes:
    """A ZIP of these, with nothing said of when it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """A file, by a relative name below the archive. What leads out of it, and links, are as if they were not there."""
    parts = info.filename.split("/")
    outside = info.filename.startswith("/") or ".." in parts or "\\" in info.filename or ":" in info.filename
    return not info.is_dir() and not outside and (info.external_attr >> 16) & 0o170000 != _LINK
