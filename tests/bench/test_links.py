"""What other software asks for is measured with answers that are the right ones."""

from __future__ import annotations

from contextlib import closing

import pytest

from bench import links
from bench.serving import serving


@pytest.mark.timeout(180)
def test_each_row_is_asked_and_answered(tmp_path):
    links.write_library(tmp_path / "library")
    with serving(tmp_path / "library") as server:
        rows = list(links.measured(server, 1))
        with closing(server.client()) as client:
            assert len(client.get("/feed.atom")) > 1000
    assert [name for name, _, _ in rows] == [name for name, *_ in (*links.ROWS, *links.AGAIN)]
    assert all(pages.warm.each for _, pages, _ in rows)
    section = "\n".join(links._section(rows))
    assert section.count("\n| ") == len(rows) + 2
