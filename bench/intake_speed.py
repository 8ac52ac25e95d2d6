"""How long files take that are larger than most, and an import of a whole drive: `python -m bench.intake_speed`.

The files are made here, as other programs make them. The import runs as a process of its own, beside which nothing is
measured: its time, the most memory it held with all its children, and what a run after one that was killed has to do.
"""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from PIL import Image
from playwright.sync_api import Browser

from bench.report import DOCUMENT, machine, table, write_section
from kb.intake import take_in
from kb.intake.pandoc import program
from tests.browsing import chromium

FILES = 1_000
MOST_MEGABYTES = 400
_TALK = """
    the panel agreed that early market engagement lets suppliers ask what is meant and costs less than putting it
    right afterwards which everybody had seen before in a project of their own and nobody wanted to see again
"""
_WORDS = _TALK.split()
_TIMES = 5  # each file is taken in, of which the quickest counts: the machine does other things too


def section(large: list[list[str]], drive: list[list[str]]) -> str:
    return "\n\n".join([
        "## How long taking in takes",
        f"From the file to its text, the process that reads it included, which is ready ({machine()}). The quickest"
        f" of {_TIMES}.",
        table(["file", "size", "pages or cues", "to reach", "takes"], large),
        f"`kb import` of {FILES:,} mixed files (Word, OpenDocument, PDF, pages, messages, transcripts, tables, texts,"
        " pictures) into an empty library, indexing included. Memory is that of the command and all its children"
        " together, at most.",
        table(["run", "takes", f"memory (at most {MOST_MEGABYTES} MB)", "imported", "already there"], drive),
    ])  # fmt: skip


def large_files(browser: Browser) -> list[list[str]]:
    made: list[tuple[str, str, bytes, str, float]] = [
        ("Word, 20 pages with pictures", "a.docx", _word(20), "20", 3),
        ("two hours of WebVTT", "a.vtt", _transcript(7_200), "1,800", 2),
        ("PDF of 200 pages", "a.pdf", _pdf(browser, 200), "200", 10),
    ]
    return [
        [what, f"{len(data) / 1024**2:.1f} MB", count, f"{most:g} s", _marked(_quickest(data, name), most)]
        for what, name, data, count, most in made
    ]


def _quickest(data: bytes, name: str) -> float:
    seconds = []
    for _ in range(_TIMES):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            began = time.perf_counter()
            taken = take_in(file, name, len(data))
            seconds.append(time.perf_counter() - began)
            assert taken.pieces, taken.why
    return min(seconds)


def _marked(seconds: float, most: float) -> str:
    return f"{seconds:.2f} s{' ✗' if seconds > most else ''}"


