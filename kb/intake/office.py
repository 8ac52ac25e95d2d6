"""The child process that has LibreOffice turn an old file into a new one: `python -m kb.intake.office`, the file as
standard input. What comes out is looked at as any file from outside.

It has more memory than other converters, and may write into its own empty folder: LibreOffice cannot do without.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import orjson

from kb.sandbox.frames import encoded, framed
from kb.sandbox.limits import limit, only_the_answer

MEMORY = 1024 * 1024 * 1024  # bytes of address space, most of which is never used
_PROCESSOR = 60  # seconds, for the case that the parent is gone
_MOST_FILE = 100 * 1024 * 1024  # bytes of one file that it may write
_NEVER = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value>
</prop></item></oor:items>
"""
"""Its settings: programs within a file are never run, and what a file refers to is not fetched."""


def is_there() -> bool:
    """Is LibreOffice installed?"""
    return shutil.which("soffice") is not None


def main() -> None:
    """Answer the file in the form of Word (.docx); nothing where that does not work."""
    request = orjson.loads(sys.argv[1])
    file, answer = only_the_answer()
    limit(MEMORY, seconds=_PROCESSOR, most_file=_MOST_FILE, local_sockets=True)
    made = _made(file.read(request["most_bytes"] + 1))
    answer.write(encoded({"blobs": len(made)}))
    for each in made:
        answer.write(framed(each))
    answer.flush()


def _made(data: bytes) -> list[bytes]:
    here = Path.cwd()
    (here / "profile/user").mkdir(parents=True)
    (here / "profile/user/registrymodifications.xcu").write_text(_NEVER)
    (here / "old.doc").write_bytes(data)
    soffice = shutil.which("soffice") or "soffice"
    command = [
        soffice, f"-env:UserInstallation={(here / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", "new", "old.doc",
    ]  # fmt: skip
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
    new = here / "new/old.docx"
    return [new.read_bytes()] if new.is_file() else []


if __name__ == "__main__":
    main()
