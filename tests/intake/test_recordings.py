"""Recordings are kept as files that can be played, without what they say about who made them; so are files unknown."""

import io
import struct
import tempfile
import zipfile

import pytest

from kb.intake import take_in
from kb.intake.converted import Unusable
from kb.intake.recordings import cleaned_mp3, cleaned_mp4
from tests.intake.making import zipped
from tests.intake.test_taking import taken

SOUND = (b"\xff\xfb\x90\x00" + bytes(413)) * 20


def tag(words=b"Somebody Secret"):
    return b"ID3\x04\0\0\0\0\0" + bytes([len(words)]) + words


def box(kind, *inner):
    content = b"".join(inner)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(handler):
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12))), box(b"stbl", b"places" * 3))


FILM = (
    box(b"ftyp", b"isom", bytes(4))
    + box(
        b"moov",
        box(b"mvhd", bytes(4), b"\x11" * 8, b"\x22" * 80),
        track(b"soun"),
        track(b"meta"),
        box(b"udta", box(b"\xa9xyz", b"+51.5-000.1/"), box(b"\xa9nam", b"Somebody Secret")),
    )
    + box(b"uuid", b"Somebody Secret")
    + box(b"mdat", b"the sound itself")
)


@pytest.mark.parametrize("data", [tag() + SOUND, tag() + tag() + SOUND + b"TAG" + b"Somebody Secret".ljust(125, b"\0")])
def test_tags_of_a_recording_go_and_the_sound_stays(data):
    assert cleaned_mp3(data) == SOUND
    kept = taken(data, "call.mp3").kept
    assert (kept.name, kept.data) == ("call.mp3", SOUND)


def test_words_places_and_times_of_a_film_go_and_its_places_within_the_file_stay():
    cleaned = cleaned_mp4(FILM)
    assert len(cleaned) == len(FILM)
    assert cleaned.index(b"the sound itself") == FILM.index(b"the sound itself")
    assert not any(words in cleaned for words in (b"Secret", b"51.5", b"\x11" * 8))
    assert cleaned.count(b"trak") == 1
    assert b"\x22" * 80 in cleaned
    found = taken(FILM, "call.mp4")
    assert found.kept.data == cleaned
    assert "can be played" in found.why


@pytest.mark.parametrize("data", [FILM[:60], FILM[:40] + b"\xff" * 100, box(b"ftyp", b"isom", bytes(4)), box(b"free")])
def test_a_damaged_film_is_refused(data):
    with pytest.raises(Unusable):
        cleaned_mp4(data)


def test_boxes_within_boxes_end():
    deep = b""
    for _ in range(5_000):
        deep = box(b"moov", deep)
    with pytest.raises(Unusable):
        cleaned_mp4(deep)


def test_a_photo_in_a_form_that_browsers_do_not_show_is_refused_with_advice():
    assert "Save it as JPEG" in taken(b"\0\0\0\x18ftypheic" + bytes(40), "IMG_1.HEIC").why


def test_a_file_of_no_known_kind_is_kept_and_its_name_is_made_safe():
    found = taken(b"\x01\x02\x03\x04" * 100, "the plan\u202efdp.xyz")
    assert (found.kept.name, found.kept.data) == ("the planfdp.xyz", b"\x01\x02\x03\x04" * 100)
    assert "may say who made it" in found.why


@pytest.mark.parametrize(
    ("data", "name"), [(b"MZ" + bytes(100), "a.docx"), (b"echo hello", "run.bat"), (b"\x7fELF" + bytes(90), "a")]
)
def test_programs_are_never_kept(data, name):
    found = taken(data, name)
    assert found.kept is None
    assert "never kept" in found.why


def test_sheets_of_opendocument_are_kept_without_who_made_them():
    sheet = zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x>30</x>",
        "meta.xml": "<x>Somebody Secret</x>",
    })  # fmt: skip
    kept = taken(sheet, "costs.ods").kept
    with zipfile.ZipFile(io.BytesIO(kept.data)) as file:
        assert b"30" in file.read("content.xml")
        assert b"Secret" not in file.read("meta.xml")


def test_a_recording_of_the_largest_size_comes_through():
    data = SOUND * 200
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        assert take_in(file, "a.mp3", len(data)).kept.data == data
