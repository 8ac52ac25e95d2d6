"""Pictures of files: made once, kept within bounds, tried again where it may have been the machine."""

from __future__ import annotations

import io
import os
import threading

import pytest
from PIL import Image

from kb.files import Busy, Renderings, clear_renderings, renderings


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def kept(tmp_path):
    made = Renderings(tmp_path)
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "photo.png"
    file.write_bytes(png("red"))
    return file


@pytest.fixture
def child(monkeypatch):
    """Counts what is made, without a process; waits for `go` where that is cleared."""

    class Child:
        def __init__(self) -> None:
            self.made = 0
            self.go = threading.Event()
            self.go.set()

        def __call__(self, module, request, file, **limits):
            self.go.wait(10)
            self.made += 1
            return {"ending": "png"}, [b"x" * 1000]

    one = Child()
    monkeypatch.setattr(renderings, "run_once", one)
    return one


def test_what_is_asked_for_at_once_and_again_is_made_once(kept, photo, child):
    child.go.clear()
    asked = [kept.of(photo.open("rb"), "photo.png", width) for width in (320, 300, 1)]
    child.go.set()
    assert len({each.result().place for each in asked}) == 1
    kept.of(photo.open("rb"), "photo.png", 320).result()
    assert child.made == 1


def test_another_content_is_another_picture(kept, photo):
    first = kept.of(photo.open("rb"), "photo.png", 320).result()
    photo.write_bytes(png("blue"))
    os.utime(photo, ns=(1, 1))
    second = kept.of(photo.open("rb"), "photo.png", 320).result()
    assert first.tag != second.tag
    assert first.place
    assert second.place
    assert Image.open(first.place).convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    assert Image.open(second.place).convert("RGB").getpixel((0, 0)) == (0, 0, 255)


def test_too_many_who_wait_are_told_so(kept, tmp_path, child, monkeypatch):
    monkeypatch.setattr(renderings, "_MOST_WAITING", 2)
    child.go.clear()
    for number in range(3):
        (tmp_path / f"{number}.png").write_bytes(png("red") + bytes([number]))
    waiting = [kept.of((tmp_path / f"{number}.png").open("rb"), f"{number}.png", 320) for number in range(2)]
    with pytest.raises(Busy):
        kept.of((tmp_path / "2.png").open("rb"), "2.png", 320)
    child.go.set()
    assert all(each.result().place for each in waiting)


def test_the_oldest_go_where_there_are_too_many(kept, tmp_path, child, monkeypatch):
    monkeypatch.setattr(renderings, "MOST_KEPT", 10_000)
    for number in range(30):
        (tmp_path / f"{number}.png").write_bytes(png("red") + bytes([number]))
        kept.of((tmp_path / f"{number}.png").open("rb"), f"{number}.png", 320).result()
    left = list((tmp_path / "renderings").iterdir())
    assert 5 <= len(left) <= 10
    clear_renderings(tmp_path)
    assert list((tmp_path / "renderings").iterdir()) == []


def test_a_picture_is_given_though_another_process_takes_one_away_while_they_are_counted(
    kept, photo, tmp_path, child, monkeypatch
):
    (tmp_path / "renderings").mkdir()
    (tmp_path / "renderings" / "old.png").write_bytes(b"x")
    listed = os.scandir

    def listed_before(folder):
        entries = list(listed(folder))
        (tmp_path / "renderings" / "old.png").unlink(missing_ok=True)
        return iter(entries)

    monkeypatch.setattr(os, "scandir", listed_before)
    place = kept.of(photo.open("rb"), "photo.png", 320).result().place
    assert place is not None
    assert [each.name for each in listed(tmp_path / "renderings")] == [place.name]


def test_one_that_could_not_be_made_is_tried_again_later(kept, photo, child, monkeypatch):
    monkeypatch.setattr(renderings, "run_once", lambda *_, **__: ({"ending": ""}, []))
    assert kept.of(photo.open("rb"), "photo.png", 320).result().place is None
    monkeypatch.setattr(renderings, "run_once", child)
    assert kept.of(photo.open("rb"), "photo.png", 320).result().place is None
    monkeypatch.setattr(renderings, "_TRY_AGAIN", 0)
    assert kept.of(photo.open("rb"), "photo.png", 320).result().place is not None
