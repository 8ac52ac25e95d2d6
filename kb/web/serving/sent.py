"""A form with a text and files, as a browser sends it: a text too long is taken whole, to be given back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from kb.usecases.writing.attaching import Upload
from kb.usecases.writing.uploading import taken
from kb.usecases.writing.wording import Wording
from kb.web.serving.guard import LARGEST_TEXT

_MOST_FIELDS, _MOST_FILES = 60, 20
NAMES = tuple(field.name for field in fields(Wording))


@dataclass(frozen=True)
class Sent:
    """What was sent: `fields` by their names, and `files`, those that were chosen."""

    fields: Mapping[str, str]
    files: tuple[UploadFile, ...]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def wanted(self) -> Wording:
        """The document as it stands in the form."""
        return wording_kept(self.fields)

    @property
    def names_no_one(self) -> bool:
        return bool(self["names_no_one"])

    def uploads(self, most: int) -> list[Upload]:
        """The files, named and cleaned; of each at most `most` bytes. Raises NotTaken."""
        return [taken(each.file, each.filename or "", each.size or 0, most) for each in self.files]


def wording_kept(kept: Mapping[str, str]) -> Wording:
    """The document as it stood in a form."""
    return Wording(**{name: kept.get(name, "") for name in NAMES})


async def _sent(request: Request) -> AsyncIterator[Sent]:
    async with request.form(
        max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=LARGEST_TEXT
    ) as form:  # its files are gone with it
        texts = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        files = tuple(v for _, v in form.multi_items() if isinstance(v, UploadFile) and v.filename)
        for each in files:
            each.file.fileno()  # a real one: small files begin in memory
        yield Sent(texts, files)


Sending = Annotated[Sent, Depends(_sent)]
