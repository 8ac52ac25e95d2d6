"""A process that is kept from files opens only those that it may."""

import subprocess
import sys

import pytest

from kb.sandbox.landlock import is_possible

TRIES = """
import sys
from pathlib import Path
from kb.sandbox.landlock import only_files
here = Path(sys.argv[1])
assert only_files([here / "read", here / "one.txt", here / "never was"], [here / "write"], [here / "meet"])
import socket
def tried(what, *arguments):
    try:
        what(*arguments)
        return True
    except PermissionError:
        return False
def meet(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))
print([
    tried((here / "read/a.txt").read_text), tried((here / "one.txt").read_text),
    tried((here / "write/a.txt").read_text),
    tried((here / "write/new.txt").write_text, ""), tried(meet, here / "meet/a"), tried((here / "meet/a").unlink),
])
print([
    tried((here / "a.txt").read_text), tried((here / "meet/a.txt").read_text), tried((here / "link.txt").read_text),
    tried((here / "read/a.txt").write_text, ""), tried((here / "meet/new.txt").write_text, ""),
    tried((here / "read/a.txt").unlink), tried(meet, here / "read/a"), tried(lambda: list((here / "meet").iterdir())),
])
"""


@pytest.mark.skipif(not is_possible(), reason="the kernel has no Landlock")
def test_what_is_not_allowed_cannot_be_opened_by_any_way(tmp_path):
    for folder in ("read", "write", "meet"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("Secret.")
    (tmp_path / "a.txt").write_text("Secret.")
    (tmp_path / "one.txt").write_text("Known.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    command = [sys.executable, "-c", f"import socket\n{TRIES}", str(tmp_path)]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    assert made.stdout.splitlines() == [str([True] * 6), str([False] * 8)]
