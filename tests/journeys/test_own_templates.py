"""A library's own templates, written by hand and so with mistakes now and then."""

from __future__ import annotations

import pytest

MISTAKES = {
    "a name that is not known": "{{ nowhere.nothing }}",
    "a tag that is not closed": "{% if site.title %}",
    "a static file that is not there": "{{ static('nowhere.css') }}",
    "bytes that are no text": b"\xff\xfe\xff",
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_all_pages_is_said_in_a_sentence_and_the_api_answers(library, serving, mistake):
    library.holds("good.md", "# Good\n\nmarmalade\n")
    own = library.home / "templates"
    own.mkdir()
    (own / "base.html").write_bytes(mistake if isinstance(mistake, bytes) else mistake.encode())
    server = serving(library.home)
    assert server.search("marmalade")["total"] == 1
    answer = server.get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side." in answer.text
    assert "templates" not in answer.text
    assert "base.html" in server.said
