"""Asking for a file again and again."""

from __future__ import annotations

from bench import files
from bench.serving import serving


def test_a_file_that_is_known_is_asked_about_over_http(tmp_path):
    files.write_library(tmp_path / "library")
    with serving(tmp_path / "library", asked=files.ADDRESS) as server:
        asked = files.measure(server, {"If-None-Match": files.headers_of(server)["etag"]}, seconds=0.2)
    assert asked.answers > 0
    assert asked.processors >= 0
