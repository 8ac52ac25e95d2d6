"""LibreOffice, where it is installed: it turns an old file into a new one, and any office file into pages.

It runs in a child process, `python -m kb.intake.office REQUEST`, the file as standard input. What comes out is looked
at as any file from outside. It has more memory than other converters, and may write into its own empty folder:
LibreOffice cannot do without.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import orjson

from kb.sandbox import landlock, run_once
from kb.sandbox.frames import encoded, framed
from kb.sandbox.limits import limit, only_the_answer, shut_changes

OPENED = frozenset({"docx", "doc", "odt", "rtf", "pptx", "ppt", "odp", "xlsx", "xls", "ods"})
"""The formats (kb.intake.formats) that it opens; each is the ending of its files too."""

MEMORY = 1024 * 1024 * 1024  # bytes of address space, most of which is never used
_SECONDS = 30.0
_TO_END = 2.0  # of these, in which the child clears up after it
_PROCESSOR = 60  # seconds, for the case that the parent is gone
_MOST_FILE = 100 * 1024 * 1024  # bytes of one file that it reads or writes
_HEAD = 1 << 20  # bytes in which the child says what the bytes that follow are
_INTO = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf"}
_READ = tuple(map(Path, (
    "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/share", "/usr/local/share/fonts", "/bin", "/lib", "/lib64",
    "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/libreoffice", "/etc/locale.alias", "/etc/localtime",
    "/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice", "/dev/urandom",
)))  # fmt: skip
"""What it needs of the machine: programs, letters, its own settings. Nothing in there is anybody's."""
_WRITTEN = (Path("/dev/null"),)
_MEETING = Path("/tmp")  # noqa: S108  # it is not ours to choose
"""Where it always puts a socket by which a second of its kind would find it."""
_AS_IT_NAMES = "utf-16-le"
_NEVER = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value>
</prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value>
</prop></item></oor:items>
"""
"""Its settings: programs within a file are never run, and what a file refers to is not fetched (0 in Writer and 1 in
Calc are "never")."""


def is_there() -> bool:
    """Is LibreOffice installed, and can it be kept from the files of this machine? A file may show any of them as a
    picture of its own, which no setting prevents."""
    return shutil.which("soffice") is not None and landlock.is_possible()


def turned(file: BinaryIO, format_: str, into: str) -> bytes | None:
    """A file (a real one, with a descriptor) of a format in OPENED as LibreOffice makes a "docx" or "pdf" of it; None
    where it makes none. Raises TookTooLong, Broken; OSError where the child cannot be started."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # a child reads on from where the descriptor is
    request = {"ending": format_, "into": into}
    _, made = run_once("kb.intake.office", request, file, seconds=_SECONDS, most_bytes=_MOST_FILE + _HEAD)
    return made[0] if made else None


def warm() -> None:
    """Import what is needed once no module can be opened any more."""
    codecs.lookup(_AS_IT_NAMES)


def main() -> None:
    """Answer the file in the form that is asked for; nothing where that does not work."""
    request = orjson.loads(sys.argv[1])
    file, answer = only_the_answer()
    limit(MEMORY, seconds=_PROCESSOR, most_file=_MOST_FILE, local_sockets=True)
    shut = shut_changes() and landlock.only_files(
        [*_READ, _installed()], [*_WRITTEN, Path.cwd()], sockets=[_MEETING], cleared=[_MEETING]
    )
    made = _made(file.read(_MOST_FILE + 1), request["ending"], request["into"]) if shut else []
    answer.write(encoded({"blobs": len(made)}))
    for each in made:
        answer.write(framed(each))
    answer.flush()


def _installed() -> Path:
    """The folder it is installed in, wherever that is."""
    program = Path(shutil.which("soffice") or "soffice").resolve()
    return program.parent.parent if program.parent.name == "program" else program.parent


def _made(data: bytes, ending: str, into: str) -> list[bytes]:
    here = Path.cwd()
    (here / "profile/user").mkdir(parents=True)
    (here / "profile/user/registrymodifications.xcu").write_text(_NEVER)
    (here / f"old.{ending}").write_bytes(data)
    profile = (here / "profile").as_uri()
    command = [
        shutil.which("soffice") or "soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore",
        "--nolockcheck", "--convert-to", _INTO[into], "--outdir", "new", f"old.{ending}",
    ]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  # no shell, and no word of the command is of the file
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=_SECONDS - _TO_END, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return []
    finally:
        _left_nothing(profile)
    new = here / f"new/old.{into}"
    return [new.read_bytes()] if new.is_file() else []


def _left_nothing(profile: str) -> None:
    """Where it was killed or broke down it could not take its socket away."""
    digest = hashlib.md5(profile.encode(_AS_IT_NAMES), usedforsecurity=False).digest()
    name = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    for whose in ("", f"{os.getuid()}_"):
        (_MEETING / f"OSL_PIPE_{whose}{name}").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
