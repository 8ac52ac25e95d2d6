"""khal reads the calendar of a real server."""

from __future__ import annotations

import subprocess

import pytest

pytestmark = pytest.mark.clients

NASTY = "Costs, benefits; “quoted” ünï " + "very long words " * 12
CONFIG = """\
[calendars]
[[club]]
path = {folder}/club
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Europe/London
local_timezone = Europe/London
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = club
"""


def test_khal_shows_what_is_in_a_calendar(serving, library, tmp_path):
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", next="2020-05-12?")
    library.document("pogo/2020-03-31-notes.md", "We met.\n", title=NASTY)
    library.document("pogo/2020-04-07-agenda.md", "- One\n", title="April call", time="14:00-15:30")
    library.document("pogo/2020-06-agenda.md", "- Two\n", title="June call")
    server = serving(library.home)
    (tmp_path / "club.ics").write_bytes(server.get("/calendar.ics").content)
    (tmp_path / "club").mkdir()
    (tmp_path / "khal.conf").write_text(CONFIG.format(folder=tmp_path))

    def khal(*arguments: str) -> str:
        command = ["khal", "-c", str(tmp_path / "khal.conf"), *arguments]
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=60,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    khal("import", "--batch", "-a", "club", str(tmp_path / "club.ics"))
    shown = khal("list", "--format", "{start-date} {start-time}|{title}|{status}", "2020-01-01", "365d")
    lines = [line.strip() for line in shown.splitlines() if "|" in line]
    assert len(lines) == 3
    assert lines[0].startswith("2020-03-31 |POGO: Costs, benefits; “quoted” ünï very long words very")
    assert lines[1].startswith("2020-04-07 14:00|POGO: April call|")
    assert lines[2].startswith("2020-05-12 |POGO: next meeting|")
    assert "TENTATIVE" in lines[2]