def a_drive(scratch: Path) -> list[list[str]]:
    """Three imports: of everything; one that was killed half-way, and the one after it."""
    drive = scratch / "drive"
    drive.mkdir()
    for name, data in _mixed(FILES):
        (drive / name).write_bytes(data)
    whole = _imported(scratch / "one", drive)
    home = scratch / "two"
    _imported(home, drive, stop_after=FILES // 2)
    rest = _imported(home, drive)
    return [["everything", *whole], ["after one that was killed half-way", *rest]]


def _imported(home: Path, drive: Path, stop_after: int = 0) -> list[str]:
    environment = {**os.environ, "KB_HOME": str(home)}
    if not home.exists():
        subprocess.run([sys.executable, "-m", "kb.start", "init", str(home)], check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    peak = 0.0
    with tempfile.TemporaryFile() as out:
        command = [sys.executable, "-m", "kb.start", "import", str(drive)]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            if stop_after and len(list((home / "notes").rglob("*.md"))) > stop_after:
                process.send_signal(signal.SIGKILL)
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        out.seek(0)
        lines = out.read().decode().splitlines()
    counts = [sum(line.startswith(start) for line in lines) for start in (("imported", "kept as"), ("already there",))]
    return [
        f"{seconds:.0f} s",
        f"{peak:.0f} MB{' ✗' if peak > MOST_MEGABYTES else ''}",
        *(f"{each:,}" for each in counts),
    ]


def _megabytes(pid: int) -> float:
    """What a process and its children hold, what they share counted once."""
    total = 0
    try:
        for each in (root := psutil.Process(pid), *root.children(recursive=True)):
            try:
                total += each.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.Error:
        return 0.0
    return total / 1024**2


def _mixed(count: int) -> Iterator[tuple[str, bytes]]:
    chosen = random.Random(8)
    kinds: list[tuple[str, Callable[[int], bytes]]] = [
        ("docx", lambda n: _pandoc(_note(n), "docx")),
        ("odt", lambda n: _pandoc(_note(n), "odt")),
        ("html", lambda n: _pandoc(_note(n), "html")),
        ("pptx", lambda n: _pandoc(_note(n), "pptx")),
        ("rtf", lambda n: _pandoc(_note(n), "rtf")),
        ("txt", lambda n: _note(n).encode()),
        ("vtt", lambda n: _transcript(600, n)),
        ("eml", _message),
        ("csv", lambda n: "\n".join(f"{row},{word},{n}" for row, word in enumerate(_WORDS)).encode()),
        ("jpg", lambda n: _picture(n, 1200)),
    ]
    samples = {(ending, n): make(n) for ending, make in kinds for n in range(8)}
    for number in range(count):
        ending, _ = kinds[number % len(kinds)]
        data = samples[ending, chosen.randrange(8)]
        if ending in ("txt", "vtt", "eml", "csv"):
            data += f"\n\nNumber {number}\n".encode()
        yield f"2020-{1 + number % 12:02}-{1 + number % 28:02} notes {number}.{ending}", data


def _pandoc(markdown: str, to: str) -> bytes:
    command = [program(), "--standalone", "--from=markdown", f"--to={to}", "--metadata=pagetitle:x", "--output=-"]
    return subprocess.run(command, input=markdown.encode(), capture_output=True, check=True).stdout


def _paragraph(chosen: random.Random, words: int) -> str:
    return " ".join(chosen.choices(_WORDS, k=words)).capitalize() + "."


def _note(number: int, sections: int = 6) -> str:
    chosen = random.Random(number)
    parts = [f"# Meeting {number}"]
    for each in range(sections):
        parts += [f"## Item {each}", _paragraph(chosen, 80)]
        parts += ["\n".join(f"- {_paragraph(chosen, 9)}" for _ in range(4))]
        parts += ["| a | b |\n| --- | --- |\n" + "\n".join(f"| {row} | {row * 2} |" for row in range(4))]
    return "\n\n".join(parts) + "\n"


def _word(pages: int) -> bytes:
    """With a picture on each page: one as large as those of a telephone on every fourth."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for page in range(pages):
            picture = Path(folder) / f"{page}.jpg"
            picture.write_bytes(_picture(page, 4000 if page % 4 == 0 else 1200))
            parts += [_note(page, 2), f"![page {page}]({picture})"]
        return _pandoc("\n\n".join(parts), "docx")


def _picture(number: int, width: int) -> bytes:
    out = io.BytesIO()
    noise = Image.effect_noise((width // 8, width * 3 // 32), 60 + number).resize((width, width * 3 // 4))
    Image.merge("RGB", (noise, noise, noise)).save(out, "JPEG", quality=85)
    return out.getvalue()


def _transcript(seconds: int, number: int = 0) -> bytes:
    chosen = random.Random(number)
    cues = [
        f"{_stamp(at)} --> {_stamp(at + 3)}\n{'Jo Doe' if at % 24 < 12 else 'Sam Roe'}: {_paragraph(chosen, 12)}\n"
        for at in range(0, seconds, 4)
    ]
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _stamp(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def _message(number: int) -> bytes:
    return (f"From: a@example.org\nSubject: Meeting {number}\nDate: Tue, 31 Mar 2020 18:00:00 +0100\n"
            f"Message-ID: <{number}@example.org>\nContent-Type: text/plain\n\n{_note(number, 2)}").encode()  # fmt: skip


def _pdf(browser: Browser, pages: int) -> bytes:
    tab = browser.new_page()
    chosen = random.Random(1)
    body = "".join(
        f"<section style='break-after:page'><h2>Item {page}</h2>"
        + "".join(f"<p>{_paragraph(chosen, 70)}</p>" for _ in range(5))
        + f"<ul>{''.join(f'<li>{_paragraph(chosen, 10)}</li>' for _ in range(5))}</ul></section>"
        for page in range(pages)
    )
    tab.set_content(f"<html><body>{body}</body></html>")
    made = tab.pdf(format="A4")
    tab.close()
    return made


def write(document: Path = DOCUMENT) -> None:
    """Write the tables into the document."""
    with chromium() as browser:
        large = large_files(browser)
    with tempfile.TemporaryDirectory() as scratch:
        drive = a_drive(Path(scratch))
    write_section(document, "intake-speed", section(large, drive))


if __name__ == "__main__":
    write()
