"""Taking in files from somebody's desk: chosen, dropped, photographed or pasted."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from kb.access import may_write_anywhere
from kb.drafts import Fields
from kb.intake import expect_files
from kb.library.files import is_disk_full, reason
from kb.usecases.bringing_in.taking_in import NoRoom, Received, TakenIn, take_all
from kb.usecases.writing.saving import NotTheirs
from kb.web.pieces.writing import groups_to_write_in
from kb.web.plain.addresses import draft_address
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()

MOST_FILES = 100
"""In one request."""
_TURNS = CapacityLimiter(3)
_LONGEST_FIELD = 20_000_000  # bytes of what is pasted
_NOTHING = "There was nothing in it. Choose a file, or paste your notes."
_FULL = (
    "The disk of this library is full, so nothing more was taken in. Whoever runs it has to make room; try again then."
)
_NOT_KEPT = "It cannot be kept just now ({}). Please try again in a while."


@router.get("/upload")
def upload(visit: Visiting, group: str = "") -> Response:
    assert visit.me
    expect_files()
    return _page(visit, group)


@router.post("/upload")
async def take(visit: Visiting) -> Response:
    """Nothing of the files is read before it is known who sends them."""
    assert visit.me
    if not may_write_anywhere(visit.viewer):
        raise NotTheirs
    try:
        async with visit.request.form(max_files=MOST_FILES, max_part_size=_LONGEST_FIELD) as form:
            return await at_its_turn(_taken, visit, form)
    except OSError as error:
        return refused(visit, error)


async def at_its_turn(work: Callable[[Visit, FormData], Response], visit: Visit, form: FormData) -> Response:
    """Take files in, a few uploads at a time: each may need much memory, and nobody else waits for them meanwhile."""
    return await to_thread.run_sync(work, visit, form, limiter=_TURNS)


def refused(visit: Visit, error: OSError) -> Response:
    """Where the disk is full, or cannot be written."""
    return _page(visit, "", 507 if isinstance(error, NoRoom) or is_disk_full(error) else 503, wrong=sentence_of(error))


def sentence_of(error: OSError) -> str:
    """What to tell somebody whose file could not be kept."""
    if isinstance(error, NoRoom):
        return str(error)
    return _FULL if is_disk_full(error) else _NOT_KEPT.format(reason(error))


def received_in(form: FormData) -> list[Received]:
    """The files of a form, and what was pasted; rich text before the plain text of the same."""
    found = [Received(each.filename or "file", each.file) for each in form.getlist("file")
             if isinstance(each, UploadFile) and (each.filename or each.size)]  # fmt: skip
    for name in ("html", "text"):
        pasted = form.get(name)
        if isinstance(pasted, str) and pasted.strip():
            return [*found, Received("", io.BytesIO(pasted.encode("utf-8", "replace")))]
    return found


def text_in(form: FormData, name: str) -> str:
    """A field of one line, "" where it was not sent."""
    value = form.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _taken(visit: Visit, form: FormData) -> Response:
    group = text_in(form, "group")
    received = received_in(form)
    if not received:
        return _page(visit, group, 422, wrong=_NOTHING)
    given = Fields(kind="", group=group)
    taken = take_all(visit.parts.drafts, visit.viewer, received, given)
    drafts = [draft for each in taken for draft in each.drafts]
    if len(drafts) == 1 and not any(each.why for each in taken):
        return visit.onward(draft_address(drafts[0].id))
    return _page(visit, group, 200 if drafts else 422, taken=taken)


def _page(visit: Visit, group: str, code: int = 200, *, wrong: str = "", taken: Sequence[TakenIn] = ()) -> Response:
    return visit.page(
        "upload.html",
        code,
        here="upload",
        groups=[("", "As its own words say"), *((each.slug, each.title) for each in groups_to_write_in(visit))],
        group=group,
        taken=taken,
        wrong=wrong,
        most=visit.parts.settings.largest_upload,
        draft_address=draft_address,
    )
